package import ContainerRuntime
import Files
package import KubeClient
package import Logging
import Transport

/// The node agent: registers the node, runs its Pods, serves logs and streams.
package struct KubeletService: Sendable {
    private let configuration: KubeletConfiguration
    private let client: KubeClient
    private let runtime: any ContainerRuntime
    private let logger: Logger

    /// With the runtime behind `configuration.criSocket`.
    package init(configuration: KubeletConfiguration, client: KubeClient, logger: Logger) throws {
        self.init(
            configuration: configuration, client: client,
            runtime: try CRIClient(socketPath: configuration.criSocket), logger: logger)
    }

    package init(
        configuration: KubeletConfiguration, client: KubeClient, runtime: any ContainerRuntime, logger: Logger
    ) {
        self.configuration = configuration
        self.client = client
        self.runtime = runtime
        self.logger = logger
    }

    /// Runs until cancelled. Containers go on running after that; the next kubelet takes them over.
    package func run() async throws {
        try FileSystem.makeDirectory(configuration.dataDirectory)
        let machine = Machine(configuration: configuration)
        let environment = PodEnvironment(
            configuration: configuration, client: client, runtime: runtime, machine: machine, logger: logger)
        let workers = PodWorkers(environment: environment)
        let status = NodeStatusService(
            builder: NodeBuilder(configuration: configuration, machine: machine), client: client, runtime: runtime,
            runtimeIsBack: { await workers.observeAll() }, logger: logger)
        let lease = NodeLease(nodeName: configuration.nodeName, client: client, logger: logger)
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { try await runtime.run() }
            group.addTask { try await status.run() }
            group.addTask { try await lease.run() }
            group.addTask { try await workers.run() }
            let rotation = LogRotation(runtime: runtime, logDirectory: configuration.dataDirectory + "/logs", logger: logger)
            group.addTask { try await rotation.run() }
            if let server = try makeServer(workers) {
                group.addTask { try await server.run() }
                group.addTask { await renew(server) }
            }
        }
    }

    /// Gives the server each new certificate as it comes.
    private func renew(_ server: HTTPServer) async {
        guard let settings = configuration.server, let renewals = settings.renewals else { return }
        for await renewal in renewals {
            let tls = ServerTLS(
                certificateChainPEM: renewal.certificateChainPEM, privateKeyPEM: renewal.privateKeyPEM,
                clientCAsPEM: settings.clientCAsPEM)
            do throws(ServerError) { try server.replaceCertificate(tls) } catch {
                logger.error("serving certificate not replaced", metadata: ["cause": "\(error)"])
            }
        }
    }

    private func makeServer(_ workers: PodWorkers) throws -> HTTPServer? {
        guard let server = configuration.server else { return nil }
        let tls = ServerTLS(
            certificateChainPEM: server.certificateChainPEM, privateKeyPEM: server.privateKeyPEM,
            clientCAsPEM: server.clientCAsPEM)
        return try HTTPServer(
            configuration: .init(host: server.host, port: server.port, tls: tls),
            responder: KubeletResponder(workers: workers, runtime: runtime, configuration: configuration), logger: logger)
    }
}
