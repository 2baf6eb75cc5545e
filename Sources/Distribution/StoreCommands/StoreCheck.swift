import ArgumentParser
import AsyncTools
import EtcdStore
import JSON
import Store

/// `swiftlet store check`.
struct StoreCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Read everything that is stored and report what is damaged.",
        discussion: """
            Checks pages, indexes and checksums of the database, that every encrypted value can be decrypted, and that every
            object can be read. Changes nothing. Ends with 1 when something is damaged.

            Example:
              swiftlet store check
            """)

    @OptionGroup var cluster: ClusterOptions

    func run() async throws {
        let store = try ClusterStore(cluster)
        var damage: [String] = []
        let values = Guarded(ValueCheck())
        try await ClusterStore.explained {
            let reader = try store.decryption(MemoryStore())
            switch store.plan.store {
            case .sqlite:
                let path = store.layout.database
                damage = try await DatabaseInspection.damage(path)
                try await DatabaseInspection.forEachValue(path) { value in
                    values.withLock { $0.note(value, reader) }
                }
            case .etcd(let configuration):
                let status = try await EtcdStatus.read(configuration)
                damage = status.members.flatMap { member in member.errors.map { "\(member.endpoint): \($0)" } }
                try await store.open { store in
                    let revision = try await store.list(prefix: ClusterStore.root, after: nil, limit: 1, at: nil).revision
                    for try await page in ValuePages(store, prefix: ClusterStore.root, at: revision) {
                        values.withLock { check in for value in page { check.note(value, reader) } }
                    }
                }
            }
        }
        damage += values.current.damage
        for line in damage { Terminal.result(line) }
        guard damage.isEmpty else {
            throw UserError(
                "the store is damaged: \(damage.count) findings",
                advice: "restore a backup with `swiftlet store restore FILE`, or delete the objects named")
        }
        Terminal.result("no damage: \(values.current.count) values read")
    }
}

/// Whether values can be read, as the API server reads them.
private struct ValueCheck: Sendable {
    private(set) var count = 0
    private(set) var damage: [String] = []

    mutating func note(_ value: StoredValue, _ reader: EncryptingStore?) {
        guard value.key.hasPrefix(ClusterStore.root) else { return }
        count += 1
        do {
            let plain = try reader?.check(value) ?? value
            guard (try? JSONReader.read(plain.value))?.objectValue == nil else { return }
            damage.append("\(value.key) is not an object")
        } catch {
            damage.append("\(error)")
        }
    }
}
