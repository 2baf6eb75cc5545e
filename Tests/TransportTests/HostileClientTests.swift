import AsyncTools
import Logging
import NIOCore
import NIOPosix
import Testing

@testable import Transport

/// Clients that mean harm, or are broken: each is ended in bounded time, and the server goes on.
@Suite(.timeLimit(.minutes(10)))
struct HostileClientTests {
    /// Runs the attack against a server with TLS, and checks that others are still served.
    private static func attack(
        configure: @escaping (inout HTTPServer.Configuration) -> Void = { _ in },
        answer: @escaping @Sendable (HTTPRequest) async -> HTTPResponse = { echo($0) },
        _ body: (HTTPServer, Int) async throws -> Void
    ) async throws {
        let identity = try TestIdentity()
        try await withServer(tls: identity.serverTLS, configure: configure, answer: answer) { server, port in
            try await body(server, port)
            #expect(try await identity.client(port).send(HTTPRequest("GET", "/still/there")).status == 200)
        }
    }

    @Test func clientThatGivesNoWindowIsEnded() async throws {
        let producer = Producer(chunk: [UInt8](repeating: 7, count: 50_000), count: .max)
        try await Self.attack(
            configure: { $0.writeTimeout = .milliseconds(100) },
            answer: { request in
                switch request.path {
                case "/stream": HTTPResponse(status: 200, body: .stream(producer))
                case "/whole": HTTPResponse(status: 200, body: .bytes([UInt8](repeating: 7, count: 100_000)))
                default: echo(request)
                }
            }
        ) { _, port in
            for (path, stream) in [("/stream", UInt32(1)), ("/whole", 1)] {
                let bytes = RawHTTP2.preface + RawHTTP2.settings(window: 0) + RawHTTP2.get(path, stream: stream)
                let reset = RawHTTP2.frame(3, stream: 1, RawHTTP2.number(8))
                let answer = try await RawConnection(port: port).exchange(bytes) { $0.contains(reset) }
                #expect(answer.contains(reset), "\(path)")
            }
            try await eventually("the producer stops") { producer.ended.current }
            #expect(producer.produced.current < 100)
        }
    }

    @Test func slowReaderOverHTTP1IsEnded() async throws {
        let producer = Producer(chunk: [UInt8](repeating: 7, count: 1 << 20), count: .max)
        try await withServer(
            configure: { $0.writeTimeout = .milliseconds(100) },
            answer: { $0.path == "/stream" ? HTTPResponse(status: 200, body: .stream(producer)) : echo($0) }
        ) { server, port in
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .channelOption(.autoRead, value: false).connect(host: "127.0.0.1", port: port).get()
            try await channel.writeAndFlush(ByteBuffer(string: "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n"))
            try await eventually("the watch that nobody reads ends") { producer.ended.current }
            try await eventually("its connection is closed") { server.connections.count == 0 }
            // What the socket's buffers took, and no more.
            #expect(producer.produced.current < 64)
            try? await channel.close()
        }
    }

    @Test func rapidResetsEndTheConnection() async throws {
        let answered = Guarded(0)
        try await Self.attack(
            answer: { request in
                answered.withLock { $0 += 1 }
                return echo(request)
            }
        ) { server, port in
            var bytes = RawHTTP2.preface + RawHTTP2.settings()
            for number in UInt32(0)..<5000 {
                bytes += RawHTTP2.get("/", stream: number * 2 + 1) + RawHTTP2.reset(number * 2 + 1)
            }
            _ = try await RawConnection(port: port).exchange(bytes)
            try await eventually("the connection is closed") { server.connections.count == 0 }
            #expect(answered.current < 5000)
        }
    }

    @Test(arguments: ["continuation", "ping", "settings", "empty data", "streams"])
    func floodEndsTheConnection(kind: String) async throws {
        try await Self.attack(configure: { $0.maxStreams = 10 }) { server, port in
            var bytes = RawHTTP2.preface + RawHTTP2.settings()
            switch kind {
            case "continuation":
                bytes += RawHTTP2.frame(1, flags: 0, stream: 1, [0x82])
                for _ in 0..<20_000 { bytes += RawHTTP2.continuation(1) }
            case "ping": for _ in 0..<20_000 { bytes += RawHTTP2.ping() }
            case "settings": for _ in 0..<20_000 { bytes += RawHTTP2.settings() }
            case "empty data":
                bytes += RawHTTP2.frame(1, flags: 4, stream: 1, [0x83, 0x87, 0x84, 0x01, 1, 0x61])
                for _ in 0..<20_000 { bytes += RawHTTP2.frame(0, stream: 1) }
            default:
                // Requests that never end.
                for number in UInt32(0)..<1000 {
                    bytes += RawHTTP2.frame(1, flags: 4, stream: number * 2 + 1, [0x83, 0x87, 0x84, 0x01, 1, 0x61])
                }
            }
            _ = try await RawConnection(port: port).exchange(bytes)
            try await eventually("the connection is closed") { server.connections.count == 0 }
        }
    }

    @Test func halfOpenHandshakeIsEnded() async throws {
        try await Self.attack(configure: { $0.handshakeTimeout = .milliseconds(100) }) { server, port in
            // Nothing, the beginning of a ClientHello, and nonsense.
            for text in ["", "\u{16}\u{03}\u{01}\u{02}\u{00}\u{01}", "GET / HTTP/1.1\r\n\r\n"] {
                _ = try await rawExchange(port, text)
            }
            try await eventually("all are closed") { server.connections.count == 0 }
        }
    }

    @Test func headThatTricklesIsEnded() async throws {
        try await withServer(
            configure: { $0.idleTimeout = .milliseconds(200) }, answer: { echo($0) }
        ) { server, port in
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: port).get()
            // A byte now and then must not buy time.
            let trickle = Task {
                for byte in "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: \(String(repeating: "a", count: 4000))".utf8 {
                    try await channel.writeAndFlush(ByteBuffer(bytes: [byte]))
                    try await Task.sleep(for: .milliseconds(5))
                }
            }
            try await channel.closeFuture.get()
            trickle.cancel()
            try await eventually("it is closed") { server.connections.count == 0 }
        }
    }

    @Test func strangerIsRefusedBeforeHisBodyIsHeld() async throws {
        struct Doorkeeper: HTTPResponder {
            let asked: Guarded<[Int]>
            func respond(to request: HTTPRequest) async -> HTTPResponse { echo(request) }
            func refusal(of head: HTTPRequest) async -> HTTPResponse? {
                asked.withLock { $0.append(head.body.count) }
                return head.headers["Authorization"] == nil ? HTTPResponse(status: 401) : nil
            }
        }
        let asked = Guarded<[Int]>([])
        let identity = try TestIdentity()
        let server = try HTTPServer(
            configuration: .init(host: "127.0.0.1", port: 0, tls: identity.serverTLS), responder: Doorkeeper(asked: asked),
            logger: .init(label: "test"))
        let port = try await server.bind()
        let running = Task { try await server.run() }
        let url = "https://127.0.0.1:\(port)/"
        let large = String(repeating: "a", count: 1_000_000)
        for version in ["--http1.1", "--http2"] {
            for framing in [[], ["-H", "Transfer-Encoding: chunked"]] where version == "--http1.1" || framing.isEmpty {
                let common = [version, "-w", "%{http_code}", "--data-binary", "@-"] + framing
                #expect(try await curl(common + ["-o", "/dev/null", url], input: large).hasSuffix("401"))
                let answer = try await curl(common + ["-H", "Authorization: me", url], input: large)
                #expect(answer == large + "200")
                // A small body is not worth a question.
                #expect(try await curl(common + ["-o", "/dev/null", url], input: "small").hasSuffix("200"))
            }
        }
        #expect(asked.current.allSatisfy { $0 <= 64 << 10 })
        #expect(asked.current.count == 6)
        running.cancel()
        try await running.value
    }
}
