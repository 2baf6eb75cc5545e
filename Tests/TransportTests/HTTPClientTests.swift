import AsyncTools
import Foundation
import NIOCore
import NIOPosix
import Testing

@testable import Transport

@Suite(.timeLimit(.minutes(10)))
struct HTTPClientTests {
    @Test func tokenIsAskedForWithEveryRequest() async throws {
        let tokens = Guarded(0)
        try await withServer(answer: { HTTPResponse(status: 200, headers: ["X-Token": $0.headers["Authorization"] ?? ""]) }) {
            _, port in
            let client = try HTTPClient(
                configuration: .init(
                    endpoint: .http(host: "127.0.0.1", port: port),
                    bearerToken: {
                        tokens.withLock { count -> String in
                            count += 1
                            return "t\(count)"
                        }
                    }))
            #expect(try await client.send(HTTPRequest("GET", "/")).headers["X-Token"] == "Bearer t1")
            #expect(try await client.send(HTTPRequest("GET", "/")).headers["X-Token"] == "Bearer t2")
            let own = HTTPRequest("GET", "/", headers: ["Authorization": "Basic x"])
            #expect(try await client.send(own).headers["X-Token"] == "Basic x")
        }
    }

    @Test func parallelRequestsShareFewConnections() async throws {
        try await withServer(answer: { echo($0) }) { server, port in
            let client = try plainClient(port)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<8 {
                    group.addTask {
                        for number in 0..<100 {
                            let body = Array("\(worker)-\(number)".utf8)
                            let response = try await client.send(HTTPRequest("POST", "/", body: body))
                            #expect(try await response.collect(limit: 100) == body)
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(server.connections.count <= 8)
            client.close()
            try await eventually("the connections close") { server.connections.count == 0 }
        }
    }

    @Test func connectionClosedWhileKeptIsReplaced() async throws {
        try await withServer(answer: { echo($0) }) { server, port in
            let client = try plainClient(port)
            for _ in 0..<3 {
                #expect(try await client.send(HTTPRequest("GET", "/")).status == 200)
                await server.connections.drain(within: .seconds(20))
                #expect(server.connections.count == 0)
            }
        }
    }

    @Test func nobodyThereIsAClearError() async throws {
        let client = try plainClient(1)
        let error = await #expect(throws: TransportError.self) { try await client.send(HTTPRequest("GET", "/")) }
        #expect(error?.description == "cannot connect to http://127.0.0.1:1: Connection refused")
    }

    @Test func silentServerTimesOut() async throws {
        try await withServer(answer: { request in
            try? await Task.sleep(for: .seconds(30))
            return echo(request)
        }) { _, port in
            let client = try HTTPClient(
                configuration: .init(endpoint: .http(host: "127.0.0.1", port: port), responseTimeout: .milliseconds(50)))
            let error = await #expect(throws: TransportError.self) { try await client.send(HTTPRequest("GET", "/")) }
            guard case .timedOut = error else {
                Issue.record("\(error as (any Error)?)")
                return
            }
        }
    }

    @Test func requestThatWouldBreakTheProtocolIsNotSent() async throws {
        let client = try plainClient(1)
        for request in [
            HTTPRequest("GET", "nowhere"), HTTPRequest("GET", "/a b"), HTTPRequest("GET", "/", query: "a\r\nb"),
            HTTPRequest("GET", "/", headers: ["A": "b\r\nC: d"]), HTTPRequest("GET", "/", headers: ["A B": "c"]),
        ] {
            let error = await #expect(throws: TransportError.self) { try await client.send(request) }
            guard case .protocolViolation = error else {
                Issue.record("\(error as (any Error)?)")
                return
            }
        }
    }

    @Test func unixSocketIsSpokenTo() async throws {
        let path = NSTemporaryDirectory() + "/swiftlet-\(UInt32.random(in: 0 ... .max)).sock"
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(CannedAnswer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
                }
            }
            .bind(unixDomainSocketPath: path).get()
        let client = try HTTPClient(configuration: .init(endpoint: .unix(path: path)))
        let response = try await client.send(HTTPRequest("GET", "/info"))
        #expect(try await response.collect(limit: 10) == Array("ok".utf8))
        client.close()
        try await listener.close()
        try? FileManager.default.removeItem(atPath: path)
    }

    @Test(arguments: [
        "nonsense\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        "HTTP/1.1 200 OK\r\n\(String(repeating: "A: b\r\n", count: 500))\r\n",
        "HTTP/1.1 101 Switching Protocols\r\n\r\nbytes", "", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ])
    func brokenAnswerIsAnError(answer: String) async throws {
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(CannedAnswer(answer, closes: true))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let client = try plainClient(listener.localAddress?.port ?? 0)
        let headers: Transport.HTTPHeaders = ["Connection": "Upgrade", "Upgrade": "x"]
        await #expect(throws: TransportError.self) {
            try await client.send(HTTPRequest("POST", "/", headers: headers)).collect(limit: 1000)
        }
        try await listener.close()
    }
}

/// Answers the first bytes of each connection with the same text.
private final class CannedAnswer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let text: String
    private let closes: Bool

    init(_ text: String, closes: Bool = false) {
        self.text = text
        self.closes = closes
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
        if closes { context.close(promise: nil) }
    }
}
