import AsyncTools
import Encodings
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
    /// Whether the last thing it was asked was answered.
    private let answers = Guarded(true)

    init(_ store: any Store) { self.store = store }

    /// Whether the last thing it was asked was answered.
    var isAnswering: Bool { answers.current }

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
            note(series, ContinuousClock.now - started)
            answers.withLock { $0 = true }
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
        case .unavailable, .full, .corrupt: answers.withLock { $0 = false }
        default: break
        }
    }

    /// `configmaps` of `/registry/configmaps/default/x`: only the kinds that are served are ever asked for.
    private static func kind(of key: String) -> String {
        let parts = key.parts(separatedBy: "/", maxSplits: 2)
        return parts.count > 1 ? String(parts[1]) : ""
    }

    func write(to text: inout MetricsText) {
        let all = durations.current.sorted { ($0.key.operation, $0.key.kind) < ($1.key.operation, $1.key.kind) }
        text.family("etcd_request_duration_seconds", .histogram, "Time the store takes.")
        for (key, histogram) in all {
            text.histogram(["operation": key.operation, "type": key.kind], bounds: Self.bounds, histogram.current)
        }
        text.family("etcd_requests_total", .counter, "What the store was asked.")
        for (key, histogram) in all {
            text.sample(["operation": key.operation, "type": key.kind], histogram.current.count)
        }
        text.family("etcd_request_errors_total", .counter, "What the store could not do.")
        for (key, count) in failures.current { text.sample(["operation": key.operation, "type": key.kind], count.value) }
    }
}
