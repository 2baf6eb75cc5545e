internal import Addresses
internal import JSON
internal import Netlink

/// The plugin of type `loopback`, which container runtimes call beside the network's own: it sets the container's `lo` up.
struct LoopbackPlugin {
    let version: CNIVersion
    let request: CNIRequest

    /// The result of ADD; `nil` for the commands that answer nothing.
    func respond() throws -> JSONValue? {
        switch request.command {
        case .add:
            let sockets = try NetworkNamespace(path: request.namespace).run { try RouteSocket() }
            let link = try loopback(sockets)
            if !link.isUp { try sockets.change(link.index, LinkChange(isUp: true)) }
            return result
        case .check:
            let sockets = try NetworkNamespace(path: request.namespace).run { try RouteSocket() }
            guard try loopback(sockets).isUp else { throw CNIError(.mismatch, "lo is down in the container") }
            return nil
        // The interface goes with the container's namespace.
        case .delete, .status, .collectGarbage, .version: return nil
        }
    }

    private func loopback(_ sockets: RouteSocket) throws -> Link {
        guard let link = try sockets.link(named: "lo") else { throw CNIError(.network, "the container has no interface lo") }
        return link
    }

    private var result: JSONValue {
        var entry: JSONValue = ["address": "127.0.0.1/8", "interface": 0]
        if version.tagsAddressVersion { entry["version"] = "4" }
        return [
            "cniVersion": .string(version.rawValue),
            "interfaces": [["name": "lo", "mac": "00:00:00:00:00:00", "sandbox": .string(request.namespace)]],
            "ips": [entry],
        ]
    }
}
