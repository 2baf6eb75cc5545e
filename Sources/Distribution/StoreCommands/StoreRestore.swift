import ArgumentParser
import EtcdStore
import Files
import Glibc
import Store

/// `swiftlet store restore`.
struct StoreRestore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Put a backup in the place of what is stored.",
        discussion: """
            The server must be stopped. Revisions go on after the newest that was ever given out, so clients notice: their
            watches start over, and writes with old resource versions of changed objects are refused. What is replaced is
            kept as state.db.replaced; in etcd it is removed.

            Example:
              swiftlet store restore /backup/monday.db
            """)

    /// How far revisions jump when it is not known how far they had come.
    static let leap: Revision = 1_000_000_000

    @OptionGroup var cluster: ClusterOptions

    @Argument(help: "The file that `swiftlet store backup` wrote.")
    var file: String

    func run() async throws {
        let store = try ClusterStore(cluster)
        let begun = ContinuousClock.now
        try await store.exclusively {
            let copy = "\(store.layout.store)/restore.db"
            try remove(copy)
            defer { try? remove(copy) }
            try await DatabaseCopy.write(FileSystem.resolved(file), to: copy)
            try await checkReadable(copy, store)
            let backup = try await DatabaseInspection.read(copy)
            switch store.plan.store {
            case .sqlite:
                let current = try? await DatabaseInspection.read(store.layout.database).revision
                // Greater than what any client has seen: a watch from the newest revision must start over, too.
                try await DatabaseCopy.replace(
                    store.layout.database, with: copy, newest: current.map { $0 + 1 } ?? (backup.revision + Self.leap))
            case .etcd(let configuration):
                let source = try SQLiteStore.open(path: copy, logger: ClusterStore.logger)
                _ = try await EtcdImport.run(
                    configuration, root: ClusterStore.root,
                    from: ValuePages(source, prefix: ClusterStore.root, at: backup.revision),
                    newest: backup.revision + Self.leap, existing: .replace, logger: ClusterStore.logger)
                await source.close()
            }
            Terminal.done("restored \(backup.keys.values.reduce(0, +)) objects", since: begun)
        }
    }

    /// Refuses a backup that this cluster's keys cannot read, before anything is replaced.
    private func checkReadable(_ copy: String, _ store: ClusterStore) async throws {
        let reader = try store.decryption(MemoryStore())
        try await DatabaseInspection.forEachValue(copy) { value in
            guard StoreLocation.encryptedPrefixes.contains(where: { value.key.hasPrefix($0) }) else { return }
            guard let reader else {
                throw StoreError.unavailable("the backup holds Secrets, and there is no key file; restore that first")
            }
            _ = try reader.check(value)
        }
    }

    private func remove(_ copy: String) throws {
        for suffix in ["", "-wal", "-shm", ".lock"] where FileSystem.exists(copy + suffix) {
            try FileSystem.remove(copy + suffix)
        }
    }
}
