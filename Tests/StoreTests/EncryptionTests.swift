import Foundation
import Store
import StoreTestSupport
import Testing

@Suite struct EncryptionTests {
    private let secrets = "/registry/secrets/"

    @Test func onlyWhatIsUnderThePrefixIsEncrypted() async throws {
        let inner = MemoryStore()
        let store = EncryptingStore(inner, prefixes: [secrets], keys: .random())
        try await store.put("/registry/secrets/default/a", "hunter2")
        try await store.put("/registry/secretsgalore/a", "open")
        let sealed = try #require(try await inner.text("/registry/secrets/default/a"))
        #expect(sealed.hasPrefix("swiftlet:aes256gcm:") && !sealed.contains("hunter2"))
        #expect(try await inner.text("/registry/secretsgalore/a") == "open")
        #expect(try await store.text("/registry/secrets/default/a") == "hunter2")
        #expect(try await store.events("/registry/", after: 1, count: 2).first == "2 /registry/secrets/default/a=hunter2 from 2")
    }

    @Test func theSameValueIsNeverEncryptedAlike() async throws {
        let inner = MemoryStore()
        let store = EncryptingStore(inner, prefixes: [secrets], keys: .random())
        try await store.put(secrets + "a", "x")
        let first = try await inner.get(secrets + "a", at: nil)?.value
        try await store.put(secrets + "a", "x")
        #expect(try await inner.get(secrets + "a", at: nil)?.value != first)
    }

    @Test func aValueThatWasAlteredMovedOrPlantedIsRefused() async throws {
        let inner = MemoryStore()
        let store = EncryptingStore(inner, prefixes: [secrets], keys: .random())
        try await store.put(secrets + "a", "hunter2")
        let sealed = try #require(try await inner.get(secrets + "a", at: nil)).value
        for index in sealed.indices {
            var altered = sealed
            altered[index] ^= 1
            try await plant(altered, at: secrets + "b", in: inner)
            #expect(await corruption { _ = try await store.get(secrets + "b", at: nil) } != nil)
        }
        try await plant(sealed, at: secrets + "b", in: inner)
        #expect(await corruption { _ = try await store.get(secrets + "b", at: nil) }?.contains("was altered") == true)
        try await inner.put(secrets + "b", "planted")
        #expect(
            await corruption { _ = try await store.get(secrets + "b", at: nil) }?
                .contains("should be encrypted and is not") == true)
        let both = try await store.list(prefix: secrets, after: nil, limit: nil, at: nil)
        #expect(both.values.map { String(decoding: $0.value, as: UTF8.self) } == ["hunter2", ""])
        for length in 0..<sealed.count {
            try await plant(Array(sealed.prefix(length)), at: secrets + "b", in: inner)
            #expect(await corruption { _ = try await store.get(secrets + "b", at: nil) } != nil)
        }
    }

    @Test func plaintextFromBeforeIsReadWhenAskedForAndThenEncrypted() async throws {
        let inner = MemoryStore()
        for index in 0..<250 { try await inner.put("\(secrets)\(index)", "old \(index)") }
        let store = EncryptingStore(inner, prefixes: [secrets], keys: .random(), readsPlaintext: true)
        #expect(try await store.text(secrets + "7") == "old 7")
        #expect(try await store.reencrypt() == 250)
        #expect(try await store.reencrypt() == 0)
        #expect(try await inner.text(secrets + "7")?.hasPrefix("swiftlet:aes256gcm:") == true)
        #expect(try await store.text(secrets + "249") == "old 249")
    }

    @Test func aRotatedKeyReadsTheOldAndWritesTheNew() async throws {
        let inner = MemoryStore()
        let first = EncryptionKeys.random()
        try await EncryptingStore(inner, prefixes: [secrets], keys: first).put(secrets + "a", "hunter2")
        let both = EncryptingStore(inner, prefixes: [secrets], keys: first.rotated())
        let second = first.rotated()
        let store = EncryptingStore(inner, prefixes: [secrets], keys: second)
        #expect(try await both.text(secrets + "a") == "hunter2")
        #expect(try await store.reencrypt() == 1)
        let newOnly = EncryptingStore(inner, prefixes: [secrets], keys: second.withoutOlder())
        #expect(try await newOnly.text(secrets + "a") == "hunter2")
        let oldOnly = EncryptingStore(inner, prefixes: [secrets], keys: first)
        #expect(await corruption { _ = try await oldOnly.get(secrets + "a", at: nil) }?.contains("not in the key file") == true)
    }

    @Test func theKeyFileIsMadeOnceAndKept() async throws {
        try await withTemporaryDirectory { directory in
            let file = directory + "/keys"
            let inner = MemoryStore()
            let first = try await EncryptingStore.open(inner, prefixes: [secrets], keyFile: file)
            try await first.put(secrets + "a", "hunter2")
            #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
            let second = try await EncryptingStore.open(inner, prefixes: [secrets], keyFile: file)
            #expect(try await second.text(secrets + "a") == "hunter2")
            let keys = try #require(try EncryptionKeys.load(path: file))
            try keys.rotated().save(path: file)
            let third = try await EncryptingStore.open(inner, prefixes: [secrets], keyFile: file)
            #expect(try await third.text(secrets + "a") == "hunter2")
            #expect(try await third.reencrypt() == 1)
        }
    }

    @Test func aLostKeyFileIsNotReplacedSilently() async throws {
        try await withTemporaryDirectory { directory in
            let file = directory + "/keys"
            let inner = MemoryStore()
            try await EncryptingStore.open(inner, prefixes: [secrets], keyFile: file).put(secrets + "a", "x")
            try FileManager.default.removeItem(atPath: file)
            #expect(
                await refusal { _ = try await EncryptingStore.open(inner, prefixes: [secrets], keyFile: file) }?
                    .contains("Restore the file from a backup") == true)
            #expect(!FileManager.default.fileExists(atPath: file))
        }
    }

    @Test(arguments: [
        "", "# only a comment\n", "1 abcd\n", "1\n", "a:b " + String(repeating: "00", count: 32),
        "1 " + String(repeating: "zz", count: 32),
    ])
    func aDamagedKeyFileIsRefused(_ text: String) async throws {
        try await withTemporaryDirectory { directory in
            let file = directory + "/keys"
            try Data(text.utf8).write(to: URL(filePath: file))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
            #expect(await refusal { _ = try EncryptionKeys.load(path: file) }?.contains(file) == true)
        }
    }

    @Test func aKeyFileThatOthersCanReadIsRefused() async throws {
        try await withTemporaryDirectory { directory in
            let file = directory + "/keys"
            try EncryptionKeys.random().save(path: file)
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
            #expect(await refusal { _ = try EncryptionKeys.load(path: file) }?.contains("chmod 600") == true)
        }
    }

    private func plant(_ value: [UInt8], at key: String, in store: any Store) async throws {
        _ = try await store.commit(Mutation(key: key, value: value, precondition: .none))
    }

    private func corruption(_ operation: () async throws -> Void) async -> String? {
        do { try await operation() } catch StoreError.corrupt(let what) { return what } catch {}
        return nil
    }

    private func refusal(_ operation: () async throws -> Void) async -> String? {
        do { try await operation() } catch StoreError.unavailable(let what) { return what } catch {}
        return nil
    }
}
