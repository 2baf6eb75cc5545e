internal import CLinux
internal import Glibc

extension Command {
    /// Runs the program to its end. Blocks the calling thread: call it through `BlockingThread.run`.
    ///
    /// Throws `CommandError` when it cannot be started, and when it is killed because it did not end in time or printed too
    /// much. A non-zero exit is not an error here.
    package func run(input: [UInt8] = []) throws(CommandError) -> Result {
        let source = try ProgramInput(input, of: path)
        let output = try Pipe(of: path)
        let error = try Pipe(of: path)
        let pid = try start(
            Streams(input: source.file.number, output: output.writer.number, error: error.writer.number))
        output.writer.close()
        error.writer.close()
        let process = Descriptor(swl_pidfd_open(pid))
        var outputs = ProgramOutputs(process: process, output: output.reader, error: error.reader, limit: outputLimit)
        let end = outputs.collect(within: timeLimit)
        if end != .complete { kill(pid, SIGKILL) }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        switch end {
        case .complete: break
        case .tooLate: throw CommandError(program: path, reason: "did not end within \(timeLimit)")
        case .tooMuch: throw CommandError(program: path, reason: "printed more than \(outputLimit) bytes")
        }
        return Result(exitCode: swl_exit_code(status), output: outputs.collected[0], error: outputs.collected[1])
    }

    /// Runs the program and throws the last line it printed unless it ended with 0.
    @discardableResult
    package func check(input: [UInt8] = []) throws(CommandError) -> Result {
        let result = try run(input: input)
        guard result.exitCode == 0 else {
            let text = result.error.isEmpty ? result.text : result.errorText
            let line = text.split(separator: "\n").last.map(String.init) ?? "no message"
            throw CommandError(
                program: ([path] + arguments.prefix(3)).joined(separator: " "), reason: "exit code \(result.exitCode): \(line)")
        }
        return result
    }
}

/// A file descriptor with one owner. Closes itself.
private final class Descriptor {
    private(set) var number: Int32
    init(_ number: Int32) { self.number = number }
    deinit { close() }

    func close() {
        if number >= 0 { _ = Glibc.close(number) }
        number = -1
    }
}

private struct Pipe {
    let reader: Descriptor
    let writer: Descriptor

    init(of program: String) throws(CommandError) {
        var ends: [Int32] = [-1, -1]
        let code = swl_pipe(&ends)
        guard code == 0 else { throw CommandError(program, "open a pipe", code: -code) }
        reader = Descriptor(ends[0])
        writer = Descriptor(ends[1])
    }
}

/// What a program is to read. A file in memory: nobody has to feed it, and a program that does not read it blocks nobody.
private struct ProgramInput {
    let file: Descriptor

    init(_ bytes: [UInt8], of program: String) throws(CommandError) {
        let number = swl_memory_file()
        guard number >= 0 else { throw CommandError(program, "make a file in memory", code: -number) }
        file = Descriptor(number)
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { write(number, $0.baseAddress?.advanced(by: written), $0.count - written) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw CommandError(program, "write a file in memory", code: errno) }
            written += count
        }
        guard lseek(number, 0, SEEK_SET) == 0 else { throw CommandError(program, "rewind a file in memory", code: errno) }
    }
}

/// Reads both outputs of a program at the same time, so that neither can block it, and sees its end.
private struct ProgramOutputs {
    enum End { case complete, tooLate, tooMuch }

    private let process: Descriptor
    private let readers: [Descriptor]
    private let limit: Int
    private(set) var collected: [[UInt8]] = [[], []]

    init(process: Descriptor, output: Descriptor, error: Descriptor, limit: Int) {
        self.process = process
        readers = [output, error]
        self.limit = limit
    }

    /// Until both outputs and then the program have ended, or a limit is passed.
    mutating func collect(within timeLimit: Duration) -> End {
        let deadline = ContinuousClock.now + timeLimit
        while readers.contains(where: { $0.number >= 0 }) {
            guard let ready = Self.wait(for: readers, until: deadline) else { return .tooLate }
            for index in ready {
                guard drain(index) else { return .tooMuch }
            }
        }
        // A program may close its outputs long before it ends.
        while process.number >= 0 {
            guard let ready = Self.wait(for: [process], until: deadline) else { return .tooLate }
            if !ready.isEmpty { process.close() }
        }
        return .complete
    }

    /// The indices of those that have something to read or have ended; `nil` when the time is up.
    private static func wait(for descriptors: [Descriptor], until deadline: ContinuousClock.Instant) -> [Int]? {
        let left = ContinuousClock.now.duration(to: deadline)
        guard left > .zero else { return nil }
        // poll passes over negative descriptors.
        var polled = descriptors.map { pollfd(fd: $0.number, events: Int16(POLLIN), revents: 0) }
        let milliseconds = Int32(min(left / .milliseconds(1), 1e9).rounded(.up))
        guard poll(&polled, nfds_t(polled.count), milliseconds) > 0 else { return [] }
        return descriptors.indices.filter { polled[$0].revents != 0 }
    }

    private mutating func drain(_ index: Int) -> Bool {
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(readers[index].number, &chunk, chunk.count)
        if count < 0, errno == EINTR { return true }
        guard count > 0 else {
            readers[index].close()
            return true
        }
        collected[index] += chunk[..<count]
        return collected[index].count <= limit
    }
}
