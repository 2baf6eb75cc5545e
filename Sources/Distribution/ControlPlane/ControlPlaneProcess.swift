import APIServer
import Addresses
import Controllers
import Files
import KubeAPI
import KubeClient
import Logging
import Metrics
import PKI
import Scheduler
import Schema
import ServiceLifecycle
import Store
import Transport
import UnixSignals

/// The control plane: store, API server, controllers and scheduler in one process, without a socket between them.
struct ControlPlaneProcess: Sendable {
    let layout: ClusterLayout
    let plan: ClusterPlan
    private let requests: ClientRequestMetrics

    init(layout: ClusterLayout, plan: ClusterPlan) {
        self.layout = layout
        self.plan = plan
        requests = ClientRequestMetrics(host: AdminConnection.host(plan.server) + ":\(plan.serverPort)")
    }

    static let domain = "cluster.local"
    private var logger: Logger { Logger(label: "control-plane") }

    func run() async throws {
        guard let services = ClusterPlan.serviceRange(in: plan.serviceCIDR), let first = services.address(at: 1) else {
            throw UserError("\"\(plan.serviceCIDR)\" is not a range of Service addresses", advice: "write it as 10.43.0.0/16")
        }
        let secrets = try ClusterSecrets.loadOrCreate(layout)
        let names = ServerNames(plan, serviceAddress: first.description, domain: Self.domain)
        let certificates = try ControlPlaneCertificates(secrets, names: names, plan: plan.access)
        let kubelets = KubeletConnector(certificate: certificates.kubeletClient, caPEM: secrets.authority.certificatePEM)
        let server = try await server(secrets, kubelets)
        let join = JoinEndpoint(
            secrets: secrets, plan: plan, reserved: Set(names.names + names.addresses),
            client: client(of: server, as: "system:swiftlet", groups: ["system:masters"]),
            verifier: try CertificateVerifier(
                authoritiesPEM: secrets.authority.certificatePEM, now: { Timestamp.now.seconds }), next: server)
        var configuration = HTTPServer.Configuration(
            host: "0.0.0.0", port: plan.serverPort, tls: certificates.tls(certificates.serving))
        configuration.refusal = Server.refusal(status:message:)
        let handshakes = HandshakeMetrics()
        configuration.handshakeFailed = { handshakes.failures.add() }
        server.show([handshakes])
        configuration.maxConnections = Self.connections(openFiles: OpenFiles.raiseLimit())
        let listener = try HTTPServer(configuration: configuration, responder: join, logger: Logger(label: "listener"))
        let renewal = Component("certificates") {
            await certificates.renew(
                listener, kubelets, administrator: AdminKubeconfig(layout, server: plan.server),
                logger: Logger(label: "certificates"))
        }
        let group = ServiceGroup(
            services: try components(server, secrets, listener) + [renewal], gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger)
        try await group.run()
    }

    /// How many connections are taken on; an idle one costs about 26 KiB. Some files are kept for what the server opens itself.
    private static func connections(openFiles: Int) -> Int { max(64, min(16_384, openFiles - 256)) }

    private func components(
        _ server: Server, _ secrets: ClusterSecrets, _ listener: HTTPServer
    ) throws -> [any ServiceLifecycle.Service] {
        guard
            var configuration = ControllerConfiguration(
                clusterCIDR: plan.podCIDR, rootCACertificatePEM: secrets.authority.certificatePEM)
        else { throw UserError("\"\(plan.podCIDR)\" is not a range of Pod addresses", advice: "write it as 10.42.0.0/16") }
        configuration.signingAuthority = secrets.authority
        let controllers = ControllerSet(
            client: client(of: server, as: "system:kube-controller-manager"), configuration: configuration,
            logger: Logger(label: "controllers"))
        server.show([controllers.metrics, requests, StoreFileMetrics(layout: layout, store: plan.store)])
        let scheduler = SchedulerService(
            client: client(of: server, as: "system:kube-scheduler"), logger: Logger(label: "scheduler"))
        let addons = Addons(
            client: client(of: server, as: "system:swiftlet", groups: ["system:masters"]), plan: plan,
            logger: Logger(label: "addons"))
        let role = plan.nodes.first.map { node in
            NodeRole(
                client: client(of: server, as: "system:swiftlet", groups: ["system:masters"]), node: node.name,
                logger: Logger(label: "node-role"))
        }
        let roles = role.map { [Component("node-role", $0.run)] } ?? []
        return [
            Component("api-server", server.run), Component("listener", listener.run),
            Component("addons", addons.run), Component("controllers", controllers.run),
            Component("scheduler", scheduler.run),
            Component("resident-code") { try await ResidentCode.releaseAfterStart() },
        ] + roles + [
            // Services end in reverse order: first nobody sends new requests here, then the listener drains.
            Component("drain") { await drain(server) }
        ]
    }

    /// Waits for the order to end, says so at `/readyz`, and goes on answering for as long as the plan wants.
    private func drain(_ server: Server) async {
        try? await Task.sleep(for: .seconds(Int64.max / 4_000_000_000))
        server.beginShutdown()
        let delay = Duration.seconds(plan.operations.shutdownDelaySeconds)
        // In a task of its own, because this one is cancelled.
        await Task { try? await Task.sleep(for: delay) }.value
    }

    private func server(_ secrets: ClusterSecrets, _ kubelets: KubeletConnector) async throws -> Server {
        let store = try await plan.store.openEncrypted(layout, logger: Logger(label: "store"))
        var configuration = ServerConfiguration(
            advertiseAddress: plan.nodes.first?.address ?? AdminConnection.host(plan.server), advertisePort: plan.serverPort,
            serviceCIDR: plan.serviceCIDR, clusterDomain: Self.domain)
        configuration.build = Version.swiftlet
        configuration.audit = try AuditSetup.configuration(plan.operations.audit, layout)
        configuration.maximumRequestsInFlight = plan.operations.maxRequestsInFlight
        configuration.profiling = plan.operations.profiling
        if let podSecurity = plan.admission.configuration { configuration.podSecurity = podSecurity }
        configuration.nodePorts = plan.admission.nodePorts
        let final = configuration
        let access = try plan.access.plugins(authority: secrets.authority)
        return Server(
            configuration: final, store: store, nodes: kubelets, logger: Logger(label: "api-server")
        ) { reader, definitions in
            ServerPlugins.standard(
                configuration: final, signer: secrets.serviceAccountSigner,
                verifier: TokenVerifier([secrets.serviceAccountSigner.publicKey]), access: access, reader: reader,
                definitions: definitions)
        }
    }

    private func client(of server: Server, as user: String, groups: [String] = []) -> KubeClient {
        KubeClient(
            requests.measured(LocalExchange(server, user: user, groups: groups + ["system:authenticated"])),
            userAgent: "swiftlet/\(Version.swiftlet)")
    }
}
