import AsyncTools
import NIOCore
import NIOPosix
import Testing

@testable import Transport

/// Gives `count` chunks and notes how many were asked for, and whether it was cancelled.
struct Producer: AsyncSequence, Sendable {
    let chunk: [UInt8]
    let count: Int
    let produced = Guarded(0)
    let ended = Guarded(false)
    var pause = Duration.zero

    struct AsyncIterator: AsyncIteratorProtocol {
        let producer: Producer
        let end: EndNote
        var left: Int

        mutating func next() async throws -> [UInt8]? {
            guard left > 0 else { return nil }
            left -= 1
            if producer.pause > .zero { try await Task.sleep(for: producer.pause) }
            producer.produced.withLock { $0 += 1 }
            return producer.chunk
        }
    }

    final class EndNote: Sendable {
        let ended: Guarded<Bool>
        init(_ ended: Guarded<Bool>) { self.ended = ended }
        deinit { ended.withLock { $0 = true } }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(producer: self, end: EndNote(ended), left: count) }
}

@Suite(.timeLimit(.minutes(10)))
struct StreamingTests {
    @Test func streamedBodyArrivesWhole() async throws {
        let producer = Producer(chunk: [UInt8](repeating: 7, count: 10_000), count: 50)
        try await withServer(answer: { _ in HTTPResponse(status: 200, body: .stream(producer)) }) { _, port in
            let client = try plainClient(port)
            for _ in 0..<2 {
                let response = try await client.send(HTTPRequest("GET", "/"))
                #expect(try await response.collect(limit: 1 << 20) == [UInt8](repeating: 7, count: 500_000))
            }
            await #expect(throws: TransportError.self) {
                try await client.send(HTTPRequest("GET", "/")).collect(limit: 1000)
            }
        }
    }

    @Test func answerOfKnownLengthIsFinishedWhenTheServerDrains() async throws {
        let body = [UInt8](repeating: 7, count: 16 << 20)
        try await withServer(answer: { _ in HTTPResponse(status: 200, body: .bytes(body)) }) { server, port in
            // Not read yet, so that most of it waits in the server.
            let response = try await plainClient(port).send(HTTPRequest("GET", "/"))
            async let drained: Void = server.connections.drain(within: .seconds(60))
            #expect(try await response.collect(limit: 32 << 20).count == body.count)
            await drained
        }
    }

    @Test func largeWholeBodyArrivesWhole() async throws {
        let body = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let identity = try TestIdentity()
        try await withServer(tls: identity.serverTLS, answer: { _ in HTTPResponse(status: 200, body: .bytes(body)) }) { _, port in
            let response = try await identity.client(port).send(HTTPRequest("GET", "/"))
            #expect(response.headers["Content-Length"] == "3000000")
            #expect(try await response.collect(limit: 4_000_000) == body)
        }
    }

    @Test(arguments: [false, true])
    func slowReaderHoldsTheProducerBack(tls: Bool) async throws {
        let identity = try TestIdentity()
        let producer = Producer(chunk: [UInt8](repeating: 1, count: 100_000), count: 2000)
        try await withServer(
            tls: tls ? identity.serverTLS : nil, answer: { _ in HTTPResponse(status: 200, body: .stream(producer)) }
        ) { _, port in
            let client = tls ? try identity.client(port) : try plainClient(port)
            let response = try await client.send(HTTPRequest("GET", "/"))
            var before = -1
            try await eventually("the producer stops") {
                defer { before = producer.produced.current }
                try await Task.sleep(for: .milliseconds(200))
                return before == producer.produced.current
            }
            // Only what the two sockets' buffers hold, of 200 MB.
            #expect(producer.produced.current < 400)
            var received = 0
            if case .stream(let chunks) = response.body { for try await chunk in chunks { received += chunk.count } }
            #expect(received == 200_000_000)
        }
    }

    @Test(arguments: [false, true])
    func producerEndsWhenTheClientLeaves(tls: Bool) async throws {
        let identity = try TestIdentity()
        let producer = Producer(chunk: [1], count: .max, pause: .milliseconds(5))
        try await withServer(
            tls: tls ? identity.serverTLS : nil, answer: { _ in HTTPResponse(status: 200, body: .stream(producer)) }
        ) { server, port in
            let client = tls ? try identity.client(port) : try plainClient(port)
            var response: HTTPResponse? = try await client.send(HTTPRequest("GET", "/"))
            #expect(response?.status == 200)
            try await eventually("the producer starts") { producer.produced.current > 3 }
            response = nil
            try await eventually("the producer ends") { producer.ended.current }
            try await eventually("the connection closes") { server.connections.count == 0 }
        }
    }

    @Test func respondingIsCancelledWhenTheClientLeaves() async throws {
        let cancelled = Guarded(false)
        let arrived = Guarded(false)
        try await withServer(answer: { request in
            arrived.withLock { $0 = true }
            do { try await Task.sleep(for: .seconds(60)) } catch { cancelled.withLock { $0 = true } }
            return echo(request)
        }) { _, port in
            let client = try plainClient(port)
            let waiting = Task { try await client.send(HTTPRequest("GET", "/")) }
            try await eventually("the request arrives") { arrived.current }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            try await eventually("the responder is cancelled") { cancelled.current }
        }
    }

    @Test func streamEndsCleanlyWhenTheServerStops() async throws {
        let producer = Producer(chunk: [1], count: .max, pause: .milliseconds(5))
        let received = Guarded<Result<Int, any Error>?>(nil)
        var reading: Task<Void, Never>?
        try await withServer(answer: { _ in HTTPResponse(status: 200, body: .stream(producer)) }) { _, port in
            let response = try await plainClient(port).send(HTTPRequest("GET", "/"))
            reading = Task {
                do {
                    let count = try await response.collect(limit: .max).count
                    received.withLock { $0 = .success(count) }
                } catch { received.withLock { $0 = .failure(error) } }
            }
            try await eventually("the stream flows") { producer.produced.current > 3 }
        }
        await reading?.value
        #expect(try received.current?.get() ?? 0 > 0)
    }

    @Test func cutStreamIsAnErrorForTheReader() async throws {
        struct Broken: Error {}
        try await withServer(answer: { _ in
            let chunks = AsyncThrowingStream<[UInt8], any Error> { continuation in
                continuation.yield([1, 2, 3])
                continuation.finish(throwing: Broken())
            }
            return HTTPResponse(status: 200, body: .stream(chunks))
        }) { _, port in
            let response = try await plainClient(port).send(HTTPRequest("GET", "/"))
            await #expect(throws: TransportError.self) { try await response.collect(limit: 100) }
        }
    }
}
