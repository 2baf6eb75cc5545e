import AsyncTools
import Glibc
import JSON
import KubeClient
import Transport

/// Writers at a steady rate, and watchers that time what they see.
struct WatchTrial: Sendable {
    let target: BenchTarget
    let path: String
    let watchers: Int
    let rate: Int
    let writes: Int

    struct Outcome: Sendable {
        var latencies = Latencies()
        var events = 0
        var writes = 0
        var missing = 0
        /// Writes per second, when the server cannot take as many as are due.
        var achievedRate = 0.0
    }

    /// How many objects are written in turn.
    private static let objects = 50
    /// Stands in front of a write's time, and nowhere else.
    private static let marker = UInt8(ascii: "@")
    /// How many write, so that one slow answer does not hold back the next write.
    private static let writers = 16
    /// How long a watcher waits for events after the last write.
    private static let patience = Duration.seconds(10)

    func run() async throws -> Outcome {
        let clients = try (0..<Self.writers).map { _ in try target.exchange() }
        defer { for client in clients { client.close() } }
        guard let client = clients.first else { return Outcome() }
        for index in 0..<Self.objects {
            try await Self.send(HTTPRequest("POST", path, body: JSONWriter.bytes(object(index, at: 0))), over: client)
        }
        let start = try await revision(client)
        let seen = Guarded(Outcome())
        let ready = Guarded(0)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            let executors = EventLoops.executors
            for index in 0..<watchers {
                let exchange = try target.exchange()
                group.addTask(executorPreference: executors[index % executors.count]) {
                    try await watch(from: start, over: exchange, ready, seen)
                    exchange.close()
                }
            }
            let deadline = ContinuousClock.now + .seconds(60)
            while ready.current < watchers {
                guard ContinuousClock.now < deadline else {
                    throw UserError("only \(ready.current) of \(watchers) watches began", advice: "see the server's log")
                }
                try await Task.sleep(for: .milliseconds(20))
            }
            let written = try await write(over: clients)
            let end = ContinuousClock.now + Self.patience
            while seen.current.events < writes * watchers, ContinuousClock.now < end {
                try await Task.sleep(for: .milliseconds(50))
            }
            group.cancelAll()
            do { try await group.waitForAll() } catch {}
            var outcome = seen.current
            outcome.writes = writes
            outcome.achievedRate = Double(writes) / BenchReport.Quantity(written).number
            outcome.missing = max(0, writes * watchers - outcome.events)
            for index in 0..<Self.objects { try await Self.send(HTTPRequest("DELETE", path + "/w\(index)"), over: client) }
            return outcome
        }
    }

    private func object(_ index: Int, at time: Int64) -> JSONValue {
        var object = BenchObject.configMap("w\(index % Self.objects)", bytes: 1000, label: "watched")
        object[path: ["data", "at"]] = .string("@\(time)")
        return object
    }

    /// Nanoseconds on the clock that both the writers and the watchers read; never 0.
    private static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    private func revision(_ client: HTTPClient) async throws -> String {
        let response = try await client.send(HTTPRequest("GET", path, query: "limit=1"))
        let bytes = try await response.body.collect(limit: 1 << 20)
        return try JSONReader.read(bytes)[path: "metadata", "resourceVersion"]?.stringValue ?? "0"
    }

    private static func send(_ request: HTTPRequest, over client: HTTPClient) async throws {
        var request = request
        if !request.body.isEmpty { request.headers["Content-Type"] = "application/json" }
        try await APITrial.send(request, over: client)
    }

    /// Each write has its time and says so, even when it is sent late. Returns how long it took from the first to the last.
    private func write(over clients: [HTTPClient]) async throws -> Duration {
        let begun = Self.now()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (writer, client) in clients.enumerated() {
                group.addTask {
                    for index in stride(from: writer, to: writes, by: clients.count) {
                        let due = begun + Int64(index) * 1_000_000_000 / Int64(rate)
                        try await Task.sleep(for: .nanoseconds(max(0, due - Self.now())))
                        let body = JSONWriter.bytes(object(index, at: due))
                        try await Self.send(HTTPRequest("PUT", path + "/w\(index % Self.objects)", body: body), over: client)
                    }
                }
            }
            try await group.waitForAll()
        }
        return .nanoseconds(Self.now() - begun)
    }

    private func watch(
        from start: String, over exchange: HTTPClient, _ ready: Guarded<Int>, _ seen: Guarded<Outcome>
    ) async throws {
        let query = "watch=1&resourceVersion=\(start)&timeoutSeconds=3600"
        let response = try await exchange.send(HTTPRequest("GET", path, query: query))
        guard response.status == 200 else {
            throw UserError("a watch was answered with \(response.status)", advice: "see the server's log")
        }
        ready.withLock { $0 += 1 }
        let partial = Guarded<[UInt8]>([])
        try await response.body.forEach { piece in
            let times = partial.withLock { partial in
                partial += piece
                guard let end = partial.lastIndex(of: 0x0A) else { return [Int64]() }
                defer { partial.removeFirst(end + 1) }
                return Self.times(in: partial[...end])
            }
            let now = Self.now()
            seen.withLock { seen in
                seen.events += times.count
                for time in times { seen.latencies.record(.nanoseconds(now - time)) }
            }
        }
    }

    /// When the events in some lines were due.
    private static func times(in lines: ArraySlice<UInt8>) -> [Int64] {
        var times: [Int64] = []
        lines.withUnsafeBytes { lines in
            var rest = lines[...]
            while let found = rest.firstIndex(of: marker, in: lines) {
                rest = rest[(found + 1)...]
                let digits = rest.prefix { (0x30...0x39).contains($0) }
                let time = digits.reduce(Int64(0)) { $0 &* 10 &+ Int64($1 - 0x30) }
                if time > 0 { times.append(time) }
            }
        }
        return times
    }
}

extension Slice<UnsafeRawBufferPointer> {
    /// As quick as the C library is.
    fileprivate func firstIndex(of byte: UInt8, in whole: UnsafeRawBufferPointer) -> Int? {
        guard let start = whole.baseAddress else { return nil }
        return memchr(start + startIndex, Int32(byte), count).map { UnsafeRawPointer($0) - start }
    }
}
