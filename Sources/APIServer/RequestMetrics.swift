import AsyncTools

/// Counts requests, for `/metrics` (Prometheus text format 0.0.4).
final class RequestMetrics: Sendable {
    private struct Key: Sendable, Hashable {
        let verb: String
        let code: Int
    }

    private struct Counter: Sendable {
        var count: Int64 = 0
        var seconds = 0.0
    }

    private let counters = Guarded<[Key: Counter]>([:])
    /// Verbs come from clients; others are counted together, so that the table stays small.
    private static let known: Set = [
        "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "post", "put", "head", "options",
    ]

    func record(verb: String, code: Int, duration: Duration) {
        let name = verb.lowercased()
        let key = Key(verb: Self.known.contains(name) ? name : "other", code: code)
        let (seconds, attoseconds) = duration.components
        counters.withLock {
            $0[key, default: Counter()].count += 1
            $0[key, default: Counter()].seconds += Double(seconds) + Double(attoseconds) / 1e18
        }
    }

    func text(cache: StateCache) -> String {
        let counters = counters.current.sorted { ($0.key.verb, $0.key.code) < ($1.key.verb, $1.key.code) }
        var text = "# HELP apiserver_request_total Requests by verb and status code.\n"
        text += "# TYPE apiserver_request_total counter\n"
        for (key, counter) in counters {
            text += "apiserver_request_total{verb=\"\(key.verb.uppercased())\",code=\"\(key.code)\"} \(counter.count)\n"
        }
        text += "# HELP apiserver_request_duration_seconds_sum Time until the answer began, by verb and status code.\n"
        text += "# TYPE apiserver_request_duration_seconds_sum counter\n"
        for (key, counter) in counters {
            text +=
                "apiserver_request_duration_seconds_sum{verb=\"\(key.verb.uppercased())\",code=\"\(key.code)\"} \(counter.seconds)\n"
        }
        text += "# HELP apiserver_storage_objects Stored objects by resource.\n# TYPE apiserver_storage_objects gauge\n"
        for (name, kind) in cache.kinds.sorted(by: { $0.key < $1.key }) {
            text += "apiserver_storage_objects{resource=\"\(name)\"} \(kind.count)\n"
        }
        return text
    }
}
