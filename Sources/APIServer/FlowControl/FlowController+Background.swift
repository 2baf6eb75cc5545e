import AsyncTools
import JSON

extension FlowController {
    /// Follows the stored objects, lends idle seats and ends waits that have become too long. Ends when its task is
    /// cancelled.
    func run(cache: StateCache) async {
        await cache.waitUntilApplied(0)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.follow(cache, Self.schemaName) }
            group.addTask { await self.follow(cache, Self.levelName) }
            group.addTask { await self.adjustFromTimeToTime() }
        }
    }

    private func follow(_ cache: StateCache, _ name: String) async {
        guard let kind = cache.kinds[name] else { return }
        var position = kind.revision
        while !Task.isCancelled {
            reload(from: cache)
            switch await kind.changes(after: position, filter: .everything, deadline: .max) {
            case .events(_, let revision), .nothing(let revision): position = revision
            case .expired: position = kind.revision
            case nil: return
            }
        }
    }

    /// Takes over what is stored now. An object that cannot be read counts as absent.
    func reload(from cache: StateCache) {
        func objects(_ name: String) -> [JSONValue] {
            cache.kinds[name]?.snapshot(namespace: nil, after: nil).objects.compactMap { try? $0.decoded() } ?? []
        }
        // One at a time: what was read first must not be put in place last.
        reloading.withLock { _ in configure(schemas: objects(Self.schemaName), levels: objects(Self.levelName)) }
    }

    private func adjustFromTimeToTime() async {
        var round = 0
        while !Task.isCancelled {
            do { try await Task.sleep(for: .milliseconds(500)) } catch { return }
            expireWaiters()
            round += 1
            if round % 2 == 0 { adjust() }
        }
    }
}
