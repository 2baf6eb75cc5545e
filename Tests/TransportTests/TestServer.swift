import Foundation
import Logging
import NIOCore
import NIOPosix
import PKI
import Testing

@testable import Transport

struct ClosureResponder: HTTPResponder {
    let answer: @Sendable (HTTPRequest) async -> HTTPResponse

    func respond(to request: HTTPRequest) async -> HTTPResponse { await answer(request) }
}

/// Runs a server on a free port of 127.0.0.1 while `body` runs.
func withServer(
    tls: ServerTLS? = nil, configure: (inout HTTPServer.Configuration) -> Void = { _ in },
    answer: @escaping @Sendable (HTTPRequest) async -> HTTPResponse,
    _ body: (HTTPServer, Int) async throws -> Void
) async throws {
    var configuration = HTTPServer.Configuration(host: "127.0.0.1", port: 0, tls: tls)
    configuration.drainTimeout = .seconds(2)
    configure(&configuration)
    let server = try HTTPServer(
        configuration: configuration, responder: ClosureResponder(answer: answer), logger: Logger(label: "test"))
    let port = try await server.bind()
    let running = Task { try await server.run() }
    do { try await body(server, port) } catch {
        running.cancel()
        _ = try? await running.value
        throw error
    }
    running.cancel()
    try await running.value
}

func echo(_ request: HTTPRequest) -> HTTPResponse {
    HTTPResponse(
        status: 200,
        headers: ["Content-Type": "text/plain", "X-Seen": "\(request.method) \(request.path) \(request.query)"],
        body: .bytes(request.body))
}

/// An authority with a server certificate for 127.0.0.1.
struct TestIdentity {
    let authority: CertificateAuthority
    let serverTLS: ServerTLS

    init(addresses: [String] = ["127.0.0.1"]) throws {
        authority = try CertificateAuthority.create(commonName: "test-ca")
        let server = try authority.issue(
            .server(commonName: "test-server", dnsNames: ["localhost", "api.test"], ipAddresses: addresses))
        serverTLS = ServerTLS(
            certificateChainPEM: server.certificatePEM, privateKeyPEM: server.privateKeyPEM,
            clientCAsPEM: authority.certificatePEM)
    }

    func client(_ port: Int, user: String? = nil, groups: [String] = []) throws -> HTTPClient {
        let certificate = try user.map { try authority.issue(.client(user: $0, groups: groups)) }
        return try HTTPClient(
            configuration: .init(
                endpoint: .https(host: "127.0.0.1", port: port),
                tls: ClientTLS(
                    caPEM: authority.certificatePEM, certificatePEM: certificate?.certificatePEM,
                    keyPEM: certificate?.privateKeyPEM)))
    }
}

func plainClient(_ port: Int) throws -> HTTPClient {
    try HTTPClient(configuration: .init(endpoint: .http(host: "127.0.0.1", port: port)))
}

/// Sends bytes as they are and returns what comes until the server closes, or until the answer ends with `end`.
func rawExchange(_ port: Int, _ text: String, until end: String? = nil) async throws -> String {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connect(host: "127.0.0.1", port: port) { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
            }
        }
    return try await channel.executeThenClose { inbound, outbound in
        // The server may refuse and close before it has read everything.
        try? await outbound.write(ByteBuffer(string: text))
        var answer = ""
        do {
            for try await buffer in inbound {
                answer += String(buffer: buffer)
                if let end, answer.hasSuffix(end) { break }
            }
        } catch is IOError {}
        return answer
    }
}

/// Runs curl and returns what it prints.
func curl(_ arguments: [String], input: String = "") async throws -> String {
    try await withCheckedThrowingContinuation { continuation in
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
        process.arguments = ["-sS", "-k", "--max-time", "20"] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        let provided = Pipe()
        process.standardInput = provided
        Thread.detachNewThread {
            do {
                try process.run()
                // A curl that was refused early does not read it all.
                signal(SIGPIPE, SIG_IGN)
                Thread.detachNewThread {
                    try? provided.fileHandleForWriting.write(contentsOf: Data(input.utf8))
                    try? provided.fileHandleForWriting.close()
                }
                let data = output.fileHandleForReading.readDataToEndOfFile()
                process.waitUntilExit()
                continuation.resume(returning: String(decoding: data, as: UTF8.self))
            } catch { continuation.resume(throwing: error) }
        }
    }
}

/// Runs curl while `body` does, and then kills it (it inherits a mask that blocks gentler signals).
func whileCurlRuns(_ arguments: [String], _ body: () async throws -> Void) async throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
    process.arguments = ["-sS", "-k", "-o", "/dev/null"] + arguments
    try process.run()
    defer { kill(process.processIdentifier, SIGKILL) }
    try await body()
}

/// Waits until something holds; the test fails when it does not within 20 s.
func eventually(_ what: Comment, _ condition: () async throws -> Bool) async throws {
    for _ in 0..<2000 {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record(what)
}
