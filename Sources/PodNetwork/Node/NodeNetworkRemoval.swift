internal import Netlink

/// Takes the Pod network out of a network namespace that the node shared with its host.
package enum NodeNetworkRemoval {
    /// Removes the bridge, our routes to other nodes and the masquerading of what leaves the cluster. What is gone already is fine.
    /// - Throws: `NetlinkError` for the first step that failed; the other steps are done all the same.
    package static func run() throws {
        let socket = try RouteSocket()
        var firstError: (any Error)?
        func attempt(_ step: () throws -> Void) {
            do { try step() } catch { firstError = firstError ?? error }
        }
        attempt { try socket.deleteLink(named: PodNetworkConfiguration.defaultBridge) }
        attempt {
            for route in try socket.routes() where route.origin == NodeNetworkApplier.routeOrigin {
                try socket.deleteRoute(route)
            }
        }
        attempt { try NFTables().deleteTable("ip", PodNetworkConfiguration.defaultTableName) }
        if let firstError { throw firstError }
    }
}
