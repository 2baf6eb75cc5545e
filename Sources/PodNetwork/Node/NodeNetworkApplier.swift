internal import Addresses
internal import Netlink

/// Brings the kernel and the configuration file to a plan. Blocks. Applying the same plan again repairs what others changed.
struct NodeNetworkApplier {
    /// Marks our routes (`rtm_protocol`), so that others are never touched. A number nobody has registered.
    static let routeOrigin: UInt8 = 115

    private static let orphanAge = 120

    let configuration: PodNetworkConfiguration

    /// - Parameter restoresRules: also the packet filter's rules, each time as a whole.
    /// - Throws: `NetlinkError` for the first step that failed; the steps before it stay done.
    func apply(_ plan: NodeNetworkPlan, restoresRules: Bool = true) throws {
        try Sysctl.write("net/ipv4/ip_forward", "1")
        let sockets = try RouteSocket()
        if restoresRules { try applyMasquerade(plan) }
        try applyRoutes(plan, sockets)
        guard let podCIDR = plan.podCIDR else { return }
        let mtu = try mtu(sockets)
        _ = try BridgeNetwork(bridge: configuration.bridge, mtu: mtu, range: podCIDR).ensureBridge()
        try releaseOrphans(podCIDR, sockets, restoresRules: restoresRules)
        try CNIConfigurationFile.linkPlugins(in: configuration.pluginDirectory, to: configuration.executable)
        let content = CNIConfigurationFile.content(
            bridge: configuration.bridge, mtu: mtu, podCIDR: podCIDR, clusterCIDR: configuration.clusterCIDR,
            dataDirectory: configuration.dataDirectory)
        try CNIConfigurationFile(directory: configuration.configurationDirectory).write(content)
    }

    /// A container is connected within moments of its allocation; what has no interface after two minutes never gets one.
    private func releaseOrphans(_ podCIDR: IPv4CIDR, _ sockets: RouteSocket, restoresRules: Bool) throws {
        let (data, network) = (configuration.dataDirectory, CNIConfigurationFile.networkName)
        let names = Set(try sockets.links().map(\.name))
        let isAttached = { names.contains(BridgeNetwork.hostEndName($0)) }
        let hostPorts = try HostPortStore(directory: HostPortStore.directory(in: data, network: network))
        try hostPorts.releaseOrphans(olderThan: Self.orphanAge, isAttached: isAttached)
        if restoresRules { try hostPorts.restoreRules() }
        try AddressStore(directory: AddressStore.directory(in: data, network: network), range: podCIDR)
            .releaseOrphans(olderThan: Self.orphanAge, isAttached: isAttached)
    }

    private func applyMasquerade(_ plan: NodeNetworkPlan) throws {
        let ruleset = Masquerade.ruleset(
            table: configuration.tableName, clusterCIDR: configuration.clusterCIDR, nodeAddresses: plan.nodeAddresses)
        try NFTables().apply(ruleset)
    }

    private func applyRoutes(_ plan: NodeNetworkPlan, _ sockets: RouteSocket) throws {
        let existing = try sockets.routes().filter { $0.origin == Self.routeOrigin }
        var firstError: (any Error)?
        for (range, gateway) in plan.routes.sorted(by: { $0.key < $1.key }) {
            let route = Self.route(to: range, via: gateway)
            if existing.contains(where: { $0.destination == route.destination && $0.gateway == route.gateway }) { continue }
            // A node in another network cannot be a gateway; the others must get their routes all the same.
            do { try sockets.replaceRoute(route) } catch { firstError = firstError ?? error }
        }
        let wanted = Set(plan.routes.keys.map { InterfaceAddress($0.base, prefixLength: $0.prefixLength) })
        for route in existing where !wanted.contains(route.destination) { try sockets.deleteRoute(route) }
        if let firstError { throw firstError }
    }

    private static func route(to range: IPv4CIDR, via gateway: IPv4Address) -> Route {
        Route(to: InterfaceAddress(range.base, prefixLength: range.prefixLength), via: .v4(gateway), origin: routeOrigin)
    }

    /// The configured MTU, or that of the interface the other nodes are reached through.
    private func mtu(_ sockets: RouteSocket) throws -> UInt32 {
        if let mtu = configuration.mtu { return mtu }
        for link in try sockets.links() where link.name != "lo" {
            if try sockets.addresses(of: link.index).contains(where: { $0.address == .v4(configuration.nodeIP) }) {
                return link.mtu
            }
        }
        return 1500
    }
}
