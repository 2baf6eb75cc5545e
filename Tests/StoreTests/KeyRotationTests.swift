import AsyncTools
import Foundation
import Store
import StoreTestSupport
import Testing

@Suite struct KeyRotationTests {
    private static let prefixes = ["/registry/secrets/"]

    private func filled(_ inner: any Store, _ keyFile: String) async throws {
        let store = try await EncryptingStore.open(inner, prefixes: Self.prefixes, keyFile: keyFile)
        for index in 0..<12 { try await store.put("/registry/secrets/a/\(index)", "secret \(index)") }
        try await store.put("/registry/pods/a", "plain")
        try await store.put("/registry/secrets/a/3", "secret 3")
    }

    private func secrets(_ inner: any Store, _ keyFile: String) async throws -> [String] {
        let store = try await EncryptingStore.open(inner, prefixes: Self.prefixes, keyFile: keyFile)
        return try await inner.list(prefix: "/registry/secrets/", after: nil, limit: nil, at: nil).values.map {
            "\($0.key)=\(try store.check($0).text)"
        }.sorted()
    }

    @Test func everySecretIsEncryptedWithTheNewKeyAndTheOldOneIsGone() async throws {
        try await withTemporaryDirectory { directory in
            let keyFile = directory + "/keys"
            let inner = MemoryStore()
            try await filled(inner, keyFile)
            let before = try await secrets(inner, keyFile)
            let old = try #require(try EncryptionKeys.load(path: keyFile)).ids
            #expect(try await EncryptingStore.rotateKey(inner, prefixes: Self.prefixes, keyFile: keyFile) == 12)
            let new = try #require(try EncryptionKeys.load(path: keyFile)).ids
            #expect(new.count == 1 && new != old)
            #expect(try await secrets(inner, keyFile) == before)
            let text = try await inner.list(prefix: "/registry/secrets/", after: nil, limit: nil, at: nil).values.map(\.text)
            #expect(text.allSatisfy { $0.hasPrefix("swiftlet:aes256gcm:\(new[0]):") })
            #expect(await compactedBound { _ = try await inner.list(prefix: "/", after: nil, limit: nil, at: 10) } != nil)
        }
    }

    /// The process may end before any of its writes. What is left must be readable, and the next run must finish.
    @Test func anInterruptionAtAnyPointLosesNothingAndTheNextRunFinishes() async throws {
        for writes in 0...12 {
            try await withTemporaryDirectory { directory in
                let keyFile = directory + "/keys"
                let inner = MemoryStore()
                try await filled(inner, keyFile)
                let before = try await secrets(inner, keyFile)
                let failing = FailingStore(inner, after: writes)
                await #expect(throws: StoreError.self) {
                    _ = try await EncryptingStore.rotateKey(failing, prefixes: Self.prefixes, keyFile: keyFile)
                }
                #expect(try await secrets(inner, keyFile) == before, "after \(writes) writes")
                let kept = try #require(try EncryptionKeys.load(path: keyFile)).ids
                #expect(kept.count == 2)
                let count = try await EncryptingStore.rotateKey(inner, prefixes: Self.prefixes, keyFile: keyFile)
                #expect(count == max(0, 12 - writes))
                #expect(try #require(try EncryptionKeys.load(path: keyFile)).ids == [kept[0]])
                #expect(try await secrets(inner, keyFile) == before)
            }
        }
    }

    @Test func aSecretThatCannotBeReadKeepsTheOldKey() async throws {
        try await withTemporaryDirectory { directory in
            let keyFile = directory + "/keys"
            let inner = MemoryStore()
            try await filled(inner, keyFile)
            try await inner.put("/registry/secrets/a/5", "swiftlet:aes256gcm:unknown:xxxx")
            await #expect {
                _ = try await EncryptingStore.rotateKey(inner, prefixes: Self.prefixes, keyFile: keyFile)
            } throws: { error in
                "\(error)".contains("/registry/secrets/a/5 is encrypted with key unknown")
            }
            #expect(try #require(try EncryptionKeys.load(path: keyFile)).ids.count == 2)
        }
    }
}

/// Fails every write and compaction after the first few.
private struct FailingStore: Store {
    private let inner: any Store
    private let left: Guarded<Int>

    init(_ inner: any Store, after writes: Int) {
        self.inner = inner
        left = Guarded(writes)
    }

    private func use() throws(StoreError) {
        let isAllowed = left.withLock { left in
            left -= 1
            return left >= 0
        }
        if !isAllowed { throw .unavailable("interrupted") }
    }

    var currentRevision: Revision {
        get async throws { try await inner.currentRevision }
    }

    func get(_ key: String, at revision: Revision?) async throws -> StoredValue? { try await inner.get(key, at: revision) }

    func list(prefix: String, after: String?, limit: Int?, at revision: Revision?) async throws -> StoreRange {
        try await inner.list(prefix: prefix, after: after, limit: limit, at: revision)
    }

    func commit(_ mutation: Mutation) async throws -> Revision {
        try use()
        return try await inner.commit(mutation)
    }

    func watch(
        prefix: String, after revision: Revision
    ) async throws -> any AsyncSequence<[StoreEvent], any Error> & Sendable {
        try await inner.watch(prefix: prefix, after: revision)
    }

    func compact(before revision: Revision) async throws {
        try use()
        try await inner.compact(before: revision)
    }

    func close() async { await inner.close() }
}
