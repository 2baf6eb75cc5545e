import Files
import Foundation
import Glibc
import PKI
import Transport

/// `swiftlet server --no-node` on a loopback port with a data directory of its own, to be killed and started again.
struct ServerProcess: Sendable {
    let directory: String
    let port: Int
    private let environment: [String: String]

    static let name = "durable"
    static let program =
        ProcessInfo.processInfo.environment["SWIFTLET"]
        ?? URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path()
        + ".build/debug/swiftlet"

    init(directory: String, port: Int, environment: [String: String] = [:]) {
        self.directory = directory
        self.port = port
        self.environment = environment
    }

    private var clusterDirectory: String { "\(directory)/\(Self.name)" }

    /// Starts it as an operator would, with the same words every time, and waits until it is ready.
    func start(arguments: [String] = []) async throws {
        let server = Process()
        server.executableURL = URL(filePath: Self.program)
        server.arguments =
            ["server", "--no-node", "--name", Self.name, "--data-dir", directory, "--port", "\(port)"]
            + arguments
        server.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        server.standardOutput = FileHandle.nullDevice
        let complaints = "\(directory)/server.err"
        _ = FileManager.default.createFile(atPath: complaints, contents: nil)
        server.standardError = FileHandle(forWritingAtPath: complaints)
        try server.run()
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            // Not for ever: whoever listened may be gone before it answers.
            if let client = try? client(timeout: .seconds(2)), let answer = try? await client.send(HTTPRequest("GET", "/readyz")),
                answer.status == 200
            {
                return
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw ServerError.notReady("\((try? FileSystem.readText(complaints)) ?? "")\n\(log)")
    }

    enum ServerError: Error {
        case notReady(String)
    }

    /// A client with all rights and connections of its own.
    func client(timeout: Duration = .seconds(60)) throws -> HTTPClient {
        let pki = clusterDirectory + "/pki"
        let authority = try CertificateAuthority.load(certificatePath: pki + "/ca.crt", privateKeyPath: pki + "/ca.key")
        let certificate = try authority.issue(.client(user: "durability", groups: ["system:masters"]))
        var configuration = HTTPClient.Configuration(endpoint: .https(host: "127.0.0.1", port: port))
        configuration.tls = ClientTLS(
            caPEM: authority.certificatePEM, certificatePEM: certificate.certificatePEM, keyPEM: certificate.privateKeyPEM)
        configuration.responseTimeout = timeout
        return try HTTPClient(configuration: configuration)
    }

    /// Ends all its processes at one moment, as a crash would.
    func kill() async {
        let processes = ["supervisor", "control-plane"].compactMap(identifier)
        // Stopped first: they start one another.
        for process in processes { Glibc.kill(process, SIGSTOP) }
        for process in processes { Glibc.kill(process, SIGKILL) }
        for process in processes {
            while !isGone(process) { try? await Task.sleep(for: .milliseconds(2)) }
        }
    }

    private func identifier(_ name: String) -> pid_t? {
        guard let text = try? FileSystem.readText("\(clusterDirectory)/run/\(name).pid"),
            let first = text.split(separator: " ").first
        else { return nil }
        return pid_t(first)
    }

    /// Whether nothing of it holds a file any more. Its first thread may have ended while others have not.
    private func isGone(_ process: pid_t) -> Bool {
        Glibc.kill(process, 0) != 0
            || state(of: process) == "Z" && FileSystem.names(in: "/proc/\(process)/task").count <= 1
    }

    private func state(of process: pid_t) -> Substring? {
        (try? FileSystem.readText("/proc/\(process)/stat"))?.split(separator: ")").last?.split(separator: " ").first
    }

    /// The end of the log, for a test that fails.
    var log: String {
        String(((try? FileSystem.readText("\(clusterDirectory)/logs/control-plane.log")) ?? "").suffix(2_000))
    }
}
