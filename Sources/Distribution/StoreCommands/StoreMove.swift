import ArgumentParser
import EtcdStore
import Files
import Glibc
import Store

/// `swiftlet store move`.
struct StoreMove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "move", abstract: "Move what is stored from SQLite to etcd, or back.",
        discussion: """
            The server must be stopped; the next start uses the new store. Every object is copied and compared. Revisions go
            on after the newest that was given out: SQLite keeps the objects' resource versions; in etcd they get new, higher
            ones, because etcd chooses them itself. Watches start over either way.

            Examples:
              swiftlet store move --to etcd=https://10.0.0.7:2379,https://10.0.0.8:2379 --etcd-cafile ca.pem \\
                --etcd-certfile client.pem --etcd-keyfile client-key.pem
              swiftlet store move --to sqlite
            """)

    @OptionGroup var cluster: ClusterOptions

    @Option(help: ArgumentHelp("Where to: sqlite, or etcd=URL,URL…", valueName: "store"))
    var to: String

    @OptionGroup var etcd: EtcdOptions

    func run() async throws {
        let store = try ClusterStore(cluster)
        let target = try etcd.location(to, flag: "--to")
        let begun = ContinuousClock.now
        try await store.exclusively {
            let count: Int
            switch (store.plan.store, target) {
            case (.sqlite, .etcd(let configuration)): count = try await toEtcd(store, configuration)
            case (.etcd, .sqlite): count = try await toSQLite(store)
            default: throw UserError("the state is in \(store.plan.store.text) already", advice: "see `swiftlet store status`")
            }
            var plan = store.plan
            plan.store = target
            try plan.save(to: store.layout)
            Terminal.done("moved \(count) objects to \(target.text)", since: begun)
            tellOfTheOld(store)
        }
    }

    private func toEtcd(_ store: ClusterStore, _ configuration: EtcdConfiguration) async throws -> Int {
        var count = 0
        try await store.open { source in
            let revision = try await source.currentRevision
            count = try await EtcdImport.run(
                configuration, root: ClusterStore.root,
                from: ValuePages(source, prefix: ClusterStore.root, at: revision), newest: revision, existing: .refuse,
                logger: ClusterStore.logger)
        }
        return count
    }

    private func toSQLite(_ store: ClusterStore) async throws -> Int {
        try setAside(store.layout.database)
        try await store.open { source in
            let revision = try await source.currentRevision
            try await DatabaseCopy.create(
                store.layout.database, newest: revision, from: ValuePages(source, prefix: ClusterStore.root, at: revision))
        }
        return try await DatabaseInspection.read(store.layout.database).keys.values.reduce(0, +)
    }

    /// What an earlier move left behind is not in use, and is kept under another name.
    private func setAside(_ path: String) throws {
        guard FileSystem.exists(path) else { return }
        // The log of another database must not be taken for this one's.
        for suffix in ["-wal", "-shm"] { unlink(path + ".moved" + suffix) }
        for suffix in ["", "-wal", "-shm"] where FileSystem.exists(path + suffix) {
            guard rename(path + suffix, path + ".moved" + suffix) == 0 else {
                throw FileError(operation: "rename", path: path + suffix, code: errno)
            }
        }
    }

    private func tellOfTheOld(_ store: ClusterStore) {
        switch store.plan.store {
        case .sqlite:
            Terminal.progress("\(store.layout.database) is no longer used; remove it when the server has started well")
        case .etcd(let configuration):
            Terminal.progress("etcd still holds the objects; remove them: etcdctl del --prefix \(configuration.prefix)/registry/")
        }
    }
}
