import Addresses
import Glibc
import JSON
import KubeAPI
import Netlink
import NetworkTestSupport
import Processes
import Testing

@testable import PodNetwork

@Suite struct NodeNetworkPlanTests {
    private func plan(_ nodes: [NodeNetwork]) throws -> NodeNetworkPlan {
        try NodeNetworkPlan(
            nodes, nodeName: "n1", nodeIP: #require(IPv4Address("172.30.0.2")), clusterCIDR: #require(IPv4CIDR("10.42.0.0/16")))
    }

    private func node(_ name: String, _ address: String, _ range: String) -> NodeNetwork {
        NodeNetwork(name: name, address: IPv4Address(address), podCIDR: IPv4CIDR(range))
    }

    @Test func everyOtherNodeGetsARoute() throws {
        let plan = try plan([
            node("n1", "172.30.0.2", "10.42.0.0/24"), node("n2", "172.30.0.3", "10.42.1.0/24"),
            node("n3", "172.30.0.4", "10.42.2.0/24"),
        ])
        #expect(plan.podCIDR?.description == "10.42.0.0/24")
        #expect(plan.routes.map { "\($0.key) \($0.value)" }.sorted() == ["10.42.1.0/24 172.30.0.3", "10.42.2.0/24 172.30.0.4"])
        #expect(plan.nodeAddresses.map(\.description) == ["172.30.0.2", "172.30.0.3", "172.30.0.4"])
    }

    @Test func wrongNodesTakeNoTrafficAway() throws {
        let plan = try plan([
            node("n1", "172.30.0.2", "10.42.0.0/24"), node("own-range", "172.30.0.3", "10.42.0.0/24"),
            node("everything", "172.30.0.4", "0.0.0.0/0"), node("no-range", "172.30.0.5", ""),
            node("no-address", "", "10.42.3.0/24"),
            node("my-address", "172.30.0.2", "10.42.4.0/24"),
        ])
        #expect(plan.routes.isEmpty)
    }

    @Test func aNodeIsReadFromItsObject() throws {
        let json = try JSONReader.read(
            """
            {"metadata":{"name":"n2"},"spec":{"podCIDR":"10.42.1.0/24","podCIDRs":["10.42.1.0/24"]},
             "status":{"addresses":[{"type":"Hostname","address":"n2"},{"type":"InternalIP","address":"fd00::1"},
             {"type":"InternalIP","address":"172.30.0.3"}]}}
            """)
        #expect(NodeNetwork(Node(json: json)) == node("n2", "172.30.0.3", "10.42.1.0/24"))
        #expect(NodeNetwork(Node(name: "n3")).podCIDR == nil)
    }

    @Test func theRulesKeepPodAddressesInsideTheCluster() throws {
        let text = Masquerade.ruleset(
            table: "t", clusterCIDR: try #require(IPv4CIDR("10.42.0.0/16")), nodeAddresses: [IPv4Address(172, 30, 0, 2)])
        #expect(
            text == """
                add table ip t
                delete table ip t
                table ip t {
                  chain postrouting {
                    type nat hook postrouting priority srcnat; policy accept;
                    ip saddr != 10.42.0.0/16 accept
                    ip daddr { 10.42.0.0/16, 224.0.0.0/4 } accept
                    ip daddr { 172.30.0.2 } accept
                    masquerade fully-random
                  }
                }

                """)
    }
}

@Suite(.serialized, .enabled(if: geteuid() == 0 && Command.find("nft") != nil, "needs root and nft"))
struct NodeNetworkApplierTests {
    /// Two nodes and an outside host on one bridge, and a Pod on each node.
    @Test func podsOfTwoNodesReachOneAnotherAndTheOutside() throws {
        try withDirectory { directory in
            mkdir(directory, 0o700)
            let wire = try NetworkNamespace.create(at: directory + "/wire")
            defer { try? NetworkNamespace.remove(at: directory + "/wire") }
            let switchSockets = try wire.run { try RouteSocket() }
            try switchSockets.createBridge(named: "sw", LinkChange(isUp: true))
            let bridge = try #require(try switchSockets.link(named: "sw"))
            let names = ["n1", "n2", "out"]
            defer { for name in names { try? NetworkNamespace.remove(at: directory + "/" + name) } }
            let hosts = try names.enumerated().map { index, name in
                let host = try NetworkNamespace.create(at: directory + "/" + name)
                try switchSockets.createVeth(
                    named: "to-\(name)", LinkChange(isUp: true, master: bridge.index),
                    peer: LinkChange(name: "eth0", namespace: host.descriptor))
                let sockets = try host.run { try RouteSocket() }
                let end = try #require(try sockets.link(named: "eth0"))
                try sockets.change(end.index, LinkChange(isUp: true))
                try sockets.addAddress(
                    InterfaceAddress(IPv4Address(172, 30, 0, UInt8(index + 2)), prefixLength: 24), to: end.index)
                return host
            }
            let nodes = (0..<2).map { index in
                NodeNetwork(
                    name: names[index], address: IPv4Address(172, 30, 0, UInt8(index + 2)),
                    podCIDR: CIDR(IPv4Address(10, 42, UInt8(index), 0), prefixLength: 24))
            }
            for index in 0..<2 { try setUp(nodes, index, hosts[index], directory) }
            let first = try NetworkNamespace.create(at: directory + "/p1")
            let second = try NetworkNamespace.create(at: directory + "/p2")
            defer { for name in ["p1", "p2"] { try? NetworkNamespace.remove(at: directory + "/" + name) } }
            let addresses = try [(hosts[0], first, 0), (hosts[1], second, 1)].map {
                try addPod($0.0, $0.1, directory + "/d\($0.2)", $0.2)
            }
            let servers = try [("p2", second), ("out", hosts[2]), ("n2", hosts[1])].map {
                try NamingServer($0.0, port: 8080, in: $0.1)
            }
            defer { servers.forEach { $0.stop() } }
            #expect(try ask(addresses[1], 8080, from: first) == "p2 \(addresses[0])")
            #expect(try ask(IPv4Address(172, 30, 0, 3), 8080, from: first) == "n2 \(addresses[0])")
            // Whoever is outside the cluster sees the node.
            #expect(try ask(IPv4Address(172, 30, 0, 4), 8080, from: first) == "out 172.30.0.2")
            try setUp([nodes[0]], 0, hosts[0], directory)
            let stale = try hosts[0].run { try RouteSocket().routes().filter { $0.origin == NodeNetworkApplier.routeOrigin } }
            #expect(stale.isEmpty)
        }
    }

    private func setUp(_ nodes: [NodeNetwork], _ index: Int, _ host: NetworkNamespace, _ directory: String) throws {
        let data = directory + "/d\(index)"
        for path in [data, data + "/conf", data + "/bin"] { mkdir(path, 0o700) }
        let range = try #require(IPv4CIDR("10.42.0.0/16"))
        let configuration = PodNetworkConfiguration(
            nodeName: nodes[index].name, nodeIP: IPv4Address(172, 30, 0, UInt8(index + 2)), clusterCIDR: range,
            configurationDirectory: data + "/conf", pluginDirectory: data + "/bin", dataDirectory: data, executable: "/bin/true")
        let plan = NodeNetworkPlan(nodes, nodeName: nodes[index].name, nodeIP: configuration.nodeIP, clusterCIDR: range)
        try host.run {
            try NodeNetworkApplier(configuration: configuration).apply(plan)
            try NodeNetworkApplier(configuration: configuration).apply(plan)
        }
    }

    /// Calls the plugin with the configuration that the node wrote.
    private func addPod(_ host: NetworkNamespace, _ pod: NetworkNamespace, _ data: String, _ index: Int) throws -> IPv4Address {
        let file = try #require(fopen(data + "/conf/10-swiftlet.conflist", "r"))
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = fread(&buffer, 1, buffer.count, file)
        let list = try JSONReader.read(Array(buffer[..<count]))
        var plugin = try #require(list["plugins"]?.arrayValue?.first)
        plugin["cniVersion"] = list["cniVersion"]
        plugin["name"] = list["name"]
        let (input, path) = (JSONWriter.bytes(plugin), pod.path)
        let answer = try host.run {
            CNIPlugin.main(
                environment: ["CNI_COMMAND": "ADD", "CNI_CONTAINERID": "p", "CNI_IFNAME": "eth0", "CNI_NETNS": path], stdin: input
            )
        }
        let text = try JSONReader.read(answer.stdout)["ips"]?.arrayValue?.first?["address"]?.stringValue ?? ""
        return try #require(IPv4Address(text.split(separator: "/").first ?? ""))
    }
}
