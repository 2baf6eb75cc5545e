import EtcdStore
import Files
import JSON
import Logging
import Store

/// Where a cluster keeps its state: in its own directory, or in etcd.
enum StoreLocation: Sendable {
    case sqlite
    case etcd(EtcdConfiguration)

    /// The name that `--store` takes.
    var text: String {
        switch self {
        case .sqlite: "sqlite"
        case .etcd(let configuration): "etcd=\(configuration.endpoints.map(\.description).joined(separator: ","))"
        }
    }

    /// Opens the store below its encryption. Throws `StoreError`.
    func open(_ layout: ClusterLayout, logger: Logger) async throws -> any Store {
        switch self {
        case .sqlite: try SQLiteStore.open(path: layout.database, logger: logger)
        case .etcd(let configuration): try await EtcdStore.open(configuration, logger: logger)
        }
    }

    /// The prefixes whose values are encrypted at rest.
    static let encryptedPrefixes = ["/registry/secrets/"]

    /// Opens the store of a cluster for its API server.
    func openEncrypted(_ layout: ClusterLayout, logger: Logger) async throws -> EncryptingStore {
        try await EncryptingStore.open(
            open(layout, logger: logger), prefixes: Self.encryptedPrefixes, keyFile: layout.encryptionKeys)
    }

    // MARK: In the cluster's plan

    var json: JSONValue {
        switch self {
        case .sqlite: return "sqlite"
        case .etcd(let configuration):
            var object: JSONObject = [
                "endpoints": .array(configuration.endpoints.map { .string($0.description) }),
                "prefix": .string(configuration.prefix),
            ]
            object["caFile"] = configuration.caFile.map { .string($0) }
            object["certificateFile"] = configuration.certificateFile.map { .string($0) }
            object["keyFile"] = configuration.keyFile.map { .string($0) }
            return ["etcd": .object(object)]
        }
    }

    /// Plans that do not name a store have SQLite.
    init?(json: JSONValue?) {
        guard let etcd = json?["etcd"] else {
            self = .sqlite
            return
        }
        let texts = etcd["endpoints"]?.arrayValue?.compactMap(\.stringValue) ?? []
        let endpoints = texts.compactMap(EtcdConfiguration.Endpoint.init)
        guard !endpoints.isEmpty, endpoints.count == texts.count else { return nil }
        var configuration = EtcdConfiguration(endpoints: endpoints)
        configuration.prefix = etcd["prefix"]?.stringValue ?? ""
        configuration.caFile = etcd["caFile"]?.stringValue
        configuration.certificateFile = etcd["certificateFile"]?.stringValue
        configuration.keyFile = etcd["keyFile"]?.stringValue
        self = .etcd(configuration)
    }
}
