import ArgumentParser
import Glibc
import PKI
import Processes
import Transport

/// A bare TLS server in a process of its own, which answers every request with the same 2 KB.
struct StaticFloor {
    static let bytes = 2048

    let port: Int

    /// Runs the body while the server runs.
    static func with<Value>(port: Int, _ body: (StaticFloor) async throws -> Value) async throws -> Value {
        try Requirements.checkFree(port: port)
        var command = Command(Command.ownProgram, ["static-server", "--port", "\(port)", "--bytes", "\(bytes)"])
        command.environment = .inherited
        let process = try command.start(.init())
        defer {
            kill(process, SIGKILL)
            waitpid(process, nil, 0)
        }
        let floor = StaticFloor(port: port)
        try await floor.waitUntilAnswering()
        return try await body(floor)
    }

    func exchange() throws -> HTTPClient {
        try HTTPClient(
            configuration: .init(
                endpoint: .https(host: "127.0.0.1", port: port), tls: ClientTLS(caPEM: nil, skipsVerification: true)))
    }

    private func waitUntilAnswering() async throws {
        let client = try exchange()
        defer { client.close() }
        let end = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < end {
            if let answer = try? await client.send(HTTPRequest("GET", "/")), answer.status == 200 { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw UserError("the static server on port \(port) did not start", advice: "choose a free port with --floor-port")
    }
}

/// The process of `StaticFloor`.
struct StaticServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "static-server", abstract: "Answer every request with the same bytes.", shouldDisplay: false)

    @Option var port: Int
    @Option var bytes: Int

    func run() async throws {
        guard (1...65_535).contains(port), (0...1_000_000).contains(bytes) else {
            throw ValidationError("use --port 1 to 65535 and --bytes 0 to 1000000")
        }
        let authority = try CertificateAuthority.create(commonName: "swiftlet-bench")
        let certificate = try authority.issue(
            .server(commonName: "localhost", dnsNames: ["localhost"], ipAddresses: ["127.0.0.1"]))
        let tls = ServerTLS(
            certificateChainPEM: certificate.certificatePEM, privateKeyPEM: certificate.privateKeyPEM)
        try await StaticServer(port: port, tls: tls, bytes: bytes).run()
    }
}
