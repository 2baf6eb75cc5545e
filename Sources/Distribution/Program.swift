import ArgumentParser
import Glibc
import Logging
import PodNetwork

/// The one program: picks by environment what it is this time. Everything else is a subcommand.
package enum Program {
    /// Never returns: the work ends the process.
    ///
    /// The first thread only waits. An asynchronous main would end it, and ending a thread makes a static program sort the
    /// unwind tables of everything that is linked into it: 55 ms, at every call of the network plug-in.
    package static func main() -> Never {
        signal(SIGPIPE, SIG_IGN)
        umask(0o022)
        if getenv("CNI_COMMAND") != nil { runNetworkPlugin() }
        Task.detached {
            await run()
            Glibc.exit(0)
        }
        while true { pause() }
    }

    private static func run() async {
        LogFormat.bootstrap()
        do {
            var command = try Swiftlet.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            fail(error)
        }
    }

    /// A container runtime calls the program as a CNI plug-in, by the environment of the CNI specification.
    private static func runNetworkPlugin() -> Never {
        var environment: [String: String] = [:]
        for name in ["CNI_COMMAND", "CNI_CONTAINERID", "CNI_NETNS", "CNI_IFNAME", "CNI_ARGS", "CNI_PATH", "CNI_NETNS_OVERRIDE"] {
            if let value = getenv(name) { environment[name] = String(cString: value) }
        }
        let (output, code) = CNIPlugin.main(environment: environment, stdin: readStandardInput())
        _ = output.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
        exit(code)
    }

    private static func readStandardInput() -> [UInt8] {
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while content.count < 1 << 20 {
            let count = read(0, &chunk, chunk.count)
            if count <= 0 { break }
            content.append(contentsOf: chunk[0..<count])
        }
        return content
    }

    /// Prints one clear line and ends: 64 for a wrong command line, 1 for everything else.
    private static func fail(_ error: any Error) -> Never {
        let code = Swiftlet.exitCode(for: error)
        if code == .success || code == .validationFailure || error is CleanExit || error is ExitCode {
            Swiftlet.exit(withError: error)
        }
        Terminal.failure("\(error)")
        Glibc.exit(1)
    }
}
