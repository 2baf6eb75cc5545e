import Addresses
import Files
import JSON

/// Everything that was decided when a cluster (or an agent) was set up, kept in `cluster.json`. Commands and processes
/// read it instead of taking dozens of flags.
struct ClusterPlan: Sendable {
    /// What runs here.
    enum Role: String, Sendable {
        /// Control plane and nodes, each node in a network namespace of this machine (`swiftlet up`).
        case local
        /// A control plane on this host's own network (`swiftlet server`).
        case server
        /// A node on this host's own network (`swiftlet agent`).
        case agent
    }

    struct Node: Sendable {
        let name: String
        /// The node's address, reachable from the other nodes and, for a local cluster, from this machine.
        let address: String
        /// The path of the node's network namespace; `nil` for this host's own.
        let network: String?
    }

    let name: String
    let role: Role
    /// `https://address:port`
    let server: String
    let serverPort: Int
    let nodes: [Node]
    let podCIDR: String
    let serviceCIDR: String
    /// Further names and addresses that the API server's certificate must be valid for.
    let serverNames: [String]
    /// Where the state is kept.
    var store = StoreLocation.sqlite
    var operations = OperationsPlan()
    var access = AccessPlan(json: nil)
    var admission = AdmissionPlan()
    /// What a local cluster put into this machine's network; `nil` otherwise.
    let host: HostPlan?

    /// Where cluster DNS answers: the tenth address of the range of Service addresses. `nil` when that is no range, or too small.
    static func dnsAddress(in serviceCIDR: String) -> IPv4Address? { serviceRange(in: serviceCIDR)?.address(at: 10) }

    /// The first range of Service addresses, of which the API server's and the cluster DNS's are; it is of IPv4.
    static func serviceRange(in serviceCIDR: String) -> IPv4CIDR? {
        serviceCIDR.split(separator: ",").first.flatMap { IPv4CIDR($0) }
    }

    struct HostPlan: Sendable {
        /// Picks the subnet and the interface names.
        let index: Int
        let bridge: String
        let gateway: String
        let subnet: String
    }

    static let defaultPodCIDR = "10.42.0.0/16"
    static let defaultServiceCIDR = "10.43.0.0/16"
}

extension ClusterPlan {
    var json: JSONValue {
        var object: JSONObject = [
            "name": .string(name), "role": .string(role.rawValue), "server": .string(server),
            "serverPort": .int(Int64(serverPort)), "podCIDR": .string(podCIDR), "serviceCIDR": .string(serviceCIDR),
            "serverNames": .array(serverNames.map { .string($0) }),
        ]
        object["nodes"] = .array(
            nodes.map { node in
                var entry: JSONObject = ["name": .string(node.name), "address": .string(node.address)]
                if let network = node.network { entry["network"] = .string(network) }
                return .object(entry)
            })
        object["store"] = store.json
        object["operations"] = operations.json
        object["access"] = access.json
        object["admission"] = admission.json
        if let host {
            object["host"] = [
                "index": .int(Int64(host.index)), "bridge": .string(host.bridge), "gateway": .string(host.gateway),
                "subnet": .string(host.subnet),
            ]
        }
        return .object(object)
    }

    init?(json: JSONValue) {
        guard let name = json["name"]?.stringValue, let role = json["role"]?.stringValue.flatMap(Role.init(rawValue:)),
            let server = json["server"]?.stringValue, let port = json["serverPort"]?.intValue,
            let podCIDR = json["podCIDR"]?.stringValue, let serviceCIDR = json["serviceCIDR"]?.stringValue,
            let store = StoreLocation(json: json["store"])
        else { return nil }
        self.name = name
        self.role = role
        self.server = server
        serverPort = Int(port)
        self.podCIDR = podCIDR
        self.serviceCIDR = serviceCIDR
        self.store = store
        operations = OperationsPlan(json: json["operations"])
        access = AccessPlan(json: json["access"])
        admission = AdmissionPlan(json: json["admission"])
        serverNames = json["serverNames"]?.arrayValue?.compactMap(\.stringValue) ?? []
        nodes = (json["nodes"]?.arrayValue ?? []).compactMap { entry in
            guard let name = entry["name"]?.stringValue, let address = entry["address"]?.stringValue else { return nil }
            return Node(name: name, address: address, network: entry["network"]?.stringValue)
        }
        host = json["host"].flatMap { entry in
            guard let index = entry["index"]?.intValue, let bridge = entry["bridge"]?.stringValue,
                let gateway = entry["gateway"]?.stringValue, let subnet = entry["subnet"]?.stringValue
            else { return nil }
            return HostPlan(index: Int(index), bridge: bridge, gateway: gateway, subnet: subnet)
        }
    }

    static func load(from layout: ClusterLayout) throws -> ClusterPlan {
        let bytes = try FileSystem.read(layout.planFile)
        guard let json = try? JSONReader.read(bytes), let plan = ClusterPlan(json: json) else {
            throw UserError(
                "\(layout.planFile) cannot be read as a cluster plan",
                advice: "remove the cluster with `swiftlet down --name \(layout.name)` and set it up again")
        }
        return plan
    }

    func save(to layout: ClusterLayout) throws {
        try FileSystem.replace(layout.planFile, with: JSONWriter.bytes(json, style: .indented))
    }
}
