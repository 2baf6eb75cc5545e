import ArgumentParser
import Store

/// `swiftlet store rotate-key`.
struct StoreRotateKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-key", abstract: "Encrypt every Secret with a new key and forget the old one.",
        discussion: """
            The server must be stopped. May be interrupted at any time: both keys are kept until the old one is needed no
            more, and the next run finishes. Backups made before need the old key; make a new backup afterwards.

            Example:
              swiftlet store rotate-key
            """)

    @OptionGroup var cluster: ClusterOptions

    func run() async throws {
        let store = try ClusterStore(cluster)
        let begun = ContinuousClock.now
        try await store.exclusively {
            try await store.checkSound()
            try await store.open { inner in
                let count = try await EncryptingStore.rotateKey(
                    inner, prefixes: StoreLocation.encryptedPrefixes, keyFile: store.layout.encryptionKeys)
                Terminal.done("encrypted \(count) values with a new key", since: begun)
            }
        }
    }
}

/// `swiftlet store compact`.
struct StoreCompact: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compact", abstract: "Forget all history and give its space back.",
        discussion: """
            The server must be stopped; while it runs it compacts by itself. Watches from before start over. etcd's files
            shrink when its members are defragmented (etcdctl defrag).

            Example:
              swiftlet store compact
            """)

    @OptionGroup var cluster: ClusterOptions

    func run() async throws {
        let store = try ClusterStore(cluster)
        let begun = ContinuousClock.now
        try await store.exclusively {
            try await store.checkSound()
            try await store.open { inner in try await inner.compact(before: try await inner.currentRevision) }
            if case .sqlite = store.plan.store { try await DatabaseCopy.shrink(store.layout.database) }
            Terminal.done("compacted", since: begun)
        }
    }
}
