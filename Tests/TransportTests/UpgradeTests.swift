import AsyncTools
import Testing

@testable import Transport

@Suite(.timeLimit(.minutes(10)))
struct UpgradeTests {
    private static let upgrade: HTTPHeaders = ["Connection": "Upgrade", "Upgrade": "echo"]

    private static func echoUntilEnd(_ request: HTTPRequest) -> HTTPResponse {
        guard request.headers["Upgrade"] != nil else { return HTTPResponse(status: 400) }
        return HTTPResponse(
            status: 101, headers: upgrade,
            body: .upgrade { tunnel in
                while let bytes = try await tunnel.read() { try await tunnel.write(bytes) }
                try await tunnel.write(Array("bye".utf8))
                await tunnel.finishWriting()
            })
    }

    @Test(arguments: [false, true])
    func bytesFlowBothWaysAndEachSideEndsByItself(tls: Bool) async throws {
        let identity = try TestIdentity()
        try await withServer(tls: tls ? identity.serverTLS : nil, answer: { Self.echoUntilEnd($0) }) { server, port in
            let client = tls ? try identity.client(port) : try plainClient(port)
            let response = try await client.send(HTTPRequest("POST", "/exec", headers: Self.upgrade))
            #expect(response.status == 101)
            #expect(response.headers["Upgrade"] == "echo")
            let echoed = try await response.body.withTunnel { tunnel in
                try await tunnel.write(Array("one".utf8))
                var seen = try await tunnel.read() ?? []
                try await tunnel.write(Array("two".utf8))
                await tunnel.finishWriting()
                while let bytes = try await tunnel.read() { seen += bytes }
                return seen
            }
            #expect(String(decoding: echoed, as: UTF8.self) == "onetwobye")
            try await eventually("the connection closes") { server.connections.count == 0 }
        }
    }

    @Test func bytesSentTogetherWithTheRequestAreNotLost() async throws {
        try await withServer(answer: { Self.echoUntilEnd($0) }) { _, port in
            let answer = try await rawExchange(
                port, "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nearly bytes",
                until: "early bytes")
            #expect(answer.hasPrefix("HTTP/1.1 101 Switching Protocols\r\n"))
            #expect(answer.hasSuffix("\r\n\r\nearly bytes"))
        }
    }

    @Test func largeTransferIsCompleteBothWays() async throws {
        let identity = try TestIdentity()
        try await withServer(tls: identity.serverTLS, answer: { Self.echoUntilEnd($0) }) { _, port in
            let response = try await identity.client(port).send(HTTPRequest("GET", "/", headers: Self.upgrade))
            let count = try await response.body.withTunnel { tunnel in
                async let received = Self.count(tunnel)
                for _ in 0..<200 { try await tunnel.write([UInt8](repeating: 9, count: 50_000)) }
                await tunnel.finishWriting()
                return try await received
            }
            #expect(count == 10_000_003)
        }
    }

    private static func count(_ tunnel: any ByteTunnel) async throws -> Int {
        var count = 0
        while let bytes = try await tunnel.read() { count += bytes.count }
        return count
    }

    @Test func writerIsHeldBackByAReaderThatDoesNotRead() async throws {
        let stop = Guarded<CheckedContinuation<Void, Never>?>(nil)
        try await withServer(answer: { _ in
            HTTPResponse(
                status: 101, headers: Self.upgrade,
                body: .upgrade { _ in
                    await withCheckedContinuation { continuation in stop.withLock { $0 = continuation } }
                })
        }) { _, port in
            let written = Guarded(0)
            let response = try await plainClient(port).send(HTTPRequest("GET", "/", headers: Self.upgrade))
            let writing = Task {
                try await response.body.withTunnel { tunnel in
                    for _ in 0..<2000 {
                        try await tunnel.write([UInt8](repeating: 1, count: 100_000))
                        written.withLock { $0 += 1 }
                    }
                }
            }
            var before = -1
            try await eventually("the writer stops") {
                defer { before = written.current }
                try await Task.sleep(for: .milliseconds(200))
                return before == written.current && before > 0
            }
            #expect(written.current < 400)
            writing.cancel()
            _ = await writing.result
            try await eventually("the server's tunnel is in use") { stop.current != nil }
            stop.withLock { $0?.resume() }
        }
    }

    @Test func proxyPassesAnUpgradeThrough() async throws {
        try await withServer(answer: { Self.echoUntilEnd($0) }) { _, backendPort in
            let backend = try plainClient(backendPort)
            try await withServer(answer: { request in
                do { return try await backend.send(HTTPRequest("GET", request.path, headers: Self.upgrade)) } catch {
                    return HTTPResponse(status: 502)
                }
            }) { _, port in
                let response = try await plainClient(port).send(HTTPRequest("GET", "/", headers: Self.upgrade))
                let seen = try await response.body.withTunnel { tunnel in
                    try await tunnel.write(Array("through".utf8))
                    await tunnel.finishWriting()
                    var seen: [UInt8] = []
                    while let bytes = try await tunnel.read() { seen += bytes }
                    return seen
                }
                #expect(String(decoding: seen, as: UTF8.self) == "throughbye")
            }
        }
    }

    @Test func refusedUpgradeIsAnOrdinaryAnswer() async throws {
        try await withServer(answer: { _ in HTTPResponse(status: 403, body: .bytes(Array("no".utf8))) }) { _, port in
            let response = try await plainClient(port).send(HTTPRequest("GET", "/", headers: Self.upgrade))
            #expect(response.status == 403)
            #expect(try await response.collect(limit: 10) == Array("no".utf8))
        }
    }

    @Test func upgradeNobodyAskedForIsRefused() async throws {
        try await withServer(answer: { _ in HTTPResponse(status: 101, body: .upgrade { _ in }) }) { _, port in
            let response = try await plainClient(port).send(HTTPRequest("GET", "/"))
            #expect(response.status == 400)
        }
    }
}
