import AsyncTools
import FoundationEssentials
package import Logging
package import Store
import SwiftProtobuf

/// A store in etcd v3.
///
/// Revisions are etcd's. Where others write to the same etcd, revisions are skipped here; `currentRevision` is then made
/// one of this store's own, so that a watcher can wait for it. Operations wait for a member that answers, for as long as
/// the configuration's patience; what failed before it reached etcd is tried again, see `commit` for writes.
package final class EtcdStore: Store {
    let members: EtcdMembers
    let space: KeySpace
    let configuration: EtcdConfiguration
    let leases: LeasePool
    private let logger: Logger
    private let state: Guarded<State>

    private struct State: Sendable {
        /// The newest revision that is known to be of this store.
        var newest: Revision
        var schedule: CompactionSchedule
        var pumps: [UInt64: Task<Void, Never>] = [:]
        var nextPump: UInt64 = 0
    }

    /// Connects. Throws `unavailable` when no member answers, when the configuration or a certificate cannot be used, and
    /// when content was to be put in by `replaceContent` and that was not finished.
    package static func open(
        _ configuration: EtcdConfiguration, retention: Retention = Retention(), logger: Logger
    ) async throws -> EtcdStore {
        let members = try EtcdMembers(configuration, logger: logger)
        members.start()
        do {
            let space = KeySpace(prefix: configuration.prefix)
            let control = try await ControlKeys.read(members, space)
            try control.checkUsable()
            return EtcdStore(
                members, KeySpace(prefix: configuration.prefix, offset: control.offset), configuration, retention, logger)
        } catch {
            await members.close()
            throw error
        }
    }

    init(
        _ members: EtcdMembers, _ space: KeySpace, _ configuration: EtcdConfiguration, _ retention: Retention, _ logger: Logger
    ) {
        self.members = members
        self.space = space
        self.configuration = configuration
        self.logger = logger
        leases = LeasePool(members)
        state = Guarded(State(newest: space.storeRevision(1), schedule: CompactionSchedule(retention, compacted: 0)))
    }

    package var currentRevision: Revision {
        get async throws {
            let newest = try await clusterRevision()
            if newest == 1 || space.storeRevision(newest) == newestKnown { return space.storeRevision(newest) }
            // Somebody else's write, or one of ours that is not known here: no event may ever have this revision.
            return try await commit(Mutation(key: ControlKeys.revision, value: [], precondition: .none))
        }
    }

    /// The newest revision of etcd, whoever made it.
    func clusterRevision() async throws -> Revision {
        let request = Etcd_RangeRequest.with {
            $0.key = space.etcdKey(ControlKeys.revision)
            $0.countOnly = true
        }
        return try await members.ask(.range, request, of: Etcd_RangeResponse.self).header.revision
    }

    var newestKnown: Revision { state.withLock { $0.newest } }

    func note(_ revision: Revision) { state.withLock { $0.newest = max($0.newest, revision) } }

    package func close() async {
        let pumps = state.withLock { state in
            defer { state.pumps = [:] }
            return Array(state.pumps.values)
        }
        await members.close()
        for pump in pumps { pump.cancel() }
        for pump in pumps { await pump.value }
    }

    // MARK: Watching

    package func watch(
        prefix: String, after revision: Revision
    ) async throws -> any AsyncSequence<[StoreEvent], any Error> & Sendable {
        // A read at the revision tells whether it has happened and is still kept.
        _ = try await range(KeyRange(prefix: prefix), limit: 0, at: revision)
        return EtcdEvents(store: self, prefix: prefix, after: max(revision, 0))
    }

    /// Starts a watch that gives to `handoff` until the task is cancelled or the store is closed.
    func startPump(prefix: String, after revision: Revision, to handoff: Handoff<[StoreEvent]>) -> Task<Void, Never> {
        let pump = WatchPump(store: self, range: KeyRange(prefix: prefix), handoff: handoff)
        return state.withLock { state in
            state.nextPump += 1
            let id = state.nextPump
            let task = Task {
                await pump.run(after: revision)
                self.state.withLock { $0.pumps[id] = nil }
            }
            state.pumps[id] = task
            return task
        }
    }

    // MARK: Compaction

    package func compact(before revision: Revision) async throws {
        try members.checkOpen()
        guard revision - space.offset > 1 else { return }
        do {
            let request = Etcd_CompactionRequest.with { $0.revision = space.etcdRevision(revision) }
            let _: Etcd_CompactionResponse = try await members.ask(.compact, request)
        } catch StoreError.compacted {
            // Further than that already, by us or by another server.
        } catch StoreError.future {
            throw StoreError.future(current: space.storeRevision(try await clusterRevision()))
        }
        state.withLock { $0.schedule.didCompact(to: revision) }
    }

    /// Called after every commit. Several servers may come to the same conclusion: the later ones change nothing.
    func compactIfDue(_ newest: Revision) async {
        let target: Revision? = state.withLock { state in
            guard let target = state.schedule.target(newest: newest, now: .now) else { return nil }
            state.schedule.didCompact(to: target)
            return target
        }
        guard let target else { return }
        do {
            try await compact(before: target)
        } catch {
            logger.error("etcd not compacted", metadata: ["revision": "\(target)", "cause": "\(error)"])
        }
    }
}
