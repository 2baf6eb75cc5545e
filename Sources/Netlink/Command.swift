internal import CLinux
internal import Glibc

/// A short-lived helper program: run, read to its end and waited for. Blocks the calling thread, so call it from
/// `BlockingThread.run`. The program runs in the calling thread's network namespace with an empty environment but PATH.
package struct Command: Sendable {
    package let path: String
    package var arguments: [String]
    /// Milliseconds after which the program is killed.
    package var timeLimit = 30_000
    /// Bytes kept of each output; what comes after is read and dropped.
    package var outputLimit = 1 << 20

    package struct Result: Sendable {
        /// The exit code, or 128 + the signal.
        package let exitCode: Int32
        package let output: [UInt8]
        package let error: [UInt8]
        package let timedOut: Bool

        package var errorText: String { String(decoding: error, as: UTF8.self) }
    }

    package init(_ path: String, _ arguments: [String] = []) {
        self.path = path
        self.arguments = arguments
    }

    /// The first of Debian's program directories that has the program; `nil` when it is not installed.
    package static func find(_ name: String) -> String? {
        ["/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/", "/usr/local/sbin/", "/usr/local/bin/"].map { $0 + name }
            .first { access($0, X_OK) == 0 }
    }

    /// - Throws: `NetlinkError` when the program cannot be started. A non-zero exit is not an error here.
    package func run(input: [UInt8] = []) throws -> Result {
        let source = try CommandInput(input)
        let outputPipe = try Pipe()
        let errorPipe = try Pipe()
        let pid = try spawn(source.file.number, outputPipe.writer.number, errorPipe.writer.number)
        outputPipe.writer.close()
        errorPipe.writer.close()
        var output = CommandOutput(output: outputPipe.reader, error: errorPipe.reader, limit: outputLimit)
        let inTime = output.collect(timeLimit: timeLimit)
        if !inTime { kill(pid, SIGKILL) }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return Result(
            exitCode: swl_exit_code(status), output: output.collected[0], error: output.collected[1], timedOut: !inTime)
    }

    private func spawn(_ input: Int32, _ output: Int32, _ error: Int32) throws -> pid_t {
        let environment = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"]
        let pid = CStrings.with([path] + arguments) { argumentList in
            CStrings.with(environment) { environmentList in
                path.withCString { path in
                    var request = swl_program(
                        path: path, arguments: argumentList, environment: environmentList, directory: nil, network: nil,
                        input: input, output: output, error: error, new_session: 0)
                    return swl_spawn(&request)
                }
            }
        }
        guard pid > 0 else { throw NetlinkError("start", path, code: -pid) }
        return pid
    }
}

/// Null-terminated arrays of C strings, valid inside the closure.
enum CStrings {
    static func with<R>(_ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> R) -> R {
        let list = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: strings.count + 1)
        for (index, string) in strings.enumerated() { list[index] = strdup(string) }
        list[strings.count] = nil
        defer {
            for index in strings.indices { free(list[index]) }
            list.deallocate()
        }
        return body(UnsafePointer(list))
    }
}
