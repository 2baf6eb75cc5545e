import AsyncTools
import Logging
import NIOCore
import NIOPosix
import Testing

@testable import Transport

@Suite(.timeLimit(.minutes(10)))
struct HTTPServerTests {
    @Test func requestsOverPlainHTTPAreAnsweredOnOneConnection() async throws {
        try await withServer(answer: { echo($0) }) { server, port in
            let client = try plainClient(port)
            for number in 0..<20 {
                let response = try await client.send(
                    HTTPRequest("POST", "/a%20b/c", query: "n=\(number)", body: Array("hello \(number)".utf8)))
                #expect(response.status == 200)
                #expect(response.headers["X-Seen"] == "POST /a%20b/c n=\(number)")
                #expect(try await response.collect(limit: 100) == Array("hello \(number)".utf8))
            }
            #expect(server.connections.count == 1)
        }
    }

    @Test func pipelinedRequestsAreAnsweredInOrder() async throws {
        try await withServer(answer: { echo($0) }) { _, port in
            let requests = (0..<300).map { "GET /\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined()
            let answer = try await rawExchange(port, requests + "GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            let seen = answer.split(separator: "\r\n").filter { $0.hasPrefix("X-Seen: ") }.map { $0.dropFirst(12) }
            #expect(seen.map(String.init) == (0..<300).map { "/\($0) " } + ["/last "])
        }
    }

    @Test func headHasTheLengthButNoBody() async throws {
        try await withServer(answer: { _ in HTTPResponse(status: 200, body: .bytes(Array("12345".utf8))) }) { _, port in
            let answer = try await rawExchange(port, "HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(answer.contains("Content-Length: 5\r\n"))
            #expect(answer.hasSuffix("\r\n\r\n"))
        }
    }

    @Test func expectContinueIsAnsweredBeforeTheBody() async throws {
        try await withServer(answer: { echo($0) }) { _, port in
            let answer = try await rawExchange(
                port,
                "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
            #expect(answer.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"))
            #expect(answer.hasSuffix("\r\n\r\nok"))
        }
    }

    @Test func chunkedRequestBodyIsRead() async throws {
        try await withServer(answer: { echo($0) }) { _, port in
            let answer = try await rawExchange(
                port,
                "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
            )
            #expect(answer.hasSuffix("\r\n\r\nabcde"))
        }
    }

    @Test(arguments: [
        ("GARBAGE\r\n\r\n", "400"),
        ("GET / HTTP/1.1\r\n\r\n", "400"),
        ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"),
        ("GET nowhere HTTP/1.1\r\nHost: a\r\n\r\n", "400"),
        ("CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", "400"),
        ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", "400"),
        ("GET /\(String(repeating: "a", count: 20_000)) HTTP/1.1\r\nHost: a\r\n\r\n", "414"),
        ("GET / HTTP/1.1\r\nHost: a\r\nX-Big: \(String(repeating: "a", count: 70_000))\r\n\r\n", "431"),
        ("GET / HTTP/1.1\r\nHost: a\r\n\((0..<200).map { "X-\($0): 1\r\n" }.joined())\r\n", "431"),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2000\r\n\r\n", "413"),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n\(String(repeating: "a", count: 2000))", "413"),
    ])
    func badRequestIsRefusedAndTheServerGoesOn(request: String, status: String) async throws {
        try await withServer(configure: { $0.maxBodyBytes = 1000 }, answer: { echo($0) }) { _, port in
            let answer = try await rawExchange(port, request)
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer.prefix(100))")
            #expect(try await plainClient(port).send(HTTPRequest("GET", "/")).status == 200)
        }
    }

    @Test func refusalsHaveTheBodyTheOwnerChose() async throws {
        try await withServer(
            configure: {
                $0.maxBodyBytes = 1
                $0.refusal = { status, _ in HTTPResponse(status: status, body: .bytes(Array("own \(status)".utf8))) }
            }, answer: { echo($0) }
        ) { _, port in
            let response = try await plainClient(port).send(HTTPRequest("POST", "/", body: [1, 2]))
            #expect(response.status == 413)
            #expect(try await response.collect(limit: 100) == Array("own 413".utf8))
        }
    }

    @Test func headerThatBreaksOutOfItsLineIsNotSent() async throws {
        try await withServer(answer: { _ in HTTPResponse(status: 200, headers: ["X-A": "1\r\nX-Evil: 2"]) }) { _, port in
            let answer = try await rawExchange(port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 500 "))
            #expect(!answer.contains("X-Evil"))
        }
    }

    @Test func silentClientIsClosed() async throws {
        try await withServer(configure: { $0.idleTimeout = .milliseconds(50) }, answer: { echo($0) }) { _, port in
            for silence in ["", "GET / HTTP/1.1\r\nHo"] {
                let answer = try await rawExchange(port, silence)
                #expect(answer == "")
            }
        }
        try await withServer(configure: { $0.requestTimeout = .milliseconds(50) }, answer: { echo($0) }) { _, port in
            let answer = try await rawExchange(port, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab")
            #expect(answer.hasPrefix("HTTP/1.1 408 "))
        }
    }

    @Test func connectionsAboveTheLimitWait() async throws {
        let release = Guarded<[CheckedContinuation<Void, Never>]>([])
        try await withServer(
            configure: { $0.maxConnections = 1 },
            answer: { request in
                await withCheckedContinuation { continuation in release.withLock { $0.append(continuation) } }
                return echo(request)
            }
        ) { server, port in
            let first = Task { try await rawExchange(port, "GET /1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n") }
            try await eventually("the first request arrives") { release.current.count == 1 }
            let second = Task { try await rawExchange(port, "GET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n") }
            try await Task.sleep(for: .milliseconds(100))
            #expect(release.current.count == 1)
            release.current[0].resume()
            #expect(try await first.value.contains("/1"))
            try await eventually("the second request arrives") { release.current.count == 2 }
            release.current[1].resume()
            #expect(try await second.value.contains("/2"))
        }
    }

    @Test func portInUseIsAClearError() async throws {
        try await withServer(answer: { echo($0) }) { _, port in
            let second = try HTTPServer(
                configuration: .init(host: "127.0.0.1", port: port, tls: nil), responder: ClosureResponder { echo($0) },
                logger: Logger(label: "test"))
            let error = await #expect(throws: ServerError.self) { try await second.bind() }
            #expect(error?.description == "cannot listen on 127.0.0.1:\(port): the port is in use")
        }
    }

    @Test func requestUnderWayIsAnsweredWhenTheServerStops() async throws {
        let arrived = Guarded(false)
        let server = try HTTPServer(
            configuration: .init(host: "127.0.0.1", port: 0, tls: nil),
            responder: ClosureResponder { request in
                arrived.withLock { $0 = true }
                try? await Task.sleep(for: .milliseconds(200))
                return echo(request)
            }, logger: Logger(label: "test"))
        let port = try await server.bind()
        let running = Task { try await server.run() }
        let client = try plainClient(port)
        let answer = Task { try await client.send(HTTPRequest("GET", "/")) }
        try await eventually("the request arrives") { arrived.current }
        running.cancel()
        #expect(try await answer.value.status == 200)
        try await running.value
        await #expect(throws: TransportError.self) { try await client.send(HTTPRequest("GET", "/")) }
    }
}
