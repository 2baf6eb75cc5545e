import FoundationEssentials
package import Store
import SwiftProtobuf

extension EtcdStore {
    /// Commits in one etcd transaction. Is not cancelled half-way: once begun it is answered.
    ///
    /// When a member does not answer, the write may have been made, or be made yet. A compare-and-swap on a modification
    /// revision can succeed once only, so it is tried again until one way or the other is certain. All else, and what
    /// cannot be told apart, throws `outcomeUnknown`.
    package func commit(_ mutation: Mutation) async throws -> Revision {
        try members.checkOpen()
        try mutation.checkSize()
        let revision = try await Task { try await write(mutation) }.value
        note(revision)
        await compactIfDue(revision)
        return revision
    }

    private func write(_ mutation: Mutation) async throws -> Revision {
        let lease = mutation.value == nil ? nil : try await leases.lease(for: mutation.timeToLive)
        guard let request = transaction(mutation, lease) else {
            throw StoreError.conflict(current: try await get(mutation.key, at: nil))
        }
        var turns = Turns(configuration.patience)
        /// Why an earlier attempt may have had an effect.
        var doubt: String?
        while true {
            do {
                switch try await members.attempt(
                    .txn, request, timeout: configuration.writeTimeout, of: Etcd_TxnResponse.self)
                {
                case .answered(let response) where response.succeeded: return space.storeRevision(response.header.revision)
                case .answered(let response):
                    let current = current(in: response)
                    if let doubt { try await checkNotMade(mutation, current, doubt) }
                    throw StoreError.conflict(current: current)
                case .notSent(let cause): try await turns.next(after: cause)
                case .noAnswer(let cause):
                    doubt = cause
                    guard mutation.canSucceedOnce else { throw mutation.outcomeUnknown(cause) }
                    try await turns.next(after: cause)
                }
            } catch StoreError.conflict(let current) {
                throw StoreError.conflict(current: current)
            } catch {
                guard let doubt else { throw error }
                throw mutation.outcomeUnknown(doubt)
            }
        }
    }

    /// `nil` for a mutation whose precondition no key can meet.
    private func transaction(_ mutation: Mutation, _ lease: Int64?) -> Etcd_TxnRequest? {
        let key = space.etcdKey(mutation.key)
        var compare = Etcd_Compare.with { $0.key = key }
        switch mutation.precondition {
        case .none where mutation.value == nil:
            compare.target = .version
            compare.result = .greater
            compare.version = 0
        case .none: break
        case .absent:
            if mutation.value == nil { return nil }
            compare.target = .create
            compare.createRevision = 0
        case .modRevision(let revision):
            // Zero would stand for a key that is absent.
            guard revision > space.offset else { return nil }
            compare.target = .mod
            compare.modRevision = revision - space.offset
        }
        return Etcd_TxnRequest.with {
            $0.compare = compare.targetUnion == nil ? [] : [compare]
            $0.success = [operation(mutation, key, lease)]
            $0.failure = [.with { $0.requestRange = .with { $0.key = key } }]
        }
    }

    private func operation(_ mutation: Mutation, _ key: Data, _ lease: Int64?) -> Etcd_RequestOp {
        .with { operation in
            if let value = mutation.value {
                operation.requestPut = .with {
                    $0.key = key
                    $0.value = Data(value)
                    $0.lease = lease ?? 0
                }
            } else {
                operation.requestDeleteRange = .with { $0.key = key }
            }
        }
    }

    private func current(in response: Etcd_TxnResponse) -> StoredValue? {
        response.responses.first?.responseRange.kvs.first.flatMap { StoredValue($0, in: space) }
    }

    // MARK: Ambiguity

    /// How many versions of a key are looked through for one that may be ours.
    private static var maxVersionsRead: Int { 64 }

    /// After a compare-and-swap that was not answered and whose repetition failed: returns when it was certainly not made,
    /// because the version that followed the expected one is not what it would have written. Throws otherwise.
    private func checkNotMade(_ mutation: Mutation, _ current: StoredValue?, _ doubt: String) async throws {
        guard case .modRevision(let expected) = mutation.precondition, let value = mutation.value else {
            throw mutation.outcomeUnknown(doubt)
        }
        var version = current
        for _ in 0..<Self.maxVersionsRead {
            guard let found = version else { break }
            version = try await get(mutation.key, at: found.modRevision - 1)
            guard version?.modRevision == expected else { continue }
            if found.value != value { return }
            break
        }
        throw mutation.outcomeUnknown(doubt)
    }
}

extension Mutation {
    /// Whether a second success is impossible: the revision it expects never comes back.
    fileprivate var canSucceedOnce: Bool {
        if case .modRevision = precondition { true } else { false }
    }

    fileprivate func outcomeUnknown(_ cause: String) -> StoreError {
        .outcomeUnknown("\(key): no answer from etcd (\(cause))")
    }
}
