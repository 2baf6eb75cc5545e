import CLinux
import Glibc

/// Why a program could not be run or ended badly.
struct ProgramError: Error, CustomStringConvertible {
    let program: String
    let reason: String

    var description: String { "\(program): \(reason)" }
}

/// Starts programs. The one place that forks.
enum ChildProcess {
    struct Options {
        var environment: [String: String]?
        var directory: String?
        /// The path of the network namespace to run in; `nil` for this process's own.
        var network: String?
        var input: Int32 = -1
        var output: Int32 = -1
        var error: Int32 = -1
        var newSession = false
    }

    /// Starts a program and returns its process id. Descriptors above 2 are not inherited.
    static func start(_ path: String, _ arguments: [String], _ options: Options = Options()) throws(ProgramError) -> pid_t {
        let environment = options.environment.map { $0.map { "\($0.key)=\($0.value)" } } ?? ownEnvironment
        let result = withCStrings([path] + arguments) { argv in
            withCStrings(environment) { envp in
                withOptionalCString(options.directory) { directory in
                    withOptionalCString(options.network) { network in
                        path.withCString { program in
                            var spawn = swl_program(
                                path: program, arguments: argv, environment: envp, directory: directory, network: network,
                                input: options.input, output: options.output, error: options.error,
                                new_session: options.newSession ? 1 : 0)
                            return swl_spawn(&spawn)
                        }
                    }
                }
            }
        }
        guard result > 0 else { throw ProgramError(program: path, reason: String(cString: strerror(-result))) }
        return result
    }

    struct Output {
        let code: Int32
        let output: [UInt8]
        let error: String

        var text: String { String(decoding: output, as: UTF8.self) }
    }

    /// The most a run program may print before it counts as a failure.
    static let maximumOutput = 64 << 20

    /// Runs a program to its end and collects what it printed. Blocks the thread: call it through `Blocking.run`.
    static func run(_ path: String, _ arguments: [String], input: [UInt8] = [], _ options: Options = Options())
        throws(ProgramError) -> Output
    {
        var options = options
        let output = try Pipe(path)
        let error = try Pipe(path)
        let inputPipe = input.isEmpty ? nil : try Pipe(path)
        options.output = output.writeEnd
        options.error = error.writeEnd
        options.input = inputPipe?.readEnd ?? -1
        let pid = try start(path, arguments, options)
        output.closeWriteEnd()
        error.closeWriteEnd()
        inputPipe?.closeReadEnd()
        var exchange = PipeExchange(input: input, inputPipe: inputPipe, output: output, error: error)
        let complete = exchange.run()
        if !complete { kill(pid, SIGKILL) }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        guard complete else { throw ProgramError(program: path, reason: "printed more than \(maximumOutput) bytes") }
        return Output(
            code: swl_exit_code(status), output: exchange.collectedOutput,
            error: String(decoding: exchange.collectedError, as: UTF8.self))
    }

    /// Runs a program and throws what it printed on standard error unless it ended with 0.
    @discardableResult
    static func check(_ path: String, _ arguments: [String], input: [UInt8] = [], _ options: Options = Options())
        throws(ProgramError) -> Output
    {
        let result = try run(path, arguments, input: input, options)
        guard result.code == 0 else {
            let text = result.error.isEmpty ? result.text : result.error
            let line = text.split(separator: "\n").last.map(String.init) ?? "no message"
            throw ProgramError(
                program: ([path] + arguments.prefix(3)).joined(separator: " "), reason: "exit code \(result.code): \(line)")
        }
        return result
    }

    private static var ownEnvironment: [String] {
        var entries: [String] = []
        var next = environ
        while let entry = next.pointee {
            entries.append(String(cString: entry))
            next += 1
        }
        return entries
    }

    private static func withOptionalCString<R>(_ text: String?, _ body: (UnsafePointer<CChar>?) -> R) -> R {
        guard let text else { return body(nil) }
        return text.withCString(body)
    }

    private static func withCStrings<R>(
        _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> R
    ) -> R {
        var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
        pointers.append(nil)
        defer { for pointer in pointers { free(pointer) } }
        return pointers.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { preconditionFailure("the array ends with a null") }
            return body(start)
        }
    }
}

/// A pipe whose ends close when it goes out of use.
final class Pipe {
    private(set) var readEnd: Int32
    private(set) var writeEnd: Int32

    init(_ program: String) throws(ProgramError) {
        var ends: [Int32] = [-1, -1]
        let result = swl_pipe(&ends)
        guard result == 0 else {
            throw ProgramError(program: program, reason: "no pipe: \(String(cString: strerror(-result)))")
        }
        readEnd = ends[0]
        writeEnd = ends[1]
    }

    func closeReadEnd() {
        if readEnd >= 0 { close(readEnd) }
        readEnd = -1
    }

    func closeWriteEnd() {
        if writeEnd >= 0 { close(writeEnd) }
        writeEnd = -1
    }

    deinit {
        closeReadEnd()
        closeWriteEnd()
    }
}

/// Feeds a child's input and drains its output and error together, so that neither side can block the other.
private struct PipeExchange {
    let input: [UInt8]
    let inputPipe: Pipe?
    let output: Pipe
    let error: Pipe
    var written = 0
    var collectedOutput: [UInt8] = []
    var collectedError: [UInt8] = []

    init(input: [UInt8], inputPipe: Pipe?, output: Pipe, error: Pipe) {
        self.input = input
        self.inputPipe = inputPipe
        self.output = output
        self.error = error
    }

    /// False when the child printed more than the limit.
    mutating func run() -> Bool {
        if let inputPipe { _ = fcntl(inputPipe.writeEnd, F_SETFL, O_NONBLOCK) }
        signal(SIGPIPE, SIG_IGN)
        while output.readEnd >= 0 || error.readEnd >= 0 {
            var polled = [
                pollfd(fd: output.readEnd, events: Int16(POLLIN), revents: 0),
                pollfd(fd: error.readEnd, events: Int16(POLLIN), revents: 0),
                pollfd(fd: inputPipe?.writeEnd ?? -1, events: Int16(POLLOUT), revents: 0),
            ]
            guard poll(&polled, 3, -1) >= 0 || errno == EINTR else { return false }
            if polled[0].revents != 0, !Self.drain(output, into: &collectedOutput) { return false }
            if polled[1].revents != 0, !Self.drain(error, into: &collectedError) { return false }
            if polled[2].revents != 0 { feed() }
        }
        return true
    }

    private static func drain(_ pipe: Pipe, into collected: inout [UInt8]) -> Bool {
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(pipe.readEnd, &chunk, chunk.count)
        if count > 0 {
            collected.append(contentsOf: chunk[0..<count])
        } else if count == 0 || errno != EINTR {
            pipe.closeReadEnd()
        }
        return collected.count <= ChildProcess.maximumOutput
    }

    private mutating func feed() {
        guard let inputPipe else { return }
        let count = input.withUnsafeBytes { bytes in
            write(inputPipe.writeEnd, bytes.baseAddress?.advanced(by: written), bytes.count - written)
        }
        if count > 0 { written += count }
        if written == input.count || (count < 0 && errno != EAGAIN && errno != EINTR) { inputPipe.closeWriteEnd() }
    }
}
