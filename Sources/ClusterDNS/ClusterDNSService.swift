internal import Addresses
internal import AsyncTools
internal import KubeAPI
package import KubeClient
package import Logging
internal import NIOCore
internal import NIOPosix
internal import Netlink

/// The cluster's DNS server of this node: names of Services and Pods from the API, everything else from upstream servers.
package struct ClusterDNSService: Sendable {
    private let configuration: ClusterDNSConfiguration
    private let client: KubeClient
    private let logger: Logger

    package init(configuration: ClusterDNSConfiguration, client: KubeClient, logger: Logger) {
        self.configuration = configuration
        self.client = client
        self.logger = logger
    }

    /// The domain in the configuration is not a domain name.
    package struct InvalidDomain: Error, CustomStringConvertible {
        package let domain: String
        package var description: String { "cluster domain \"\(domain)\" is not a domain name" }
    }

    /// Serves until cancelled. Questions about the cluster's names are answered as failures until the first lists are complete, and from
    /// the last known state while the API server cannot be reached.
    package func run() async throws {
        guard let domain = DNSName(configuration.clusterDomain) else { throw InvalidDomain(domain: configuration.clusterDomain) }
        let services = Informer(client, ServiceShape.self, logger: logger)
        let slices = Informer(client, EndpointSliceShape.self, labelSelector: "kubernetes.io/service-name", logger: logger)
        let group = MultiThreadedEventLoopGroup.singleton
        let forwarder = Forwarder(group: group)
        let resolver = Resolver(
            zone: ClusterZone(domain: domain, serverAddress: configuration.listenAddress), forwarder: forwarder,
            reverseRanges: configuration.reverseRanges, missingLists: 2)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await services.run() }
            tasks.addTask { try await slices.run() }
            tasks.addTask { for await change in services.changes() { Self.take(change, into: resolver) } }
            tasks.addTask { for await change in slices.changes() { Self.take(change, into: resolver) } }
            tasks.addTask { try await followUpstreams(forwarder) }
            tasks.addTask { try await serve(resolver, group) }
            try await tasks.waitForAll()
        }
    }

    private static func take(_ change: InformerChange<ServiceShape>, into resolver: Resolver) {
        switch change {
        case .applied(let service, _): resolver.update { $0.apply(service) }
        case .deleted(let service): resolver.update { $0.removeService(service.key) }
        case .synced: resolver.listIsComplete()
        }
    }

    private static func take(_ change: InformerChange<EndpointSliceShape>, into resolver: Resolver) {
        switch change {
        case .applied(let slice, _): resolver.update { $0.apply(slice) }
        case .deleted(let slice): resolver.update { $0.removeSlice(slice.key) }
        case .synced: resolver.listIsComplete()
        }
    }

    /// Reads the list of servers now and then: it may change while the node runs.
    private func followUpstreams(_ forwarder: Forwarder) async throws {
        var last: [IPAddress]?
        while true {
            // Asking ourselves would never end.
            let servers = ResolverConfiguration.reachableServers(ofFile: configuration.resolverFile)
                .filter { $0 != .v4(configuration.listenAddress) }
            if servers != last {
                forwarder.use(servers)
                logger.info("dns upstreams", metadata: ["servers": "\(servers.map(\.description).joined(separator: " "))"])
                last = servers
            }
            try await Task.sleep(for: .seconds(10))
        }
    }

    /// Opens the sockets, again and again until that works, and serves until cancelled.
    private func serve(_ resolver: Resolver, _ group: any EventLoopGroup) async throws {
        while true {
            do {
                let server = try await open(resolver, group)
                logger.info("dns serving", metadata: ["address": "\(configuration.listenAddress):\(server.port ?? 0)"])
                try await withTaskCancellationHandler {
                    try await server.waitUntilClosed()
                } onCancel: {
                    server.datagrams.close(promise: nil)
                    server.connections.close(promise: nil)
                }
                try Task.checkCancellation()
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                logger.error("dns not serving", metadata: ["address": "\(configuration.listenAddress)", "error": "\(error)"])
            }
            try await Task.sleep(for: .seconds(1))
        }
    }

    private func open(_ resolver: Resolver, _ group: any EventLoopGroup) async throws -> DNSServer {
        if configuration.assignsAddress {
            let address = configuration.listenAddress
            try await BlockingThread.run { try LoopbackAddress.assign(address) }
        }
        return try await DNSServer.open(
            host: configuration.listenAddress.description, port: configuration.port, group: group, resolver: resolver)
    }
}
