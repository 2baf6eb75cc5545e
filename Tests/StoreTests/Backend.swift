import EtcdStore
import Foundation
import Store
import StoreTestSupport
import Testing

/// The backends that every conformance test runs against.
enum Backend: String, CaseIterable, CustomTestStringConvertible {
    case memory
    case sqlite
    /// Memory behind encryption, of which a user must notice nothing.
    case encrypting
    /// A real etcd, a new one for each test.
    case etcd

    /// All that can run here; `EtcdTests` says so when etcd cannot.
    static let allCases: [Backend] = [.memory, .sqlite, .encrypting] + (EtcdProcess.program == nil ? [] : [.etcd])

    var testDescription: String { rawValue }

    /// Runs a test with a new, empty store and leaves nothing behind.
    func withStore(
        retention: Retention = Retention(), _ body: (any Store) async throws -> Void
    ) async throws {
        switch self {
        case .memory:
            let store = MemoryStore(retention: retention)
            try await body(store)
            await store.close()
        case .encrypting:
            let store = EncryptingStore(MemoryStore(retention: retention), prefixes: ["/"], keys: .random())
            try await body(store)
            await store.close()
        case .sqlite:
            try await withTemporaryDirectory { directory in
                let store = try SQLiteStore.open(path: directory + "/store.db", retention: retention, logger: quiet)
                do { try await body(store) } catch {
                    await store.close()
                    throw error
                }
                await store.close()
            }
        case .etcd:
            try await EtcdProcess.withMember { member in
                let store = try await EtcdStore.open(
                    EtcdConfiguration(endpoints: [member.endpoint]), retention: retention, logger: quiet)
                do { try await body(store) } catch {
                    await store.close()
                    throw error
                }
                await store.close()
            }
        }
    }
}

extension Store {
    @discardableResult
    func put(_ key: String, _ value: String, _ precondition: Precondition = .none) async throws -> Revision {
        try await commit(Mutation(key: key, value: Array(value.utf8), precondition: precondition))
    }

    @discardableResult
    func delete(_ key: String, _ precondition: Precondition = .none) async throws -> Revision {
        try await commit(Mutation(key: key, value: nil, precondition: precondition))
    }

    func text(_ key: String, at revision: Revision? = nil) async throws -> String? {
        try await get(key, at: revision)?.text
    }

    func keys(
        _ prefix: String, after: String? = nil, limit: Int? = nil, at revision: Revision? = nil
    ) async throws
        -> [String]
    {
        try await list(prefix: prefix, after: after, limit: limit, at: revision).values.map(\.key)
    }

    /// The next `count` events of a prefix after a revision, one line each.
    func events(_ prefix: String, after revision: Revision, count: Int) async throws -> [String] {
        let watch = try await watch(prefix: prefix, after: revision)
        return try await watch.first(count).map(\.line)
    }
}

extension AsyncSequence where Element == [StoreEvent] {
    func first(_ count: Int) async throws -> [StoreEvent] {
        var events: [StoreEvent] = []
        for try await batch in self {
            events += batch
            if events.count >= count { break }
        }
        return events
    }
}

extension StoredValue {
    var text: String { String(decoding: value, as: UTF8.self) }
}

extension StoreEvent {
    var line: String {
        switch change {
        case .put(let value, let created): "\(revision) \(key)=\(String(decoding: value, as: UTF8.self)) from \(created)"
        case .delete: "\(revision) \(key) deleted"
        }
    }
}

/// The conflict that an operation ends with; records an issue when it ends otherwise.
func conflict(_ operation: () async throws -> Revision) async -> StoredValue?? {
    do {
        Issue.record("committed at \(try await operation()) instead of a conflict")
    } catch StoreError.conflict(let current) {
        return .some(current)
    } catch {
        Issue.record("\(error) instead of a conflict")
    }
    return .none
}

/// The oldest kept revision that an operation is refused with; `nil` when it is not refused with `compacted`.
func compactedBound(_ operation: () async throws -> Void) async -> Revision? {
    do { try await operation() } catch StoreError.compacted(let oldest) { return oldest } catch {}
    return nil
}
