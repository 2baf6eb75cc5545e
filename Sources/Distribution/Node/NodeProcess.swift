import Addresses
import AsyncTools
import ClusterDNS
import ContainerRuntime
import Files
import Glibc
import KubeAPI
import KubeClient
import Kubelet
import Logging
import PKI
import PodNetwork
import Processes
import ServiceLifecycle
import ServiceProxy
import Transport
import UnixSignals

/// A node: joins the cluster, then runs kubelet, Pod network, Service proxy and DNS as one ordered group.
struct NodeProcess: Sendable {
    let layout: ClusterLayout
    let plan: ClusterPlan
    let node: ClusterPlan.Node

    private var nodeLayout: NodeLayout { layout.node(node.name) }
    private var logger: Logger { Logger(label: "node") }

    func run() async throws {
        // Images and credentials need different peers; neither waits for the other.
        async let image: Void = importPauseImage()
        let credentials = try await credentials()
        try await image
        let services = try components(credentials)
        let group = ServiceGroup(services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        try await group.run()
    }

    private func components(_ credentials: NodeCredentials) throws -> [any ServiceLifecycle.Service] {
        let connection = try exchange(credentials.clientTLS)
        let client = KubeClient(connection, userAgent: "swiftlet-node/\(Version.swiftlet)")
        let (renewals, renewed) = AsyncStream.makeStream(
            of: KubeletConfiguration.ServerConfiguration.Renewal.self, bufferingPolicy: .bufferingNewest(1))
        guard let address = IPv4Address(node.address), let pods = IPv4CIDR(credentials.podCIDR),
            let services = ClusterPlan.serviceRange(in: credentials.serviceCIDR),
            let dns = ClusterPlan.dnsAddress(in: credentials.serviceCIDR)
        else {
            throw UserError("the cluster's address ranges cannot be read", advice: "see \(layout.planFile)")
        }
        let network = PodNetworkService(
            configuration: PodNetworkConfiguration(
                nodeName: node.name, nodeIP: address, clusterCIDR: pods,
                configurationDirectory: nodeLayout.cniConfigurations, pluginDirectory: nodeLayout.cniPrograms,
                dataDirectory: nodeLayout.cniData, executable: Command.ownProgram),
            client: client, logger: Logger(label: "pod-network"))
        let proxy = ServiceProxyService(
            configuration: ServiceProxyConfiguration(nodeName: node.name, nodeIP: address, clusterCIDR: pods),
            client: client, logger: Logger(label: "service-proxy"))
        let resolver = ClusterDNSService(
            configuration: ClusterDNSConfiguration(
                listenAddress: dns, clusterDomain: ControlPlaneProcess.domain, reverseRanges: [pods, services]),
            client: client, logger: Logger(label: "cluster-dns"))
        let kubelet = KubeletService(
            configuration: kubeletConfiguration(credentials, dns: dns, renewals: renewals), client: client,
            runtime: try CRIClient(socketPath: nodeLayout.containerdSocket),
            logger: Logger(label: "kubelet"))
        return [
            Component("pod-network", network.run), Component("service-proxy", proxy.run),
            Component("cluster-dns", resolver.run), Component("kubelet", kubelet.run),
            Component("resident-code") { try await ResidentCode.releaseAfterStart() },
            Component("credentials") { await renew(credentials, connection, renewed) },
        ]
    }

    /// Gets new credentials in time, and puts them to use without ending a connection.
    private func renew(
        _ first: NodeCredentials, _ connection: HTTPClient,
        _ kubelet: AsyncStream<KubeletConfiguration.ServerConfiguration.Renewal>.Continuation
    ) async {
        let current = Guarded(first)
        await CertificateRenewal.run(
            first.certificatePEM, now: { Int64(time(nil)) },
            renew: {
                let next = try await join(as: current.current)
                try connection.replaceTLS(next.clientTLS)
                kubelet.yield(.init(certificateChainPEM: next.certificatePEM, privateKeyPEM: next.privateKeyPEM))
                current.withLock { $0 = next }
                logger.info("certificate renewed")
                return next.certificatePEM
            }, failed: { logger.error("certificate not renewed", metadata: ["cause": "\($0)"]) })
    }

    private func kubeletConfiguration(
        _ credentials: NodeCredentials, dns: IPv4Address,
        renewals: AsyncStream<KubeletConfiguration.ServerConfiguration.Renewal>
    ) -> KubeletConfiguration {
        var configuration = KubeletConfiguration(
            nodeName: node.name, nodeIP: node.address, dataDirectory: nodeLayout.kubelet,
            criSocket: nodeLayout.containerdSocket)
        configuration.clusterDNS = [dns.description]
        configuration.cgroupParent = ControlGroups.node(node.name, cluster: layout.name)
        configuration.server = KubeletConfiguration.ServerConfiguration(
            certificateChainPEM: credentials.certificatePEM, privateKeyPEM: credentials.privateKeyPEM,
            clientCAsPEM: credentials.caPEM)
        configuration.server?.renewals = renewals
        return configuration
    }

    private func exchange(_ tls: ClientTLS) throws -> HTTPClient {
        guard let endpoint = AdminConnection.endpoint(plan.server) else {
            throw UserError("\"\(plan.server)\" is not the address of an API server", advice: "write it as https://HOST:6443")
        }
        return try HTTPClient(configuration: HTTPClient.Configuration(endpoint: endpoint, tls: tls))
    }

    /// Loads the node's certificate, or joins, however long the control plane takes to answer.
    private func credentials() async throws -> NodeCredentials {
        let now = Int64(time(nil))
        let known = NodeCredentials.load(nodeLayout, now: now)
        if let known, !known.isRenewable(now: now) { return known }
        while true {
            do {
                return try await join(as: known)
            } catch {
                if let known {
                    logger.error("certificate not renewed", metadata: ["cause": "\(error)"])
                    return known
                }
                if error is UserError, FileSystem.exists(layout.joinToken) { throw error }
                logger.debug("control plane does not answer yet", metadata: ["cause": "\(error)"])
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    /// A node that is known already proves with its certificate that it is the same.
    private func join(as known: NodeCredentials?) async throws -> NodeCredentials {
        guard FileSystem.exists(layout.joinToken), let token = JoinToken(text: try FileSystem.readText(layout.joinToken))
        else { throw UserError("there is no join token in \(layout.joinToken)", advice: "wait for the control plane") }
        let tls = ClientTLS(caPEM: token.caPEM, certificatePEM: known?.certificatePEM, keyPEM: known?.privateKeyPEM)
        let connection = try exchange(tls)
        defer { connection.close() }
        return try await NodeCredentials.join(node, token: token, exchange: connection, layout: nodeLayout)
    }

    /// Puts the pause image into containerd as soon as that answers.
    private func importPauseImage() async throws {
        let images = ContainerdImages(socket: nodeLayout.containerdSocket)
        var tries = 0
        while true {
            do {
                try await BlockingThread.run {
                    if try !images.names().contains(PauseImage.name) { try images.importArchive(PauseImage.archive()) }
                }
                return
            } catch {
                tries += 1
                if tries % 100 == 0 { logger.warning("containerd does not answer", metadata: ["cause": "\(error)"]) }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }
}

/// A component as a member of a process's service group: ends in order when the process is asked to stop, and takes the
/// process with it when it fails, so that the supervisor starts both anew.
struct Component: ServiceLifecycle.Service {
    private let name: String
    private let body: @Sendable () async throws -> Void

    init(_ name: String, _ body: @escaping @Sendable () async throws -> Void) {
        self.name = name
        self.body = body
    }

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown(body)
        } catch is CancellationError {
        } catch {
            guard !Task.isShuttingDownGracefully else { return }
            Logger(label: name).error("component failed", metadata: ["cause": "\(error)"])
            throw error
        }
    }
}
