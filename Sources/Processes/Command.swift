internal import CLinux
internal import Glibc

/// A program to start: by `start`, which leaves it running, or by `run`, which waits for its end.
package struct Command: Sendable {
    package enum Environment: Sendable {
        /// A fixed search path and the C locale, so that texts a program prints are the same everywhere.
        case plain
        /// This process's own.
        case inherited
        case exactly([String: String])
    }

    /// Descriptors for a program that is started; -1 is /dev/null.
    package struct Streams: Sendable {
        package var input: Int32
        package var output: Int32
        package var error: Int32

        package init(input: Int32 = -1, output: Int32 = -1, error: Int32 = -1) {
            self.input = input
            self.output = output
            self.error = error
        }
    }

    package struct Result: Sendable {
        /// The exit code, or 128 + the signal.
        package let exitCode: Int32
        package let output: [UInt8]
        package let error: [UInt8]

        package var text: String { String(decoding: output, as: UTF8.self) }
        package var errorText: String { String(decoding: error, as: UTF8.self) }
    }

    package let path: String
    package var arguments: [String]
    package var environment = Environment.plain
    package var directory: String?
    /// The path of the network namespace to run in; `nil` for the calling thread's own.
    package var network: String?
    /// Whether the program leaves this process's session and terminal.
    package var newSession = false
    /// How long `run` waits.
    package var timeLimit = Duration.seconds(30)
    /// The most bytes of each output that `run` takes.
    package var outputLimit = 64 << 20

    package init(_ path: String, _ arguments: [String] = []) {
        self.path = path
        self.arguments = arguments
    }

    /// The path of a program: the name itself when it is an absolute path that can be run, or the first match on `PATH` and in
    /// Debian's program directories; `nil` when it is not installed.
    package static func find(_ name: String) -> String? {
        if name.hasPrefix("/") { return access(name, X_OK) == 0 ? name : nil }
        let own = getenv("PATH").map { String(cString: $0) } ?? ""
        let directories = own.split(separator: ":") + searchPath.split(separator: ":")
        return directories.lazy.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }

    /// The path of the running program.
    package static var ownProgram: String {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : "/proc/self/exe"
    }

    /// Starts the program and returns its process id; somebody has to wait for it. No descriptor above 2 is inherited.
    package func start(_ streams: Streams = Streams()) throws(CommandError) -> Int32 {
        let pid = CStrings.with([path] + arguments) { argumentList in
            CStrings.with(environmentEntries) { environmentList in
                CStrings.withOptional(directory) { directory in
                    CStrings.withOptional(network) { network in
                        path.withCString { path in
                            var program = swl_program(
                                path: path, arguments: argumentList, environment: environmentList, directory: directory,
                                network: network, input: streams.input, output: streams.output, error: streams.error,
                                new_session: newSession ? 1 : 0)
                            return swl_spawn(&program)
                        }
                    }
                }
            }
        }
        guard pid > 0 else { throw CommandError(path, "start", code: -pid) }
        return pid
    }

    private static let searchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    private var environmentEntries: [String] {
        switch environment {
        case .plain: ["PATH=" + Self.searchPath, "LC_ALL=C"]
        case .inherited: Self.ownEnvironment
        case .exactly(let values): values.map { "\($0.key)=\($0.value)" }
        }
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
}

private enum CStrings {
    /// A null-terminated array of C strings, valid inside the closure.
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

    static func withOptional<R>(_ text: String?, _ body: (UnsafePointer<CChar>?) -> R) -> R {
        guard let text else { return body(nil) }
        return text.withCString(body)
    }
}
