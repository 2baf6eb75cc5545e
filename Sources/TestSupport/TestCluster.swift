package import APIServer
import JSON
import KubeAPI
package import KubeClient
package import Logging
import PKI
package import Store
package import Transport

/// A whole API server in this process, on a store in memory, for the length of a test.
///
/// ```swift
/// try await TestCluster.run { cluster in
///     let pod = try await cluster.client.create(Pod(name: "p", namespace: "default") { … })
/// }
/// ```
package struct TestCluster: Sendable {
    package let store: any Store
    package let server: Server
    /// As an administrator (`system:masters`).
    package let client: KubeClient
    /// Reaches the server as an administrator, for requests that no typed client would make.
    package let exchange: LocalExchange

    /// Starts a server, waits until its built-in objects and the ServiceAccount `default/default` are there, runs the body,
    /// and stops the server.
    ///
    /// - Parameters:
    ///   - store: survives the cluster, so that a second one can be started on it.
    ///   - access: front proxies, other issuers of tokens, a webhook.
    ///   - nodes: what `logs`, `exec` and `proxy` reach.
    package static func run<R: Sendable>(
        store: any Store = MemoryStore(), configuration: ServerConfiguration = ServerConfiguration(),
        nodes: (any NodeConnector)? = nil, access: AccessPlugins = AccessPlugins(), logger: Logger = quiet,
        _ body: @Sendable (TestCluster) async throws -> R
    ) async throws -> R {
        let cluster = TestCluster(store: store, configuration: configuration, nodes: nodes, access: access, logger: logger)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await cluster.server.run() }
            try await cluster.server.waitUntilReady()
            try await cluster.server.create(
                ["apiVersion": "v1", "kind": "ServiceAccount", "metadata": ["name": "default", "namespace": "default"]],
                ServiceAccountShape.type)
            defer { group.cancelAll() }
            return try await body(cluster)
        }
    }

    private init(
        store: any Store, configuration: ServerConfiguration, nodes: (any NodeConnector)?, access: AccessPlugins, logger: Logger
    ) {
        let signer = TokenSigner.create()
        let verifier = TokenVerifier([signer.publicKey])
        self.store = store
        server = Server(configuration: configuration, store: store, nodes: nodes, logger: logger) { reader, definitions in
            ServerPlugins.standard(
                configuration: configuration, signer: signer, verifier: verifier, access: access, reader: reader,
                definitions: definitions)
        }
        exchange = LocalExchange(server, user: "admin", groups: ["system:masters"])
        client = KubeClient(exchange, userAgent: "test")
    }

    /// The server as somebody else sees it.
    package func exchange(user: String, groups: [String] = []) -> LocalExchange {
        LocalExchange(server, user: user, groups: groups)
    }

    package func client(user: String, groups: [String] = []) -> KubeClient {
        KubeClient(exchange(user: user, groups: groups), userAgent: "test")
    }

    /// Drops every message.
    package static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}
