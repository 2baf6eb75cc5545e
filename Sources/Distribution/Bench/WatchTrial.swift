import AsyncTools
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
    }

    /// How many objects are written in turn.
    private static let objects = 50
    private static let marker = Array("\"at\":\"".utf8)
    /// How long a watcher waits for events after the last write.
    private static let patience = Duration.seconds(10)

    func run() async throws -> Outcome {
        let client = try target.exchange()
        defer { client.close() }
        for index in 0..<Self.objects {
            try await Self.send(HTTPRequest("POST", path, body: JSONWriter.bytes(object(index, at: 0))), over: client)
        }
        let start = try await revision(client)
        let seen = Guarded(Outcome())
        let ready = Guarded(0)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<watchers {
                let exchange = try target.exchange()
                group.addTask {
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
            try await write(over: client)
            let end = ContinuousClock.now + Self.patience
            while seen.current.events < writes * watchers, ContinuousClock.now < end {
                try await Task.sleep(for: .milliseconds(50))
            }
            group.cancelAll()
            do { try await group.waitForAll() } catch {}
            var outcome = seen.current
            outcome.writes = writes
            outcome.missing = max(0, writes * watchers - outcome.events)
            for index in 0..<Self.objects { try await Self.send(HTTPRequest("DELETE", path + "/w\(index)"), over: client) }
            return outcome
        }
    }

    private func object(_ index: Int, at time: Int64) -> JSONValue {
        var object = BenchObject.configMap("w\(index % Self.objects)", bytes: 1000, label: "watched")
        object[path: ["data", "at"]] = .string(String(time))
        return object
    }

    private static func now() -> Int64 {
        let parts = ContinuousClock.now.duration(to: origin).components
        return -(parts.seconds * 1_000_000_000 + parts.attoseconds / 1_000_000_000)
    }

    private static let origin = ContinuousClock.now

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

    /// One writer a few milliseconds apart; late writes are caught up.
    private func write(over client: HTTPClient) async throws {
        let begun = ContinuousClock.now
        for index in 0..<writes {
            try await Task.sleep(until: begun + .nanoseconds(Int64(index) * 1_000_000_000 / Int64(rate)), clock: .continuous)
            let body = JSONWriter.bytes(object(index, at: Self.now()))
            try await Self.send(HTTPRequest("PUT", path + "/w\(index % Self.objects)", body: body), over: client)
        }
    }

    private func watch(
        from start: String, over exchange: HTTPClient, _ ready: Guarded<Int>, _ seen: Guarded<Outcome>
    ) async throws {
        let query = "watch=1&resourceVersion=\(start)&timeoutSeconds=3600"
        let response = try await exchange.send(HTTPRequest("GET", path, query: query))
        guard response.status == 200, case .stream(let chunks) = response.body else {
            throw UserError("a watch was answered with \(response.status)", advice: "see the server's log")
        }
        ready.withLock { $0 += 1 }
        var rest: [UInt8] = []
        for try await chunk in chunks {
            rest += chunk
            guard let end = rest.lastIndex(of: 0x0A) else { continue }
            let times = Self.times(in: rest[...end])
            rest.removeFirst(end + 1)
            let now = Self.now()
            seen.withLock { seen in
                seen.events += times.count
                for time in times { seen.latencies.record(.nanoseconds(now - time)) }
            }
        }
    }

    /// When the events in some lines were sent: what follows the marker, up to the quotation mark.
    private static func times(in lines: ArraySlice<UInt8>) -> [Int64] {
        var times: [Int64] = []
        let marker = Self.marker
        lines.withUnsafeBytes { bytes in
            var index = 0
            while index + marker.count <= bytes.count {
                // Two bytes tell nearly always; the rest is looked at with the whole machinery.
                guard bytes[index] == marker[0], bytes[index + 1] == marker[1],
                    bytes[index..<index + marker.count].elementsEqual(marker)
                else {
                    index += 1
                    continue
                }
                index += marker.count
                var time: Int64 = 0
                while index < bytes.count, (0x30...0x39).contains(bytes[index]) {
                    time = time &* 10 &+ Int64(bytes[index] - 0x30)
                    index += 1
                }
                if time > 0 { times.append(time) }
            }
        }
        return times
    }
}
