internal import CLinux
internal import Glibc

/// A file descriptor with one owner. Closes itself.
final class Descriptor {
    private(set) var number: Int32
    init(_ number: Int32) { self.number = number }
    deinit { close() }

    func close() {
        if number >= 0 { _ = Glibc.close(number) }
        number = -1
    }
}

struct Pipe {
    let reader: Descriptor
    let writer: Descriptor

    init() throws {
        var ends: [Int32] = [-1, -1]
        let code = swl_pipe(&ends)
        guard code == 0 else { throw NetlinkError("open", "pipe", code: -code) }
        reader = Descriptor(ends[0])
        writer = Descriptor(ends[1])
    }
}

/// What a program is to read. A file in memory: nobody has to feed it, and a program that does not read it blocks nobody.
struct CommandInput {
    let file: Descriptor

    init(_ bytes: [UInt8]) throws {
        let number = swl_memory_file()
        guard number >= 0 else { throw NetlinkError("create", "memory file", code: -number) }
        file = Descriptor(number)
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { write(number, $0.baseAddress?.advanced(by: written), $0.count - written) }
            guard count > 0 else { throw NetlinkError.last("write", "memory file") }
            written += count
        }
        guard lseek(number, 0, SEEK_SET) == 0 else { throw NetlinkError.last("rewind", "memory file") }
    }
}

/// Reads both outputs of a program at the same time, so that neither can block it.
struct CommandOutput {
    private let readers: [Descriptor]
    private let limit: Int
    private(set) var collected: [[UInt8]] = [[], []]

    init(output: Descriptor, error: Descriptor, limit: Int) {
        readers = [output, error]
        self.limit = limit
    }

    /// Until both outputs have ended. `false` when the time was up first.
    mutating func collect(timeLimit: Int) -> Bool {
        let deadline = Self.now() + timeLimit
        while readers.contains(where: { $0.number >= 0 }) {
            let left = deadline - Self.now()
            guard left > 0 else { return false }
            // poll passes over negative descriptors.
            var polled = readers.map { pollfd(fd: $0.number, events: Int16(POLLIN), revents: 0) }
            guard poll(&polled, nfds_t(polled.count), Int32(clamping: left)) > 0 else { continue }
            for index in readers.indices where polled[index].revents != 0 { drain(index) }
        }
        return true
    }

    private mutating func drain(_ index: Int) {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        let count = read(readers[index].number, &buffer, buffer.count)
        if count < 0, errno == EINTR { return }
        guard count > 0 else { return readers[index].close() }
        collected[index] += buffer[..<min(count, max(0, limit - collected[index].count))]
    }

    /// Milliseconds of a clock that never goes back.
    private static func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }
}
