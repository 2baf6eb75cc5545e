import AsyncTools
import Encodings
import Metrics
import Store

/// A store and how long it takes: under etcd's name, because that is what dashboards ask for.
struct MeasuredStore: Store, MetricSource {
    private static let bounds: [Double] = [
        0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60,
    ]

    private struct Key: Hashable, Sendable {
        let operation: String
        let kind: String
    }

    private let store: any Store
    private let durations = Guarded<[Key: Histogram]>([:])
    private let failures = Guarded<[Key: Counter]>([:])
    private let condition = Guarded(Condition())

    private struct Condition: Sendable {
        /// Whether the last thing the store was asked was answered.
        var isAnswering = true
        var asked = ContinuousClock.now
    }

    init(_ store: any Store) { self.store = store }

    /// Whether the store answers. It is asked when nobody else has asked it lately; what takes longer than two seconds is no
    /// answer.
    var isAnswering: Bool {
        get async {
            let condition = condition.current
            if ContinuousClock.now - condition.asked < .seconds(1) { return condition.isAnswering }
            return await withTaskGroup(of: Bool.self) { group in
                group.addTask {
                    _ = try? await currentRevision
                    return self.condition.current.isAnswering
                }
                group.addTask {
                    try? await Task.sleep(for: .seconds(2))
                    return false
                }
                defer { group.cancelAll() }
                return await group.next() ?? false
            }
        }
    }

    var currentRevision: Revision {
        get async throws { try await measure("currentRevision", "") { try await store.currentRevision } }
    }

    func get(_ key: String, at revision: Revision?) async throws -> StoredValue? {
        try await measure("get", key) { try await store.get(key, at: revision) }
    }

    func list(prefix: String, after: String?, limit: Int?, at revision: Revision?) async throws -> StoreRange {
        try await measure("list", prefix) {
            try await store.list(prefix: prefix, after: after, limit: limit, at: revision)
        }
    }

    func state(
        prefix: String, at revision: Revision
    ) async throws -> any AsyncSequence<[StoreEvent], any Error> & Sendable {
        try await store.state(prefix: prefix, at: revision)
    }

    func commit(_ mutation: Mutation) async throws -> Revision {
        let operation = mutation.value == nil ? "delete" : mutation.precondition == .absent ? "create" : "update"
        return try await measure(operation, mutation.key) { try await store.commit(mutation) }
    }

    func watch(
        prefix: String, after revision: Revision
    ) async throws -> any AsyncSequence<[StoreEvent], any Error> & Sendable {
        try await store.watch(prefix: prefix, after: revision)
    }

    func compact(before revision: Revision) async throws { try await store.compact(before: revision) }

    func close() async { await store.close() }

    private func measure<R: Sendable>(
        _ operation: String, _ key: String, _ body: () async throws -> sending R
    ) async throws -> R {
        let started = ContinuousClock.now
        let series = Key(operation: operation, kind: Self.kind(of: key))
        do {
            let result = try await body()
            let now = ContinuousClock.now
            note(series, now - started)
            condition.withLock { $0 = Condition(isAnswering: true, asked: now) }
            return result
        } catch {
            note(series, ContinuousClock.now - started)
            if case .conflict? = error as? StoreError {} else { fail(series, error) }
            throw error
        }
    }

    private func note(_ series: Key, _ duration: Duration) {
        durations.withLock { durations in
            if let known = durations[series] { return known }
            let fresh = Histogram(Self.bounds)
            durations[series] = fresh
            return fresh
        }.observe(duration)
    }

    private func fail(_ series: Key, _ error: any Error) {
        failures.withLock { failures in
            if let known = failures[series] { return known }
            let fresh = Counter()
            failures[series] = fresh
            return fresh
        }.add()
        switch error as? StoreError {
        case .unavailable, .full, .corrupt: condition.withLock { $0 = Condition(isAnswering: false, asked: .now) }
        default: break
        }
    }

    /// `configmaps` of `/registry/configmaps/default/x`: only the kinds that are served are ever asked for.
    private static func kind(of key: String) -> String {
        let parts = key.parts(separatedBy: "/", maxSplits: 2)
        return parts.count > 1 ? String(parts[1]) : ""
    }

    private static func labels(_ key: Key) -> MetricsText.Labels {
        let parts = key.kind.parts(separatedBy: ".", maxSplits: 1)
        return [
            "group": parts.count > 1 ? String(parts[1]) : "", "operation": key.operation,
            "resource": String(parts.first ?? ""), "type": key.kind,
        ]
    }

    func write(to text: inout MetricsText) {
        let all = durations.current.sorted { ($0.key.operation, $0.key.kind) < ($1.key.operation, $1.key.kind) }
        text.family("etcd_request_duration_seconds", .histogram, "Time the store takes.")
        for (key, histogram) in all {
            text.histogram(Self.labels(key), bounds: Self.bounds, histogram.current)
        }
        text.family("etcd_requests_total", .counter, "What the store was asked.")
        for (key, histogram) in all {
            text.sample(Self.labels(key), histogram.current.count)
        }
        text.family("etcd_request_errors_total", .counter, "What the store could not do.")
        for (key, count) in failures.current { text.sample(Self.labels(key), count.value) }
    }
}
