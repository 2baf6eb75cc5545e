import AsyncTools
package import JSON
package import KubeAPI
package import Logging
package import Store

/// The current state of every stored kind, kept up by one watch of the store.
///
/// A write returns once the cache has applied it, so what a client reads is never older than what it wrote; with one
/// server in front of the store that makes every read linearizable.
package final class StateCache: Sendable {
    package let store: any Store
    /// How long the store keeps Events that nobody writes again.
    let eventLifetime: Duration
    private let table: Guarded<ServedKinds>
    private let customKinds: CustomKinds
    private let logger: Logger
    private let progress = Guarded(Progress())

    private struct Progress: Sendable {
        /// -1 until the state was loaded.
        var applied: Int64 = -1
        /// Nobody feeds the cache any more: there is nothing to wait for.
        var isStopped = false
        var waiters: [Waiter] = []
    }

    private struct Waiter: Sendable {
        let revision: Int64
        let continuation: CheckedContinuation<Void, Never>
    }

    package init(
        store: any Store, definitions: [ResourceDefinition], eventLifetime: Duration = .seconds(3600), logger: Logger
    ) {
        self.store = store
        self.eventLifetime = eventLifetime
        self.logger = logger
        table = Guarded(ServedKinds(definitions))
        customKinds = CustomKinds(builtIn: definitions)
    }

    /// What is served now. Take it once and use it for the whole of a request.
    var served: ServedKinds { table.current }

    /// The caches of the stored kinds, by `plural.group`.
    var kinds: [String: KindCache] { served.stored }

    package func kind(_ type: ResourceType) -> KindCache? { served.kind(type) }

    /// The revision up to which every change is in the cache; -1 before the first load.
    package var applied: Int64 { progress.withLock { $0.applied } }

    package var isLoaded: Bool { applied >= 0 }

    /// Returns once the cache has everything up to a revision, or when `run` has ended. Never times out: until then the loop
    /// that feeds the cache always comes back.
    package func waitUntilApplied(_ revision: Int64) async {
        if applied >= revision { return }
        await withCheckedContinuation { continuation in
            let isReady = progress.withLock { progress in
                if progress.applied >= revision || progress.isStopped { return true }
                progress.waiters.append(Waiter(revision: revision, continuation: continuation))
                return false
            }
            if isReady { continuation.resume() }
        }
    }

    /// Keeps the cache up to date until the task is cancelled. After a failure of the store it starts over.
    package func run() async throws {
        progress.withLock { $0.isStopped = false }
        defer { stop() }
        var pause = Duration.milliseconds(50)
        while !Task.isCancelled {
            do {
                let newest = try await store.currentRevision
                let start = try await start(before: newest)
                // New requests wait until the state is whole again.
                progress.withLock { $0.applied = -1 }
                try await load(at: start)
                pause = .milliseconds(50)
                try await follow(from: start, until: newest)
                try Task.checkCancellation()
                logger.warning("store watch ended")
            } catch is CancellationError {
                return
            } catch {
                logger.error("store watch failed", metadata: ["error": "\(error)"])
            }
            do { try await Task.sleep(for: pause) } catch { return }
            pause = min(pause * 2, .seconds(5))
        }
    }

    private func stop() {
        let waiters = progress.withLock { progress in
            progress.isStopped = true
            defer { progress.waiters = [] }
            return progress.waiters
        }
        for waiter in waiters { waiter.continuation.resume() }
    }

    /// How many revisions back the cache begins, so that clients which were watching before a restart can go on.
    private static let replayedRevisions: Int64 = 500

    /// The revision to read the state at: a little before the newest, or that one when the history is gone.
    private func start(before newest: Int64) async throws -> Int64 {
        let start = max(1, newest - Self.replayedRevisions)
        do {
            _ = try await store.list(prefix: "/registry/", after: nil, limit: 1, at: start)
            return start
        } catch StoreError.compacted {
            return newest
        }
    }

    /// Reads the whole state at one revision, the definitions of custom kinds first.
    private func load(at revision: Int64) async throws {
        try await customKinds.load(from: store, at: revision)
        let next = ServedKinds(customKinds.definitions, replacing: served)
        try await fill(next.all, prefix: "/registry/", at: revision)
        serve(next)
    }

    /// Reads the objects of some kinds at one revision; `prefix` covers the keys of all of them.
    private func fill(_ kinds: [KindCache], prefix: String, at revision: Int64) async throws {
        let loads = Dictionary(grouping: kinds.map(KindLoad.init)) { load in
            String(load.kind.keyPrefix.dropFirst("/registry/".count).dropLast())
        }
        for try await events in try await store.state(prefix: prefix, at: revision) {
            for event in events {
                guard let (name, path) = Self.split(event.key) else { continue }
                for load in loads[name] ?? [] { load.take(event, path: path) }
            }
        }
        for load in loads.values.joined() {
            for path in load.finish(at: revision) {
                logger.error("stored object unreadable", metadata: ["key": "\(load.kind.keyPrefix)\(path)"])
            }
        }
    }

    /// From now on another table is served, whose caches are filled.
    private func serve(_ next: ServedKinds) {
        let before = served
        table.withLock { $0 = next }
        let kept = Set(next.all.map(ObjectIdentifier.init))
        for kind in before.all where !kept.contains(ObjectIdentifier(kind)) { kind.retire() }
    }

    /// The definition of a custom kind has changed: what it makes is served from its revision on.
    private func replaceCustomKinds(at revision: Int64) async throws {
        let next = ServedKinds(customKinds.definitions, replacing: served)
        let known = Set(served.all.map(ObjectIdentifier.init))
        let fresh = next.all.filter { !known.contains(ObjectIdentifier($0)) }
        for (prefix, kinds) in Dictionary(grouping: fresh, by: \.keyPrefix) {
            try await fill(kinds, prefix: prefix, at: revision)
        }
        serve(next)
    }

    /// Applies every change from where the state was read; nobody sees the cache before it has reached `newest`.
    ///
    /// Keys of all prefixes are watched, because progress is told by revisions, which all keys share.
    private func follow(from start: Int64, until newest: Int64) async throws {
        if start >= newest { finish(start) }
        for try await batch in try await store.watch(prefix: "", after: start) {
            for event in batch {
                // First the kind, then the definition that says it is established.
                if customKinds.apply(event) { try await replaceCustomKinds(at: event.revision) }
                apply(event)
            }
            if let last = batch.last, last.revision >= newest { finish(last.revision) }
        }
    }

    private func apply(_ event: StoreEvent) {
        guard let (name, path) = Self.split(event.key) else { return }
        for kind in served.fed[name] ?? [] {
            switch event.change {
            case .delete:
                kind.remove(path, revision: event.revision)
            case .put(let value, _):
                guard let object = kind.object(path: path, value: value, revision: event.revision) else {
                    logger.error("stored object unreadable", metadata: ["key": "\(event.key)"])
                    kind.remove(path, revision: event.revision, isUnreadable: true)
                    continue
                }
                kind.put(object)
            }
        }
    }

    /// Everything up to a revision has been applied: says so to every kind and to who waits for it.
    private func finish(_ revision: Int64) {
        for kind in served.all { kind.advance(to: revision) }
        let ready = progress.withLock { progress in
            progress.applied = revision
            let ready = progress.waiters.filter { $0.revision <= revision }
            if !ready.isEmpty { progress.waiters.removeAll { $0.revision <= revision } }
            return ready
        }
        for waiter in ready { waiter.continuation.resume() }
    }

    /// `plural.group` and the path behind it.
    private static func split(_ key: String) -> (name: String, path: String)? {
        guard key.hasPrefix("/registry/") else { return nil }
        let rest = key.dropFirst("/registry/".count)
        guard let slash = rest.firstIndex(of: "/") else { return nil }
        return (String(rest[..<slash]), String(rest[rest.index(after: slash)...]))
    }

    /// Wakes the watchers that are due for a bookmark or at their end.
    func wakeWatchers(now: Int64) { for kind in served.all { kind.wakeWatchers(now: now) } }
}

extension StateCache: ObjectReader {
    package func object(_ type: ResourceType, namespace: String, name: String) async throws(StatusError) -> JSONValue? {
        await waitUntilApplied(0)
        guard let kind = kind(type) else { return nil }
        return try kind.object(kind.path(namespace: namespace, name: name))?.decoded()
    }

    package func objects(_ type: ResourceType, namespace: String?) async throws(StatusError) -> [JSONValue] {
        await waitUntilApplied(0)
        var result: [JSONValue] = []
        for object in kind(type)?.snapshot(namespace: namespace, after: nil).objects ?? [] {
            result.append(try object.decoded())
        }
        return result
    }

    package func revision(_ type: ResourceType, namespace: String, name: String) async -> Int64 {
        if !isLoaded { await waitUntilApplied(0) }
        guard let kind = kind(type) else { return 0 }
        return kind.object(kind.path(namespace: namespace, name: name))?.revision ?? 0
    }

    package func revision(_ type: ResourceType) async -> Int64 {
        await waitUntilApplied(0)
        return kind(type)?.lastChange ?? 0
    }

    package func revisions(_ types: [ResourceType]) async -> [Int64] {
        if !isLoaded { await waitUntilApplied(0) }
        let served = served
        return types.map { served.kind($0)?.lastChange ?? 0 }
    }
}
