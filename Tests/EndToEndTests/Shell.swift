import Foundation
import Glibc
import Processes
import Testing

/// What a command printed and how it ended.
struct ShellResult: Sendable {
    let code: Int32
    let output: String
    let error: String
}

/// Runs commands the way a user types them.
enum Shell {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path()
    static let swiftlet = ProcessInfo.processInfo.environment["SWIFTLET"] ?? "\(root).build/debug/swiftlet"

    /// Runs a line of bash to its end. `timeout` seconds at most; then the exit code is 124.
    static func run(_ line: String, timeout: Int = 120, environment: [String: String] = [:]) async -> ShellResult {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: runNow(line, timeout, environment)) }
        }
    }

    private static func runNow(_ line: String, _ timeout: Int, _ environment: [String: String]) -> ShellResult {
        // Files, not pipes: a process left in the background would hold a pipe open.
        let output = TemporaryFile()
        let error = TemporaryFile()
        var command = Command("/usr/bin/timeout", ["--kill-after=5", "\(timeout)", "/bin/bash", "-c", line])
        command.environment = .exactly(ProcessInfo.processInfo.environment.merging(environment) { $1 })
        command.directory = root
        do {
            let pid = try command.start(Command.Streams(output: output.descriptor, error: error.descriptor))
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0, errno == EINTR {}
            let code = status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
            return ShellResult(code: code, output: output.text, error: error.text)
        } catch {
            return ShellResult(code: 127, output: "", error: "\(error)")
        }
    }

    /// Runs a line that must succeed and returns what it printed, without the last newline.
    @discardableResult
    static func check(_ line: String, timeout: Int = 120, _ location: SourceLocation = #_sourceLocation) async throws -> String {
        let result = await run(line, timeout: timeout)
        try #require(
            result.code == 0, "`\(line)` ended with \(result.code):\n\(result.output)\(result.error)", sourceLocation: location)
        return result.output.trimmingCharacters(in: .newlines)
    }

    /// Repeats a line until it succeeds, and fails the test when it never does.
    @discardableResult
    static func eventually(
        _ line: String, within seconds: Int = 60, _ location: SourceLocation = #_sourceLocation
    ) async throws -> String {
        let deadline = ContinuousClock.now + .seconds(seconds)
        var last = await run(line, timeout: 30)
        while last.code != 0, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(200))
            last = await run(line, timeout: 30)
        }
        try #require(
            last.code == 0, "`\(line)` did not succeed within \(seconds) s:\n\(last.output)\(last.error)",
            sourceLocation: location)
        return last.output.trimmingCharacters(in: .newlines)
    }
}

/// A file without a name that is gone once nobody has it open.
private final class TemporaryFile {
    let descriptor: Int32

    init() {
        var template = Array("/tmp/swiftlet-e2e-XXXXXX".utf8CString)
        descriptor = mkstemp(&template)
        unlink(template)
    }

    deinit { close(descriptor) }

    var text: String {
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = pread(descriptor, &chunk, chunk.count, off_t(content.count))
            guard count > 0 else { return String(decoding: content, as: UTF8.self) }
            content += chunk[..<count]
        }
    }
}

/// A cluster that tests share, started once by whichever needs it first.
struct TestCluster: Sendable {
    let name: String
    let kubeconfig: String

    var kubectl: String { "kubectl --kubeconfig \(kubeconfig)" }

    static let shared = Task {
        // Of an error that one test has shown already, the others would make nothing.
        do { return try await TestCluster.start("e2e", nodes: 1) } catch { throw NoCluster(cause: "\(error)") }
    }

    struct NoCluster: Error {
        let cause: String
    }

    static func start(_ name: String, nodes: Int) async throws -> TestCluster {
        let kubeconfig = "/tmp/\(name).kubeconfig"
        try await Shell.check("\(Shell.swiftlet) up --name \(name) --nodes \(nodes) --kubeconfig \(kubeconfig)", timeout: 180)
        try await Shell.check("\(Shell.swiftlet) image import --name \(name) .build/images/frontend.tar .build/images/redis.tar")
        try await Shell.check(
            """
            test -e .build/images/tools.tar || \(Shell.swiftlet) image pack --tag registry.local/tools:1 \
              --file /bin/busybox:/bin/busybox --program $(command -v curl) \
              $(for applet in sh cat echo sleep ls tar nslookup nc id hostname kill ps env true false httpd mkdir stty test; do echo --link /bin/$applet=busybox; done) \
              --entrypoint /bin/sh -o .build/images/tools.tar
            """)
        try await Shell.check("\(Shell.swiftlet) image import --name \(name) .build/images/tools.tar")
        return TestCluster(name: name, kubeconfig: kubeconfig)
    }

    /// A namespace of the test's own.
    func namespace(_ name: String) async throws -> String {
        try await Shell.check("\(kubectl) create namespace \(name)")
        try await Shell.eventually("\(kubectl) -n \(name) get serviceaccount default")
        return "\(kubectl) -n \(name)"
    }
}
