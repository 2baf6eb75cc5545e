import AsyncTools
import FoundationEssentials
import GRPCCore
import GRPCTransport
package import Store
import SwiftProtobuf

extension EtcdStore {
    package func get(_ key: String, at revision: Revision?) async throws -> StoredValue? {
        let request = Etcd_RangeRequest.with { $0.key = space.etcdKey(key) }
        let response = try await read(request, at: revision)
        return response.kvs.first.flatMap { StoredValue($0, in: space) }
    }

    package func list(prefix: String, after: String?, limit: Int?, at revision: Revision?) async throws -> StoreRange {
        try await range(KeyRange(prefix: prefix, after: after), limit: limit, at: revision)
    }

    /// Values read with one request. Objects are a few kilobytes; a page that is too large for a message is halved.
    private static var pageSize: Int64 { 1_000 }

    /// Reads a range at one revision, in as many requests as it takes.
    func range(_ range: KeyRange, limit: Int?, at revision: Revision?) async throws -> StoreRange {
        var values: [StoredValue] = []
        var position = revision
        var size = Self.pageSize
        var request = Etcd_RangeRequest.with {
            $0.key = space.etcdKey(range.lower)
            $0.rangeEnd = space.rangeEnd(range.upper)
        }
        while true {
            let wanted = limit.map { max(0, Int64($0 - values.count)) } ?? .max
            request.countOnly = wanted == 0
            request.limit = min(size, wanted)
            let response: Etcd_RangeResponse
            do {
                response = try await read(request, at: position)
            } catch StoreError.tooLarge where size > 1 {
                size /= 2
                continue
            }
            let reached = position ?? space.storeRevision(response.header.revision)
            position = reached
            values += response.kvs.compactMap { StoredValue($0, in: space) }
            let remaining = Int(response.count) - response.kvs.count
            if remaining <= 0 || wanted <= Int64(response.kvs.count) {
                return StoreRange(values: values, revision: reached, hasMore: remaining > 0)
            }
            if let last = response.kvs.last { request.key = last.key + [0] }
        }
    }

    /// One linearizable read, now or at a revision.
    private func read(_ request: Etcd_RangeRequest, at revision: Revision?) async throws -> Etcd_RangeResponse {
        var request = request
        if let revision {
            request.revision = space.etcdRevision(revision)
        }
        do {
            let response: Etcd_RangeResponse = try await members.ask(.range, request)
            guard let revision, revision < 0 else { return response }
        } catch StoreError.compacted {
            throw StoreError.compacted(oldest: try await compactedRevision())
        } catch StoreError.future {
            throw StoreError.future(current: space.storeRevision(try await clusterRevision()))
        }
        throw StoreError.compacted(oldest: 0)
    }

    /// The oldest revision that can be read, which etcd tells only to watches that ask for too much.
    private func compactedRevision() async throws -> Revision {
        struct Told: Error {}
        let oldest = Guarded<Revision>(0)
        let member = members.preferred
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await member.connection.exchange(
                        EtcdMethod.watch.service, EtcdMethod.watch.name,
                        send: { writer in
                            let create = Etcd_WatchCreateRequest.with {
                                $0.key = Data([0])
                                $0.startRevision = 1
                            }
                            try await writer.write(Etcd_WatchRequest.with { $0.createRequest = create })
                            // Held open until the answer has come.
                            try await Task.sleep(for: self.configuration.readTimeout)
                        },
                        receive: { (response: Etcd_WatchResponse) in
                            guard response.compactRevision > 0 else { return }
                            oldest.withLock { $0 = response.compactRevision }
                            throw Told()
                        })
                } catch is Told {}
            }
            group.addTask { [configuration] in
                try await Task.sleep(for: configuration.readTimeout)
                throw StoreError.unavailable("etcd at \(member.endpoint) does not tell how far it is compacted")
            }
            try await group.next()
            group.cancelAll()
        }
        return space.storeRevision(oldest.current)
    }
}
