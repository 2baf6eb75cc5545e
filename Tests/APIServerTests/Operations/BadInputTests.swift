import APIServer
import AsyncTools
import JSON
import KubeAPI
import TestSupport
import Testing
import Transport

/// Gives every request the administrator's identity, so that what is tested is what comes after it.
private struct AsAdministrator: HTTPResponder {
    let server: Server

    func respond(to request: HTTPRequest) async -> HTTPResponse { await server.respond(to: `as`(request)) }
    func refusal(of head: HTTPRequest) async -> HTTPResponse? { await server.refusal(of: `as`(head)) }

    private func `as`(_ request: HTTPRequest) -> HTTPRequest {
        var request = request
        if request.headers["X-Stranger"] == nil { request.peer = .inProcess(user: "admin", groups: ["system:masters"]) }
        return request
    }
}

/// Bad input through a real listener: always a clear error, and the server goes on.
@Suite(.timeLimit(.minutes(10)))
struct BadInputTests {
    private static func run(_ body: @Sendable (TestCluster, HTTPClient) async throws -> Void) async throws {
        try await TestCluster.run { cluster in
            var configuration = HTTPServer.Configuration(host: "127.0.0.1", port: 0, tls: nil)
            configuration.refusal = Server.refusal(status:message:)
            configuration.drainTimeout = .seconds(1)
            let listener = try HTTPServer(
                configuration: configuration, responder: AsAdministrator(server: cluster.server), logger: TestCluster.quiet)
            let port = try await listener.bind()
            let running = Task { try await listener.run() }
            defer { running.cancel() }
            let client = try HTTPClient(configuration: .init(endpoint: .http(host: "127.0.0.1", port: port)))
            try await body(cluster, client)
            let after = try await client.send(HTTPRequest("GET", "/readyz"))
            #expect(after.status == 200)
        }
    }

    private static func post(
        _ body: [UInt8], _ client: HTTPClient, headers: HTTPHeaders = [:], type: String = "application/json"
    ) async throws -> (code: Int, status: JSONValue) {
        var request = HTTPRequest("POST", ConfigMaps.path, headers: headers, body: body)
        request.headers["Content-Type"] = type
        let response = try await client.send(request)
        return (response.status, try JSONReader.read(try await response.collect(limit: 1 << 20)))
    }

    private static func document(_ data: String, name: String = "x") -> [UInt8] {
        Array(#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"\#(name)"},"data":\#(data)}"#.utf8)
    }

    @Test func tooLargeBodyIsA413() async throws {
        try await Self.run { _, client in
            let body = Self.document("{\"a\":\"\(String(repeating: "x", count: 3 << 20))\"}")
            let answer = try await Self.post(body, client)
            #expect(answer.code == 413)
            #expect(answer.status["kind"] == "Status")
            #expect(answer.status["reason"] == "RequestEntityTooLarge")
            #expect(answer.status["message"] == "Request entity too large: limit is 3145728")
        }
    }

    @Test func strangersLargeBodyIsRefusedUnread() async throws {
        try await Self.run { _, client in
            let body = Self.document("{\"a\":\"\(String(repeating: "x", count: 1 << 20))\"}")
            let answer = try await Self.post(body, client, headers: ["X-Stranger": "1"])
            #expect(answer.code == 403)
            #expect(answer.status["reason"] == "Forbidden")
        }
    }

    private static let nonsense = [
        "deep lists": "{\"a\":" + String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000) + "}",
        "deep objects": "{\"a\":" + String(repeating: "{\"a\":", count: 10_000) + "1" + String(repeating: "}", count: 10_000)
            + "}",
        "open lists": String(repeating: "[", count: 1_000_000), "huge number": "{\"a\":1e400}",
        "long number": "{\"a\":99999999999999999999999999}", "number for a text": "{\"a\":-0}",
        "cut in an escape": "{\"a\":\"\\u0000", "nothing": "",
        "cut in an object": "{\"a\":\"b\"",
    ]

    @Test(arguments: nonsense.keys.sorted())
    func documentThatMakesNoSenseIsA400(name: String) async throws {
        try await Self.run { _, client in
            let answer = try await Self.post(Self.document(Self.nonsense[name] ?? ""), client)
            #expect(answer.code == 400)
            #expect(answer.status["kind"] == "Status")
            #expect(answer.status["reason"] == "BadRequest")
        }
    }

    @Test func bytesThatAreNotUTF8AreA400() async throws {
        try await Self.run { _, client in
            var body = Self.document("{\"a\":\"?\"}")
            for bytes in [[UInt8(0xFF)], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]] {
                body = Array(Self.document("{\"a\":\"").dropLast()) + bytes + Array("\"}}".utf8)
                let answer = try await Self.post(body, client)
                #expect(answer.code == 400)
                #expect(answer.status["kind"] == "Status")
            }
        }
    }

    @Test func numbersOutOfRangeAreRefusedByField() async throws {
        try await Self.run { _, client in
            for number in ["99999999999", "1e30", "-2147483649", "1.5"] {
                let body = #"""
                    {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d"},"spec":{"replicas":\#(number),
                    "selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},
                    "spec":{"containers":[{"name":"c","image":"i"}]}}}}
                    """#
                let response = try await client.send(
                    HTTPRequest(
                        "POST", "/apis/apps/v1/namespaces/default/deployments",
                        headers: ["Content-Type": "application/json"], body: Array(body.utf8)))
                #expect(response.status == 400, "\(number)")
            }
        }
    }

    @Test func headersWithoutEndAreA431() async throws {
        try await Self.run { _, client in
            var many = HTTPHeaders([])
            for index in 0..<500 { many.add("X-\(index)", "1") }
            for headers in [many, ["X-Big": String(repeating: "a", count: 100_000)]] {
                let response = try await client.send(HTTPRequest("GET", "/api/v1/pods", headers: headers))
                #expect(response.status == 431)
                #expect(try JSONReader.read(try await response.collect(limit: 10_000))["kind"] == "Status")
            }
        }
    }

    /// The watcher's place in the ring of changes is passed over; what it holds meanwhile is what the sockets hold.
    @Test func watchThatNobodyReadsEndsAlone() async throws {
        try await Self.run { cluster, client in
            let watch = try await client.send(HTTPRequest("GET", ConfigMaps.path, query: "watch=true"))
            guard case .stream(let chunks) = watch.body else { throw TransportError.closed }
            let value = String(repeating: "v", count: 100_000)
            for index in 0..<200 {
                _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("cm\(index)", data: ["v": .string(value)]))
            }
            // A reader that comes late finds a stream that is whole up to its end, or cut by a 410.
            var last = ""
            var events = 0
            for try await chunk in chunks {
                last += String(decoding: chunk, as: UTF8.self)
                events += chunk.count { $0 == 0x0A }
                if let newline = last.lastIndex(of: "\n") {
                    let lines = last[..<newline].split(separator: "\n")
                    last = String(last[last.index(after: newline)...])
                    if lines.contains(where: { $0.contains("\"ERROR\"") }) || events >= 200 { break }
                }
            }
            #expect(events > 0)
        }
    }
}
