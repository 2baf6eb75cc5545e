import ArgumentParser
import EtcdStore
import Store

/// `swiftlet store status`.
struct StoreStatus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show what is stored, where, and how much.",
        discussion: """
            Example:
              swiftlet store status --name prod
            """)

    @OptionGroup var cluster: ClusterOptions

    func run() async throws {
        let store = try ClusterStore(cluster)
        try await ClusterStore.explained {
            switch store.plan.store {
            case .sqlite: try await show(store.layout.database)
            case .etcd(let configuration): try await show(configuration, store)
            }
            if let keys = try EncryptionKeys.load(path: store.layout.encryptionKeys) {
                line("encryption", "AES-256-GCM, key \(keys.ids[0])\(keys.ids.count > 1 ? "; a rotation is not finished" : "")")
            }
        }
    }

    private func show(_ path: String) async throws {
        let database = try await DatabaseInspection.read(path)
        line("store", "sqlite, \(path)")
        line("revision", "\(database.revision), history from \(database.compacted)")
        line("size", "\(Self.size(database.fileBytes)), log \(Self.size(database.logBytes)), \(database.versions) versions")
        showCounts(database.keys)
    }

    private func show(_ configuration: EtcdConfiguration, _ store: ClusterStore) async throws {
        line("store", "\(store.plan.store.text)\(configuration.prefix.isEmpty ? "" : ", prefix \(configuration.prefix)")")
        let status = try await EtcdStatus.read(configuration)
        for member in status.members {
            let state = ([member.isLeader ? "leader" : "follower"] + member.errors).joined(separator: ", ")
            line(
                "member",
                "\(member.endpoint), etcd \(member.version), \(state), \(Self.size(member.databaseBytes)) of which "
                    + "\(Self.size(member.usedBytes)) used")
        }
        for (endpoint, cause) in status.silent.sorted(by: { $0.key < $1.key }) {
            line("member", "\(endpoint) is silent: \(cause)")
        }
        try await store.open { store in
            let revision = try await store.list(prefix: ClusterStore.root, after: nil, limit: 1, at: nil).revision
            var counts: [String: Int] = [:]
            for try await page in ValuePages(store, prefix: ClusterStore.root, at: revision) {
                for value in page {
                    let parts = value.key.split(separator: "/", maxSplits: 2).prefix(2)
                    counts["/" + parts.joined(separator: "/"), default: 0] += 1
                }
            }
            line("revision", "\(revision)")
            showCounts(counts)
        }
    }

    private func showCounts(_ counts: [String: Int]) {
        let objects = counts.filter { $0.key.hasPrefix(ClusterStore.root) }
        line("objects", "\(objects.values.reduce(0, +))")
        for (key, count) in objects.sorted(by: { $0.key < $1.key }) {
            line("", "\(count) \(key.dropFirst(ClusterStore.root.count))")
        }
    }

    private func line(_ name: String, _ text: String) {
        Terminal.result(name + String(repeating: " ", count: max(1, 12 - name.count)) + text)
    }

    private static func size(_ bytes: Int64) -> String {
        bytes < 1 << 20 ? "\((bytes + 1_023) >> 10) KiB" : "\(bytes >> 20) MiB"
    }
}
