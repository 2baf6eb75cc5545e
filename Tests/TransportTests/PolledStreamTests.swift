import AsyncTools
import Testing

@testable import Transport

/// Says what it is told to, and notes whether somebody still reads.
struct Feed: PolledStream {
    struct State: Sendable {
        var pieces = FIFO<[UInt8]>()
        var isEnded = false
        var wake: (@Sendable () -> Void)?
        var polls = 0
        var readers = 0
    }

    let state = Guarded(State())
    /// Said whenever nothing else is left.
    var filler: [UInt8]?

    func say(_ text: String) {
        state.withLock { $0.pieces.append(Array(text.utf8)) }
        state.current.wake?()
    }

    func end() {
        state.withLock { $0.isEnded = true }
        state.current.wake?()
    }

    func makePoller(wake: @escaping @Sendable () -> Void) -> Poller {
        state.withLock {
            $0.wake = wake
            $0.readers += 1
        }
        return Poller(self)
    }

    final class Poller: StreamPoller {
        private let feed: Feed

        init(_ feed: Feed) { self.feed = feed }

        deinit { feed.state.withLock { $0.readers -= 1 } }

        func poll() -> Polled {
            feed.state.withLock { state in
                state.polls += 1
                if let piece = state.pieces.popFirst() { return .bytes(piece) }
                if state.isEnded { return .end }
                return feed.filler.map(Polled.bytes) ?? .pending
            }
        }
    }
}

@Suite(.timeLimit(.minutes(10)))
struct PolledStreamTests {
    @Test(arguments: ["--http1.1", "--http2"])
    func everyPieceArrivesInItsOrder(version: String) async throws {
        let feed = Feed()
        let identity = try TestIdentity()
        let answer = HTTPResponse(status: 200, body: .stream(feed))
        try await withServer(tls: identity.serverTLS, answer: { _ in answer }) { _, port in
            async let text = curl([version, "https://127.0.0.1:\(port)/"])
            for index in 0..<500 {
                feed.say("\(index)\n")
                // Now and then it is found waiting.
                if index % 50 == 0 { try await eventually("what was said is taken") { feed.state.current.pieces.isEmpty } }
            }
            feed.end()
            #expect(try await text == (0..<500).map { "\($0)\n" }.joined())
            try await eventually("the reader lets go") { feed.state.current.readers == 0 }
        }
    }

    @Test func withoutASocketItIsASequence() async throws {
        let feed = Feed()
        let text = Task {
            var text = ""
            for try await piece in feed { text += String(decoding: piece, as: UTF8.self) }
            return text
        }
        try await eventually("it is read") { feed.state.current.polls > 0 }
        for word in ["a", "b", "c"] { feed.say(word) }
        feed.end()
        #expect(try await text.value == "abc")
        #expect(feed.state.current.readers == 0)
    }

    @Test(arguments: [false, true])
    func slowReaderHoldsItBack(tls: Bool) async throws {
        let feed = Feed(filler: [UInt8](repeating: 1, count: 100_000))
        let identity = try TestIdentity()
        try await withServer(
            tls: tls ? identity.serverTLS : nil, answer: { _ in HTTPResponse(status: 200, body: .stream(feed)) }
        ) { _, port in
            let client = tls ? try identity.client(port) : try plainClient(port)
            let response = try await client.send(HTTPRequest("GET", "/"))
            var before = -1
            try await eventually("it is not asked any more") {
                defer { before = feed.state.current.polls }
                try await Task.sleep(for: .milliseconds(200))
                return before == feed.state.current.polls
            }
            // Only what the two sockets' buffers hold.
            #expect(feed.state.current.polls < 400)
            feed.end()
            #expect(try await response.collect(limit: 1 << 30).count % 100_000 == 0)
        }
    }

    @Test(arguments: [nil, [1, 2, 3]] as [[UInt8]?])
    func readerIsLetGoOfWhenTheClientLeaves(filler: [UInt8]?) async throws {
        let feed = Feed(filler: filler)
        try await withServer(answer: { _ in HTTPResponse(status: 200, body: .stream(feed)) }) { server, port in
            var response: HTTPResponse? = try await plainClient(port).send(HTTPRequest("GET", "/"))
            #expect(response?.status == 200)
            try await eventually("it is read") { feed.state.current.polls > 0 }
            #expect(feed.state.current.readers == 1)
            response = nil
            try await eventually("the reader lets go") { feed.state.current.readers == 0 }
            try await eventually("the connection closes") { server.connections.count == 0 }
        }
    }

    @Test func itEndsCleanlyWhenTheServerStops() async throws {
        let feed = Feed()
        var answer: HTTPResponse?
        try await withServer(answer: { _ in HTTPResponse(status: 200, body: .stream(feed)) }) { _, port in
            answer = try await plainClient(port).send(HTTPRequest("GET", "/"))
            feed.say("hello")
            try await eventually("it is taken") { feed.state.current.pieces.isEmpty }
        }
        #expect(try await answer?.collect(limit: 100) == Array("hello".utf8))
        #expect(feed.state.current.readers == 0)
    }

    @Test func streamsThatNeverPauseKeepNoRequestWaiting() async throws {
        let feed = Feed(filler: [1])
        try await withServer(answer: { request in
            request.path == "/stream" ? HTTPResponse(status: 200, body: .stream(feed)) : echo(request)
        }) { _, port in
            let client = try plainClient(port)
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<200 {
                    group.addTask { try await client.send(HTTPRequest("GET", "/stream")).collect(limit: 1 << 30).count }
                }
                try await eventually("all are read") { feed.state.current.readers == 200 && feed.state.current.polls > 2000 }
                for _ in 0..<20 { #expect(try await client.send(HTTPRequest("GET", "/other")).status == 200) }
                feed.end()
                for try await received in group { #expect(received > 0) }
            }
            try await eventually("all let go") { feed.state.current.readers == 0 }
        }
    }

    @Test func bodyIsGivenPieceByPieceToAClosure() async throws {
        let feed = Feed()
        try await withServer(answer: { _ in HTTPResponse(status: 200, body: .stream(feed)) }) { _, port in
            let received = Guarded<[UInt8]>([])
            let response = try await plainClient(port).send(HTTPRequest("GET", "/"))
            feed.say("early ")
            let reading = Task { try await response.body.forEach { piece in received.withLock { $0 += piece } } }
            try await eventually("what came first arrives") { received.current == Array("early ".utf8) }
            feed.say("late")
            try await eventually("the rest arrives") { received.current == Array("early late".utf8) }
            feed.end()
            try await reading.value
        }
        let whole = Guarded<[UInt8]>([])
        try await HTTPBody.bytes([1, 2]).forEach { piece in whole.withLock { $0 += piece } }
        #expect(whole.current == [1, 2])
        await #expect(throws: TransportError.self) { try await HTTPBody.upgrade { _ in }.forEach { _ in } }
    }

    @Test func closureIsNotCalledAfterACancellation() async throws {
        let feed = Feed()
        try await withServer(answer: { _ in HTTPResponse(status: 200, body: .stream(feed)) }) { _, port in
            let received = Guarded(0)
            let response = try await plainClient(port).send(HTTPRequest("GET", "/"))
            let reading = Task { try await response.body.forEach { piece in received.withLock { $0 += piece.count } } }
            feed.say("a")
            try await eventually("it arrives") { received.current == 1 }
            reading.cancel()
            await #expect(throws: CancellationError.self) { try await reading.value }
            feed.say("b")
            try await eventually("it is taken") { feed.state.current.pieces.isEmpty }
            #expect(received.current == 1)
        }
    }
}
