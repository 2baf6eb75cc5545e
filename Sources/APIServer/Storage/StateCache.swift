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
    let kinds: [String: KindCache]
    private let kindsByPrefix: [String: KindCache]
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

    package init(store: any Store, definitions: [ResourceDefinition], logger: Logger) {
        self.store = store
        self.logger = logger
        var kinds: [String: KindCache] = [:]
        var byPrefix: [String: KindCache] = [:]
        for definition in definitions {
            let kind = KindCache(definition)
            kinds[definition.type.qualifiedName] = kind
            byPrefix[definition.type.qualifiedName] = kind
        }
        self.kinds = kinds
        kindsByPrefix = byPrefix
    }

    package func kind(_ type: ResourceType) -> KindCache? { kinds[type.qualifiedName] }

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
        let start = newest - Self.replayedRevisions
        guard start >= 1 else { return newest }
        do {
            _ = try await store.list(prefix: "/registry/", after: nil, limit: 1, at: start)
            return start
        } catch StoreError.compacted {
            return newest
        }
    }

    /// Reads the whole state at one revision.
    private func load(at revision: Int64) async throws {
        var objects: [String: [CachedObject]] = [:]
        var unreadable: [String: [String: Int64]] = [:]
        var last: String?
        while true {
            let page = try await store.list(prefix: "/registry/", after: last, limit: 1000, at: revision)
            for value in page.values {
                guard let (kind, path) = locate(value.key) else { continue }
                if let object = kind.object(path: path, value: value.value, revision: value.modRevision) {
                    objects[kind.keyPrefix, default: []].append(object)
                } else {
                    logger.error("stored object unreadable", metadata: ["key": "\(value.key)"])
                    unreadable[kind.keyPrefix, default: [:]][path] = value.modRevision
                }
            }
            last = page.values.last?.key
            if !page.hasMore || last == nil { break }
        }
        for kind in kinds.values {
            kind.replaceAll(
                with: objects[kind.keyPrefix] ?? [], unreadable: unreadable[kind.keyPrefix] ?? [:], revision: revision)
        }
    }

    /// Applies every change from where the state was read; nobody sees the cache before it has reached `newest`.
    ///
    /// Keys of all prefixes are watched, because progress is told by revisions, which all keys share.
    private func follow(from start: Int64, until newest: Int64) async throws {
        if start >= newest { finish(start) }
        for try await batch in try await store.watch(prefix: "", after: start) {
            for event in batch { apply(event) }
            if let last = batch.last, last.revision >= newest { finish(last.revision) }
        }
    }

    private func apply(_ event: StoreEvent) {
        guard let (kind, path) = locate(event.key) else { return }
        switch event.change {
        case .delete:
            kind.remove(path, revision: event.revision)
        case .put(let value, _):
            guard let object = kind.object(path: path, value: value, revision: event.revision) else {
                logger.error("stored object unreadable", metadata: ["key": "\(event.key)"])
                kind.remove(path, revision: event.revision, isUnreadable: true)
                return
            }
            kind.put(object)
        }
    }

    /// Everything up to a revision has been applied: says so to every kind and to who waits for it.
    private func finish(_ revision: Int64) {
        for kind in kinds.values { kind.advance(to: revision) }
        let ready = progress.withLock { progress in
            progress.applied = revision
            let ready = progress.waiters.filter { $0.revision <= revision }
            if !ready.isEmpty { progress.waiters.removeAll { $0.revision <= revision } }
            return ready
        }
        for waiter in ready { waiter.continuation.resume() }
    }

    private func locate(_ key: String) -> (KindCache, String)? {
        guard key.hasPrefix("/registry/") else { return nil }
        let rest = key.dropFirst("/registry/".count)
        guard let slash = rest.firstIndex(of: "/"), let kind = kindsByPrefix[String(rest[..<slash])] else { return nil }
        return (kind, String(rest[rest.index(after: slash)...]))
    }

    /// Wakes the watchers that are due for a bookmark or at their end.
    func wakeSleepers(now: Int64) { for kind in kinds.values { kind.wakeSleepers(now: now) } }
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

    package func revision(_ type: ResourceType) async -> Int64 {
        await waitUntilApplied(0)
        return kind(type)?.lastChange ?? 0
    }
}
