import AsyncTools
import KubeAPI

extension ResourceQuotaAdmission {
    /// How long changes are gathered before a namespace is counted.
    private static let pause: Duration = .milliseconds(100)
    private static let retryPause: Duration = .seconds(1)
    private static let absencePause: Duration = .seconds(10)

    /// Counts namespaces again after changes of what their quotas count. Sleeps while there are no quotas.
    package func run() async {
        let dirty = DirtyNamespaces()
        while !Task.isCancelled {
            guard let quotas = try? await quotas(in: nil) else {
                do { try await Task.sleep(for: Self.retryPause) } catch { return }
                continue
            }
            let accounts = quotas.map { (namespace: $0.text(path: "metadata", "namespace"), account: QuotaAccount($0)) }
            let kinds = accounts.reduce(into: Set<String>()) { $0.formUnion($1.account.kinds) }
            let namespaces = Set(accounts.map(\.namespace))
            ledger.keepOnly(namespaces)
            dirty.add(namespaces)
            // Until the quotas themselves change.
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.waitForQuotaChange(kinds, namespaces, dirty) }
                if !namespaces.isEmpty {
                    for kind in kinds { group.addTask { await self.follow(kind, namespaces, dirty) } }
                    group.addTask { await self.countDirty(dirty) }
                }
                await group.next()
                group.cancelAll()
            }
        }
    }

    /// Returns when quotas count other kinds, or are in other namespaces.
    private func waitForQuotaChange(_ kinds: Set<String>, _ namespaces: Set<String>, _ dirty: DirtyNamespaces) async {
        await follow(ResourceQuotaShape.type.qualifiedName) { changed in
            guard let quotas = try? await self.quotas(in: nil) else { return false }
            let accounts = quotas.map { (namespace: $0.text(path: "metadata", "namespace"), account: QuotaAccount($0)) }
            dirty.add(changed.intersection(namespaces))
            return Set(accounts.map(\.namespace)) == namespaces
                && accounts.reduce(into: Set<String>()) { $0.formUnion($1.account.kinds) } == kinds
        }
    }

    private func follow(_ kind: String, _ namespaces: Set<String>, _ dirty: DirtyNamespaces) async {
        await follow(kind) { changed in
            dirty.add(changed.intersection(namespaces))
            return true
        }
    }

    /// Tells the namespaces in which objects of a kind change, as long as that is wanted; all, at first and when it lost track.
    private func follow(_ kind: String, _ tell: (_ namespaces: Set<String>) async -> Bool) async {
        while !Task.isCancelled {
            // A kind that is not served has no objects; its definition may come.
            guard let cache = objects.cacheOfKind(named: kind) else {
                do { try await Task.sleep(for: Self.absencePause) } catch { return }
                continue
            }
            guard await follow(cache, tell) else { return }
        }
    }

    /// Whether to go on: with the cache that serves the kind by then, which is another one when its definition has changed.
    private func follow(_ cache: KindCache, _ tell: (_ namespaces: Set<String>) async -> Bool) async -> Bool {
        var position = cache.lastChange
        guard await tell(Set(cache.snapshot(namespace: nil).objects.map(\.key.namespace))) else { return false }
        while true {
            switch await cache.changes(after: position, filter: .everything, deadline: .max) {
            case .events(let events, let revision):
                position = revision
                ledger.settle(events, of: cache.type.qualifiedName)
                guard await tell(Set(events.map(\.object.key.namespace))) else { return false }
            case .nothing(let revision): position = revision
            case .expired: return true
            case nil: return false
            }
        }
    }

    private func countDirty(_ dirty: DirtyNamespaces) async {
        while !Task.isCancelled {
            let due = ledger.unsettled()
            for (namespace, time) in due where time <= .now { dirty.add([namespace]) }
            guard await dirty.wait(until: due.values.min()) else { return }
            do { try await Task.sleep(for: Self.pause) } catch { return }
            for namespace in dirty.takeAll() {
                do { try await recount(namespace) } catch {
                    dirty.add([namespace])
                    try? await Task.sleep(for: Self.retryPause)
                }
            }
        }
    }
}
