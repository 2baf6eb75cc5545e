import JSON
import KubeAPI
import Metrics
import Schema

/// The body of a watch: one line or frame per event.
///
/// Nothing is queued per watcher. Each reads the kind's ring of recent changes at its own position; one that falls out of
/// it is told so with a 410 and ended, so memory stays bounded whatever clients do.
struct WatchStream: AsyncSequence, Sendable {
    typealias Element = [UInt8]

    /// What is sent before the changes: the current objects, as `ADDED`.
    let initial: [CachedObject]
    /// Sends a bookmark that carries `k8s.io/initial-events-end` after the initial objects.
    let marksInitialEnd: Bool
    let position: Int64
    let filter: ObjectFilter
    let kind: KindCache
    let encoder: WatchEncoder
    let sendsBookmarks: Bool
    /// Of `MonotonicClock`.
    let end: Int64
    /// Sent instead of anything else, and then the stream ends.
    let failure: StatusError?

    func makeAsyncIterator() -> Iterator { Iterator(self) }

    struct Iterator: AsyncIteratorProtocol {
        private let stream: WatchStream
        private var encoder: WatchEncoder
        private var phase = Phase.start
        private var position: Int64
        private var nextBookmark: Int64

        private enum Phase { case start, initial(Int), changes, ended }

        /// As Kubernetes: about once a minute.
        private static let bookmarkInterval: Int64 = 60
        private static let chunkBytes = 64 << 10

        init(_ stream: WatchStream) {
            self.stream = stream
            encoder = stream.encoder
            position = stream.position
            nextBookmark = MonotonicClock.after(seconds: Self.bookmarkInterval)
        }

        mutating func next() async throws -> [UInt8]? {
            while true {
                switch phase {
                case .ended: return nil
                case .start:
                    if let failure = stream.failure { return end(with: failure) }
                    phase = .initial(0)
                case .initial(let index):
                    if let chunk = initialChunk(from: index), !chunk.isEmpty { return chunk }
                case .changes:
                    guard let chunk = await changes() else { return nil }
                    if !chunk.isEmpty { return chunk }
                }
            }
        }

        private mutating func initialChunk(from index: Int) -> [UInt8]? {
            var output: [UInt8] = []
            var index = index
            while index < stream.initial.count, output.count < Self.chunkBytes {
                let line = encoder.encode(.added, stream.initial[index])
                stream.kind.sentEvents.observe(line.count)
                output.append(contentsOf: line)
                index += 1
            }
            phase = .initial(index)
            if index == stream.initial.count {
                phase = .changes
                if stream.marksInitialEnd {
                    output.append(contentsOf: encoder.bookmark(revision: position, endsInitialEvents: true))
                }
            }
            return output
        }

        /// The next chunk; empty when there is nothing to send yet, `nil` at the end.
        private mutating func changes() async -> [UInt8]? {
            let deadline = stream.sendsBookmarks ? Swift.min(stream.end, nextBookmark) : stream.end
            switch await stream.kind.changes(after: position, filter: stream.filter, deadline: deadline) {
            case .cancelled:
                phase = .ended
                return nil
            case .expired(let oldest):
                return end(
                    with: .expired("too old resource version: \(position) (\(oldest == .max ? stream.kind.revision : oldest))"))
            case .none(let revision):
                position = Swift.max(position, revision)
                return afterDeadline()
            case .events(let events, let revision):
                position = revision
                return encode(events)
            }
        }

        private mutating func afterDeadline() -> [UInt8]? {
            let now = MonotonicClock.now
            if now >= stream.end {
                phase = .ended
                // So that the client can go on from here, however long ago the last change was.
                return stream.sendsBookmarks ? encoder.bookmark(revision: position, endsInitialEvents: false) : nil
            }
            guard stream.sendsBookmarks, now >= nextBookmark else { return [] }
            nextBookmark = MonotonicClock.after(seconds: Self.bookmarkInterval)
            return encoder.bookmark(revision: position, endsInitialEvents: false)
        }

        private mutating func encode(_ events: [WatchEvent]) -> [UInt8] {
            var output: [UInt8] = []
            for event in events {
                guard let seen = event.seen(through: stream.filter) else { continue }
                let line = encoder.encode(event, seenAs: seen)
                stream.kind.sentEvents.observe(line.count)
                // One event alone is sent as the buffer that all watchers share.
                if output.isEmpty { output = line } else { output.append(contentsOf: line) }
            }
            return output
        }

        private mutating func end(with error: StatusError) -> [UInt8] {
            phase = .ended
            return encoder.error(error)
        }
    }
}
