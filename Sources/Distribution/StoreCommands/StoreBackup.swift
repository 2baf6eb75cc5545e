import ArgumentParser
import Files
import Store

/// `swiftlet store backup`.
struct StoreBackup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Write what is stored to a file, while the server runs.",
        discussion: """
            The file is a SQLite database with everything that was stored at one moment, whatever store it came from. Secrets
            in it are encrypted: keep the key file beside it (pki/encryption.keys), but not on the same disk.

            Example:
              swiftlet store backup /backup/monday.db
            """)

    @OptionGroup var cluster: ClusterOptions

    @Argument(help: "The file to write; it must not exist.")
    var file: String

    func run() async throws {
        let store = try ClusterStore(cluster)
        let begun = ContinuousClock.now
        let path = FileSystem.resolved(file)
        try await ClusterStore.explained {
            switch store.plan.store {
            case .sqlite: try await DatabaseCopy.write(store.layout.database, to: path)
            case .etcd:
                try await store.open { store in
                    let revision = try await store.list(prefix: ClusterStore.root, after: nil, limit: 1, at: nil).revision
                    try await DatabaseCopy.create(
                        path, newest: revision, from: ValuePages(store, prefix: ClusterStore.root, at: revision))
                }
            }
            let copy = try await DatabaseInspection.read(path)
            Terminal.done("\(path): \(copy.keys.values.reduce(0, +)) objects at revision \(copy.revision)", since: begun)
        }
        if let keys = try EncryptionKeys.load(path: store.layout.encryptionKeys) {
            Terminal.progress("its Secrets need key \(keys.ids.joined(separator: ", ")) of \(store.layout.encryptionKeys)")
        }
    }
}
