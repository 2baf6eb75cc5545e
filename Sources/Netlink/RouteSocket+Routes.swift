extension RouteSocket {
    /// The unicast routes of the main table, both IP versions.
    package func routes() throws -> [Route] {
        var message = NetlinkMessage(type: Kernel.getRoute, flags: Kernel.flagRequest | Kernel.flagDump)
        for _ in 0..<3 { message.append(UInt32(0)) }
        return try request(message, "list", "routes").compactMap(Route.init)
    }

    /// Adds the route, or takes the place of the one to the same destination with the same metric.
    package func replaceRoute(_ route: Route) throws {
        let flags = Kernel.flagAck | Kernel.flagCreate | Kernel.flagReplace
        try send(Kernel.newRoute, flags: flags, route, "set route")
    }

    /// Removes the route. Not an error when it is gone already.
    package func deleteRoute(_ route: Route) throws {
        do {
            try send(Kernel.deleteRoute, flags: Kernel.flagAck, route, "delete route")
        } catch let error as NetlinkError where error.isNotFound {}
    }

    private func send(_ type: UInt16, flags: UInt16, _ route: Route, _ operation: String) throws {
        var message = NetlinkMessage(type: type, flags: flags | Kernel.flagRequest)
        // struct rtmsg
        message.append(route.destination.address.family)
        message.append(UInt8(clamping: route.destination.prefixLength))
        message.append(UInt8(0))
        message.append(UInt8(0))
        message.append(Kernel.routeTableMain)
        message.append(route.origin)
        message.append(route.scope.rawValue)
        message.append(Kernel.routeTypeUnicast)
        message.append(UInt32(0))
        if route.destination.prefixLength > 0 {
            message.attribute(Kernel.routeDestination, bytes: route.destination.address.networkBytes)
        }
        if let gateway = route.gateway { message.attribute(Kernel.routeGateway, bytes: gateway.networkBytes) }
        if let interface = route.interface { message.attribute(Kernel.routeOutput, interface) }
        if let source = route.source { message.attribute(Kernel.routeSource, bytes: source.networkBytes) }
        if route.metric != 0 { message.attribute(Kernel.routePriority, route.metric) }
        _ = try request(message, operation, route.description)
    }
}
