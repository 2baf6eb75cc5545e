/// A store that encrypts the values of some keys at rest. Nothing above notices; what is below sees only envelopes.
///
/// Keys themselves are not encrypted. A value that is under a prefix and is not encrypted is refused as `corrupt`, as is
/// one that was altered or moved: whoever can write to the database cannot pass off values of his own. Where many values
/// are read at once, one that is refused is empty. Where values were written before their prefix was encrypted, set
/// `readsPlaintext` until `reencrypt` has been run once.
package struct EncryptingStore: Store {
    private let inner: any Store
    private let prefixes: [String]
    private let keys: EncryptionKeys
    private let readsPlaintext: Bool

    package init(_ inner: any Store, prefixes: [String], keys: EncryptionKeys, readsPlaintext: Bool = false) {
        self.inner = inner
        self.prefixes = prefixes
        self.keys = keys
        self.readsPlaintext = readsPlaintext
    }

    /// Wraps a store with the keys of a file, which is made with one key (mode 0600) at the first start. Throws
    /// `unavailable` when the file is missing while the store holds values that it would be needed for.
    package static func open(
        _ inner: any Store, prefixes: [String], keyFile: String, readsPlaintext: Bool = false
    ) async throws -> EncryptingStore {
        if let keys = try EncryptionKeys.load(path: keyFile) {
            return EncryptingStore(inner, prefixes: prefixes, keys: keys, readsPlaintext: readsPlaintext)
        }
        for prefix in prefixes {
            let first = try await inner.list(prefix: prefix, after: nil, limit: 1, at: nil).values.first
            if let first, Envelope.isSealed(first.value) {
                throw StoreError.unavailable(
                    "the key file \(keyFile) is missing, and \(first.key) is encrypted. Restore the file from a backup")
            }
        }
        let keys = EncryptionKeys.random()
        try keys.save(path: keyFile)
        return EncryptingStore(inner, prefixes: prefixes, keys: keys, readsPlaintext: readsPlaintext)
    }

    package var currentRevision: Revision {
        get async throws { try await inner.currentRevision }
    }

    package func get(_ key: String, at revision: Revision?) async throws -> StoredValue? {
        try await inner.get(key, at: revision).map { value throws(StoreError) in try decrypt(value) }
    }

    package func list(prefix: String, after: String?, limit: Int?, at revision: Revision?) async throws -> StoreRange {
        let range = try await inner.list(prefix: prefix, after: after, limit: limit, at: revision)
        return StoreRange(
            values: range.values.map(decryptOrEmpty), revision: range.revision, hasMore: range.hasMore)
    }

    package func state(
        prefix: String, at revision: Revision
    ) async throws -> any AsyncSequence<[StoreEvent], any Error> & Sendable {
        decrypting(try await inner.state(prefix: prefix, at: revision))
    }

    package func commit(_ mutation: Mutation) async throws -> Revision {
        do {
            return try await inner.commit(try encrypt(mutation))
        } catch StoreError.conflict(let current) {
            throw StoreError.conflict(current: current.map(decryptOrEmpty))
        }
    }

    package func watch(
        prefix: String, after revision: Revision
    ) async throws -> any AsyncSequence<[StoreEvent], any Error> & Sendable {
        decrypting(try await inner.watch(prefix: prefix, after: revision))
    }

    package func compact(before revision: Revision) async throws { try await inner.compact(before: revision) }

    package func close() async { await inner.close() }

    /// Replaces the key that encrypts by a new one, in the key file and in every value, and forgets the older ones.
    ///
    /// May be interrupted at any point: until every value is encrypted with the new key, and the history that needs an
    /// older one is compacted, the file holds both; running it again finishes what was begun. Nobody else may use the
    /// store meanwhile. Returns how many values were written.
    package static func rotateKey(_ inner: any Store, prefixes: [String], keyFile: String) async throws -> Int {
        guard var keys = try EncryptionKeys.load(path: keyFile) else {
            throw StoreError.unavailable("there is no key file at \(keyFile)")
        }
        if keys.ids.count == 1 {
            keys = keys.rotated()
            try keys.save(path: keyFile)
        }
        let store = EncryptingStore(inner, prefixes: prefixes, keys: keys)
        var count = 0
        // What somebody wrote meanwhile after all is found in the next round.
        while true {
            let found = try await store.reencrypt()
            if found == 0 { break }
            count += found
        }
        try await store.compact(before: try await store.currentRevision)
        try keys.withoutOlder().save(path: keyFile)
        return count
    }

    /// Throws `corrupt` when a value of the store below cannot be read with these keys.
    package func check(_ sealed: StoredValue) throws(StoreError) -> StoredValue { try decrypt(sealed) }

    /// Writes every value again that is not encrypted with the newest key, and returns how many it found; one that somebody
    /// else wrote meanwhile is left for the next time. When none is found, older keys are needed only for history: call
    /// `compact` before they are removed. May run while others read and write.
    package func reencrypt() async throws -> Int {
        var count = 0
        for prefix in prefixes {
            var after: String?
            while true {
                let page = try await inner.list(prefix: prefix, after: after, limit: 100, at: nil)
                for value in page.values where !Envelope.isSealed(value.value, with: keys) {
                    try await reencrypt(value)
                    count += 1
                }
                after = page.values.last?.key
                if !page.hasMore { break }
            }
        }
        return count
    }

    private func reencrypt(_ value: StoredValue) async throws {
        let plain = try decrypt(value)
        do {
            _ = try await commit(
                Mutation(key: value.key, value: plain.value, precondition: .modRevision(value.modRevision)))
        } catch StoreError.conflict {}
    }

    private func covers(_ key: String) -> Bool { prefixes.contains { key.hasBytePrefix($0) } }

    private func encrypt(_ mutation: Mutation) throws(StoreError) -> Mutation {
        guard let value = mutation.value, covers(mutation.key) else { return mutation }
        return Mutation(
            key: mutation.key, value: try Envelope.seal(value, for: mutation.key, with: keys),
            precondition: mutation.precondition, timeToLive: mutation.timeToLive)
    }

    private func decrypt(_ value: StoredValue) throws(StoreError) -> StoredValue {
        StoredValue(
            key: value.key, value: try decrypt(value.value, of: value.key), createRevision: value.createRevision,
            modRevision: value.modRevision)
    }

    private func decryptOrEmpty(_ value: StoredValue) -> StoredValue {
        StoredValue(
            key: value.key, value: decryptOrEmpty(value.value, of: value.key), createRevision: value.createRevision,
            modRevision: value.modRevision)
    }

    private func decryptOrEmpty(_ event: StoreEvent) -> StoreEvent {
        guard case .put(let value, let created) = event.change else { return event }
        return StoreEvent(
            key: event.key, revision: event.revision,
            change: .put(decryptOrEmpty(value, of: event.key), createRevision: created))
    }

    private func decryptOrEmpty(_ value: [UInt8], of key: String) -> [UInt8] {
        do { return try decrypt(value, of: key) } catch { return [] }
    }

    private func decrypt(_ value: [UInt8], of key: String) throws(StoreError) -> [UInt8] {
        guard covers(key), !(readsPlaintext && !Envelope.isSealed(value)) else { return value }
        return try Envelope.open(value, for: key, with: keys)
    }

    private func decrypting<Events: AsyncSequence & Sendable>(
        _ events: Events
    ) -> any AsyncSequence<[StoreEvent], any Error> & Sendable where Events.Element == [StoreEvent] {
        events.map { batch in batch.map(decryptOrEmpty) }
    }
}
