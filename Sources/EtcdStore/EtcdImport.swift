import FoundationEssentials
package import Logging
package import Store
import SwiftProtobuf

/// Puts the content of another store into etcd.
package enum EtcdImport {
    /// What to do when there is content already.
    package enum Existing: Sendable {
        case refuse
        case replace
    }

    /// Values put in at the same time.
    private static let width = 64

    /// Makes `values`, which come in key order, all that the store holds below `root`. Its new revisions, those of these values
    /// among them, are all greater than `newest` and than any that it has given out; what was before can no longer be read.
    ///
    /// No server may use the store meanwhile. When this is interrupted the store cannot be opened until it has been done
    /// again. Every value is read back and compared before this returns, with how many they were.
    package static func run<Batches: AsyncSequence & Sendable>(
        _ configuration: EtcdConfiguration, root: String, from values: Batches, newest: Revision, existing: Existing,
        logger: Logger
    ) async throws -> Int where Batches.Element == [StoredValue] {
        let members = try EtcdMembers(configuration, logger: logger)
        members.start()
        do {
            let count = try await run(members, configuration, root, values, newest, existing, logger)
            await members.close()
            return count
        } catch {
            await members.close()
            throw error
        }
    }

    private static func run<Batches: AsyncSequence & Sendable>(
        _ members: EtcdMembers, _ configuration: EtcdConfiguration, _ root: String, _ values: Batches, _ newest: Revision,
        _ existing: Existing, _ logger: Logger
    ) async throws -> Int where Batches.Element == [StoredValue] {
        let raw = KeySpace(prefix: configuration.prefix)
        let control = try await ControlKeys.read(members, raw)
        if existing == .refuse, !control.isImporting, try await !isEmpty(members, raw, root) {
            let place = configuration.prefix + root
            throw StoreError.unavailable(
                "etcd has keys below \(place) already; choose another prefix, or remove them: etcdctl del --prefix \(place)")
        }
        let start = try await put(members, raw, ControlKeys.importing, [])
        try await removeAll(members, raw, root, fence: start)
        // From here on an answered or unanswered removal can do nothing more.
        let fence = try await put(members, raw, ControlKeys.importing, [])
        let space = KeySpace(prefix: configuration.prefix, offset: max(control.offset, newest - start))
        _ = try await put(members, space, ControlKeys.offset, Array("\(space.offset)".utf8))
        let store = EtcdStore(members, space, configuration, Retention(), logger)
        var count = 0
        var last: String?
        for try await batch in values {
            try await put(batch, into: store, fence: fence)
            let found = try await store.list(prefix: root, after: last, limit: batch.count, at: nil).values
            guard found.elementsEqual(batch, by: { $0.key == $1.key && $0.value == $1.value }) else {
                throw StoreError.corrupt("etcd does not hold what was put in after \(last ?? root)")
            }
            last = batch.last?.key ?? last
            count += batch.count
        }
        let end = try await delete(members, space, ControlKeys.importing)
        try await store.compact(before: space.storeRevision(end))
        return count
    }

    private static func isEmpty(_ members: EtcdMembers, _ space: KeySpace, _ root: String) async throws -> Bool {
        let request = Etcd_RangeRequest.with {
            $0.key = space.etcdKey(root)
            $0.rangeEnd = space.rangeEnd(KeyRange(prefix: root).upper)
            $0.countOnly = true
        }
        return try await members.ask(.range, request, of: Etcd_RangeResponse.self).count == 0
    }

    private static func removeAll(
        _ members: EtcdMembers, _ space: KeySpace, _ root: String, fence: Int64
    ) async throws {
        let removal = Etcd_DeleteRangeRequest.with {
            $0.key = space.etcdKey(root)
            $0.rangeEnd = space.rangeEnd(KeyRange(prefix: root).upper)
        }
        try await make(.with { $0.requestDeleteRange = removal }, members, space, fence: fence)
    }

    /// Makes a change only while the mark of this import is as it was written at `fence`. A request that was not answered is
    /// sent again, and may be carried out late: then it must not touch what came after it.
    private static func make(
        _ change: Etcd_RequestOp, _ members: EtcdMembers, _ space: KeySpace, fence: Int64
    ) async throws {
        let request = Etcd_TxnRequest.with {
            $0.compare = [
                .with {
                    $0.key = space.etcdKey(ControlKeys.importing)
                    $0.target = .mod
                    $0.modRevision = fence
                }
            ]
            $0.success = [change]
        }
        guard try await members.ask(.txn, request, of: Etcd_TxnResponse.self).succeeded else {
            throw StoreError.unavailable("somebody else puts content into etcd; run the same command again")
        }
    }

    private static func put(_ values: [StoredValue], into store: EtcdStore, fence: Int64) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, value) in values.enumerated() {
                if index >= width { try await group.next() }
                let change = Etcd_RequestOp.with {
                    $0.requestPut = .with {
                        $0.key = store.space.etcdKey(value.key)
                        $0.value = Data(value.value)
                    }
                }
                group.addTask { try await make(change, store.members, store.space, fence: fence) }
            }
            try await group.waitForAll()
        }
    }

    /// May be done twice. Returns etcd's revision.
    private static func put(
        _ members: EtcdMembers, _ space: KeySpace, _ key: String, _ value: [UInt8]
    ) async throws -> Int64 {
        let request = Etcd_PutRequest.with {
            $0.key = space.etcdKey(key)
            $0.value = Data(value)
        }
        return try await members.ask(.put, request, of: Etcd_PutResponse.self).header.revision
    }

    private static func delete(_ members: EtcdMembers, _ space: KeySpace, _ key: String) async throws -> Int64 {
        let request = Etcd_DeleteRangeRequest.with { $0.key = space.etcdKey(key) }
        return try await members.ask(.deleteRange, request, of: Etcd_DeleteRangeResponse.self).header.revision
    }
}
