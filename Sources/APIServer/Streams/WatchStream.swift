import AsyncTools
import JSON
import KubeAPI
import Metrics
import Schema
import Transport

/// The body of a watch: one line or frame per event.
///
/// Nothing is queued per watcher. Each reads the kind's ring of recent changes at its own position; one that falls out of
/// it is told so with a 410 and ended, so memory stays bounded whatever clients do.
struct WatchStream: PolledStream {
    /// What is sent before the changes: the current objects, as `ADDED`. The reader takes them, so that those which change later
    /// are not kept for as long as the watch lasts.
    let initial: Guarded<[CachedObject]>
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

    func makePoller(wake: @escaping @Sendable () -> Void) -> Poller { Poller(self, wake) }

    final class Poller: StreamPoller {
        private let stream: WatchStream
        private let watcher: KindCache.Watcher
        private var encoder: WatchEncoder
        private var initial: [CachedObject]
        private var phase = Phase.start
        /// Everything up to here has been sent.
        private var position: Int64
        private var nextBookmark: Int64

        private enum Phase { case start, initial(Int), changes, ended }

        /// As Kubernetes: about once a minute.
        private static let bookmarkInterval: Int64 = 60
        private static let chunkBytes = 64 << 10

        init(_ stream: WatchStream, _ wake: @escaping @Sendable () -> Void) {
            self.stream = stream
            encoder = stream.encoder
            initial = stream.initial.withLock { initial in
                defer { initial = [] }
                return initial
            }
            position = stream.position
            nextBookmark = MonotonicClock.after(seconds: Self.bookmarkInterval)
            watcher = KindCache.Watcher(of: stream.kind, after: stream.position, filter: stream.filter, wake: wake)
        }

        func poll() -> Polled {
            while true {
                switch phase {
                case .ended: return .end
                case .start:
                    if let failure = stream.failure { return .bytes(end(with: failure)) }
                    phase = .initial(0)
                case .initial(let index):
                    let chunk = initialChunk(from: index)
                    if !chunk.isEmpty { return .bytes(chunk) }
                case .changes:
                    guard let chunk = changes() else { return .pending }
                    if !chunk.isEmpty { return .bytes(chunk) }
                }
            }
        }

        private func initialChunk(from index: Int) -> [UInt8] {
            var output: [UInt8] = []
            var index = index
            while index < initial.count, output.count < Self.chunkBytes {
                let line = encoder.encode(.added, initial[index])
                stream.kind.sentEvents.observe(line.count)
                output.append(contentsOf: line)
                index += 1
            }
            phase = .initial(index)
            if index == initial.count {
                phase = .changes
                initial = []
                if stream.marksInitialEnd {
                    output.append(contentsOf: encoder.bookmark(revision: position, endsInitialEvents: true))
                }
            }
            return output
        }

        /// The next chunk; empty when there is nothing to send of what has happened, `nil` when nothing has.
        private func changes() -> [UInt8]? {
            let deadline = stream.sendsBookmarks ? Swift.min(stream.end, nextBookmark) : stream.end
            // However busy it is.
            if MonotonicClock.now >= deadline { return afterDeadline() }
            guard let changes = watcher.read(orWaitUntil: deadline) else { return nil }
            switch changes {
            case .expired(let oldest):
                return end(
                    with: .expired("too old resource version: \(position) (\(oldest == .max ? stream.kind.revision : oldest))"))
            case .nothing(let revision):
                position = Swift.max(position, revision)
                return afterDeadline()
            case .events(let events, let revision):
                position = revision
                return encode(events)
            }
        }

        private func afterDeadline() -> [UInt8] {
            let now = MonotonicClock.now
            if now >= stream.end {
                phase = .ended
                // So that the client can go on from here, however long ago the last change was.
                return stream.sendsBookmarks ? encoder.bookmark(revision: position, endsInitialEvents: false) : []
            }
            guard stream.sendsBookmarks, now >= nextBookmark else { return [] }
            nextBookmark = MonotonicClock.after(seconds: Self.bookmarkInterval)
            return encoder.bookmark(revision: position, endsInitialEvents: false)
        }

        private func encode(_ events: [WatchEvent]) -> [UInt8] {
            var lines: [[UInt8]] = []
            for event in events {
                guard let seen = event.seen(through: stream.filter) else { continue }
                let line = encoder.encode(event, seenAs: seen)
                stream.kind.sentEvents.observe(line.count)
                lines.append(line)
            }
            // One event alone is sent as the buffer that all watchers share.
            if lines.count == 1 { return lines[0] }
            var output: [UInt8] = []
            output.reserveCapacity(lines.reduce(0) { $0 + $1.count })
            for line in lines { output += line }
            return output
        }

        private func end(with error: StatusError) -> [UInt8] {
            phase = .ended
            return encoder.error(error)
        }
    }
}
