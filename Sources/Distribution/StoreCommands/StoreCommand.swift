import ArgumentParser
import Files
import Logging
import Store

/// `swiftlet store`: looks after what a cluster has stored.
struct StoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store", abstract: "Look after what a cluster has stored: back up, restore, check, move.",
        discussion: """
            status, check and backup may be used while the server runs. For the others it must be stopped, and with etcd every
            server that uses the same prefix.

            Examples:
              swiftlet store status
              swiftlet store backup /backup/monday.db
              swiftlet store move --to etcd=https://10.0.0.7:2379,https://10.0.0.8:2379 --etcd-cafile ca.pem
            """,
        subcommands: [
            StoreStatus.self, StoreCheck.self, StoreBackup.self, StoreRestore.self, StoreRotateKey.self, StoreMove.self,
            StoreCompact.self,
        ])
}

/// The store of a cluster, as the commands use it.
struct ClusterStore {
    let layout: ClusterLayout
    let plan: ClusterPlan

    /// Everything that is an object lies below it.
    static let root = "/registry/"
    /// Complaints go to the user as errors.
    static let logger = Logger(label: "store") { _ in SwiftLogNoOpLogHandler() }

    init(_ cluster: ClusterOptions) throws {
        layout = cluster.layout
        guard FileSystem.exists(layout.planFile) else {
            throw UserError(
                "there is no cluster \"\(layout.name)\" below \(layout.root)", advice: "see `swiftlet list`, and use --name")
        }
        plan = try ClusterPlan.load(from: layout)
        guard plan.role != .agent else {
            throw UserError("\"\(layout.name)\" is an agent and stores nothing", advice: "use the command on its server")
        }
    }

    /// Runs with the cluster's lock: no server of it runs on this host meanwhile.
    func exclusively(_ body: () async throws -> Void) async throws {
        guard let descriptor = try SupervisorLaunch.lockUnlessRunning(layout) else {
            throw UserError("cluster \"\(layout.name)\" is running", advice: "stop its server first, with SIGTERM")
        }
        let lock = SupervisorLock(descriptor: descriptor)
        defer { lock.release() }
        // Between two supervisors the lock is free for a moment, and the server runs on.
        guard !HostCluster.hasControlPlane(layout) else {
            throw UserError("the server of cluster \"\(layout.name)\" is running", advice: "stop it first, with SIGTERM")
        }
        try await Self.explained(body)
    }

    /// Throws when the database is damaged: what rewrites it would make the damage look sound.
    func checkSound() async throws {
        guard case .sqlite = plan.store, FileSystem.exists(layout.database) else { return }
        guard let first = try await DatabaseInspection.structuralDamage(layout.database).first else { return }
        throw UserError(
            "the store is damaged, and nothing was changed: \(first)",
            advice: "`swiftlet store check` tells more; restore a backup with `swiftlet store restore FILE`")
    }

    /// Opens the store below its encryption for one use, and closes it.
    func open(_ location: StoreLocation? = nil, _ body: (any Store) async throws -> Void) async throws {
        let store = try await (location ?? plan.store).open(layout, logger: Self.logger)
        do { try await body(store) } catch {
            await store.close()
            throw error
        }
        await store.close()
    }

    /// What reads encrypted values; `nil` when there is no key yet, and therefore nothing to read.
    func decryption(_ inner: any Store) throws -> EncryptingStore? {
        try EncryptionKeys.load(path: layout.encryptionKeys).map {
            EncryptingStore(inner, prefixes: StoreLocation.encryptedPrefixes, keys: $0)
        }
    }

    /// The store's errors tell what to do themselves.
    static func explained(_ body: () async throws -> Void) async throws {
        do { try await body() } catch let error as StoreError { throw UserError("\(error)", advice: "") }
    }
}
