import APIServer
import Addresses
import Controllers
import KubeAPI
import KubeClient
import Logging
import PKI
import Scheduler
import ServiceLifecycle
import Store
import Transport
import UnixSignals

/// The control plane: store, API server, controllers and scheduler in one process, without a socket between them.
struct ControlPlaneProcess: Sendable {
    let layout: ClusterLayout
    let plan: ClusterPlan

    static let domain = "cluster.local"
    private var logger: Logger { Logger(label: "control-plane") }

    func run() async throws {
        guard let services = IPv4CIDR(plan.serviceCIDR), let first = services.address(at: 1) else {
            throw UserError("\"\(plan.serviceCIDR)\" is not a range of Service addresses", advice: "write it as 10.43.0.0/16")
        }
        let secrets = try ClusterSecrets.loadOrCreate(layout)
        let server = try await server(secrets)
        let names = ServerNames(plan, serviceAddress: first.description, domain: Self.domain)
        let certificate = try secrets.serverCertificate(names)
        let join = JoinEndpoint(
            secrets: secrets, plan: plan, reserved: Set(names.names + names.addresses),
            client: client(of: server, as: "system:swiftlet", groups: ["system:masters"]), next: server)
        var configuration = HTTPServer.Configuration(
            host: "0.0.0.0", port: plan.serverPort,
            tls: ServerTLS(
                certificateChainPEM: certificate.certificatePEM, privateKeyPEM: certificate.privateKeyPEM,
                clientCAsPEM: secrets.authority.certificatePEM))
        configuration.refusal = Server.refusal(status:message:)
        let listener = try HTTPServer(configuration: configuration, responder: join, logger: Logger(label: "listener"))
        let group = ServiceGroup(
            services: try components(server, secrets, listener), gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        try await group.run()
    }

    private func components(
        _ server: Server, _ secrets: ClusterSecrets, _ listener: HTTPServer
    ) throws -> [any ServiceLifecycle.Service] {
        guard
            let configuration = ControllerConfiguration(
                clusterCIDR: plan.podCIDR, rootCACertificatePEM: secrets.authority.certificatePEM)
        else { throw UserError("\"\(plan.podCIDR)\" is not a range of Pod addresses", advice: "write it as 10.42.0.0/16") }
        let controllers = ControllerSet(
            client: client(of: server, as: "system:kube-controller-manager"), configuration: configuration,
            logger: Logger(label: "controllers"))
        let scheduler = SchedulerService(
            client: client(of: server, as: "system:kube-scheduler"), logger: Logger(label: "scheduler"))
        let addons = Addons(
            client: client(of: server, as: "system:swiftlet", groups: ["system:masters"]), plan: plan,
            logger: Logger(label: "addons"))
        return [
            Component("api-server", server.run), Component("listener", listener.run),
            Component("addons", addons.run), Component("controllers", controllers.run),
            Component("scheduler", scheduler.run), Component("resident-code") { try await ResidentCode.releaseAfterStart() },
        ]
    }

    private func server(_ secrets: ClusterSecrets) async throws -> Server {
        let store = try await EncryptingStore.open(
            SQLiteStore.open(path: "\(layout.store)/state.db", logger: Logger(label: "store")),
            prefixes: ["/registry/secrets/"], keyFile: "\(layout.certificates)/encryption.keys")
        var configuration = ServerConfiguration(
            advertiseAddress: plan.nodes.first?.address ?? AdminConnection.host(plan.server), advertisePort: plan.serverPort,
            serviceCIDR: plan.serviceCIDR, clusterDomain: Self.domain)
        configuration.build = Version.swiftlet
        let final = configuration
        return Server(
            configuration: final, store: store,
            nodes: KubeletConnector(
                certificate: try secrets.kubeletClientCertificate(), caPEM: secrets.authority.certificatePEM),
            logger: Logger(label: "api-server")
        ) { reader, definitions in
            ServerPlugins.standard(
                configuration: final, signer: secrets.serviceAccountSigner,
                verifier: TokenVerifier([secrets.serviceAccountSigner.publicKey]), reader: reader, definitions: definitions)
        }
    }

    private func client(of server: Server, as user: String, groups: [String] = []) -> KubeClient {
        KubeClient(
            LocalExchange(server, user: user, groups: groups + ["system:authenticated"]),
            userAgent: "swiftlet/\(Version.swiftlet)")
    }
}
