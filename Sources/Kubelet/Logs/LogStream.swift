import Files
import Glibc

/// A container's log as a stream of chunks. With `follow` it waits for more, goes over to the new file when the log is
/// rotated, and ends a moment after the container has.
struct LogStream: AsyncSequence, Sendable {
    typealias Element = [UInt8]
    typealias Failure = any Error

    let path: String
    let options: LogOptions
    /// Whether more may come.
    let isRunning: @Sendable () async -> Bool

    func makeAsyncIterator() -> Iterator { Iterator(self) }

    struct Iterator: AsyncIteratorProtocol {
        private static let chunkSize = 32 << 10
        private static let shortestPause = Duration.milliseconds(10)
        private static let longestPause = Duration.milliseconds(200)

        private let log: LogStream
        private var file: LogFile?
        private var formatter: LogFormatter
        private var pause = Self.shortestPause
        private var isLastRound = false
        /// The log was rotated: what is left of the old file is read first.
        private var newer: LogFile?

        init(_ log: LogStream) {
            self.log = log
            formatter = LogFormatter(log.options)
            file = LogFile(path: log.path)
            if let tail = log.options.tailLines { file?.seek(to: LogTail.offset(ofLast: tail, in: log.path)) }
        }

        mutating func next() async throws -> [UInt8]? {
            while !formatter.isFull {
                try Task.checkCancellation()
                if let chunk = file?.read(Self.chunkSize) {
                    pause = Self.shortestPause
                    let text = formatter.take(chunk)
                    if !text.isEmpty { return text }
                    continue
                }
                guard log.options.follow else { return nil }
                if let next = newer {
                    file = next
                    newer = nil
                    continue
                }
                if let next = LogFile(path: log.path), next.identity != file?.identity {
                    newer = next
                    continue
                }
                // Read once more after the end: the last lines may have come in between.
                if isLastRound { return nil }
                if await !log.isRunning() {
                    isLastRound = true
                    continue
                }
                try await Task.sleep(for: pause)
                pause = Swift.min(pause * 2, Self.longestPause)
            }
            return nil
        }
    }
}

/// An open file that is read from front to back.
private final class LogFile: Sendable {
    let identity: FileStatus.Identity?
    private let descriptor: Int32

    init?(path: String) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        identity = FileStatus(descriptor: descriptor)?.identity
    }

    deinit { close(descriptor) }

    func seek(to offset: Int64) { lseek(descriptor, off_t(offset), SEEK_SET) }

    /// `nil` at the end of what there is.
    func read(_ limit: Int) -> [UInt8]? {
        let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            count = max(Glibc.read(descriptor, buffer.baseAddress, limit), 0)
        }
        return bytes.isEmpty ? nil : bytes
    }
}
