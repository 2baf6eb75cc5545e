import Addresses
import Glibc
import JSON
import Netlink
import NetworkTestSupport
import Processes
import Testing

@testable import PodNetwork

@Suite(.serialized, .enabled(if: geteuid() == 0 && Command.find("nft") != nil, "needs root and nft")) struct HostPortTests {
    private static func mappings(_ ports: [(host: Int64, container: Int64)], address: String = "") -> JSONValue {
        let items = ports.map { port -> JSONValue in
            ["hostPort": .int(port.host), "containerPort": .int(port.container), "protocol": "tcp", "hostIP": .string(address)]
        }
        return ["runtimeConfig": ["portMappings": .array(items)]]
    }

    private static let nodeAddress = IPv4Address(172, 30, 9, 2)

    /// The node, with an address beside that of its bridge.
    private func run(_ body: (PluginBench) throws -> Void) throws {
        try PluginBench.run { bench in
            try bench.node.run {
                let sockets = try RouteSocket()
                let loopback = try #require(try sockets.link(named: "lo"))
                try sockets.addAddress(InterfaceAddress(Self.nodeAddress, prefixLength: 32), to: loopback.index)
            }
            try body(bench)
        }
    }

    @Test func aPortOfTheNodeLeadsToThePod() throws {
        try run { bench in
            try bench.withPod("a") { a in
                try bench.withPod("b") { b in
                    let address = try #require(
                        try bench.call("ADD", "a", a, extra: Self.mappings([(8888, 8080)])).json["ips"]?.arrayValue?.first)
                    #expect(address["address"] == "10.42.1.2/32")
                    let other = try bench.add("b", b)
                    let server = try NamingServer("a", port: 8080, in: a)
                    defer { server.stop() }
                    #expect(try ask(Self.nodeAddress, 8888, from: b) == "a \(other)")
                    #expect(try ask(Self.nodeAddress, 8888, from: bench.node)?.hasPrefix("a ") ?? false)
                    // The Pod itself gets its answer through the node.
                    #expect(try ask(Self.nodeAddress, 8888, from: a) == "a 10.42.1.1")
                    #expect(try ask(Self.nodeAddress, 8080, from: b) == "refused")
                    #expect(try bench.call("CHECK", "a", a, extra: Self.mappings([(8888, 8080)])).code == 0)
                    #expect(try bench.call("CHECK", "a", a, extra: Self.mappings([(8889, 8080)])).json["code"]?.intValue == 102)
                    #expect(try bench.call("DEL", "a").code == 0)
                    #expect(try ask(Self.nodeAddress, 8888, from: b) == "refused")
                    #expect(try bench.node.run { try NFTables().table("ip", HostPortStore.table) } == nil)
                }
            }
        }
    }

    @Test func aPortCanBeOfOneAddressOnly() throws {
        try run { bench in
            try bench.withPod("a") { a in
                try bench.withPod("b") { b in
                    let first = try bench.call("ADD", "a", a, extra: Self.mappings([(8888, 8080)], address: "172.30.9.2"))
                    #expect(first.code == 0)
                    #expect(try bench.call("ADD", "b", b, extra: Self.mappings([(8888, 8080)], address: "10.42.1.1")).code == 0)
                    let servers = [try NamingServer("a", port: 8080, in: a), try NamingServer("b", port: 8080, in: b)]
                    defer { servers.forEach { $0.stop() } }
                    #expect(try ask(Self.nodeAddress, 8888, from: bench.node)?.hasPrefix("a ") ?? false)
                    #expect(try ask(IPv4Address(10, 42, 1, 1), 8888, from: bench.node)?.hasPrefix("b ") ?? false)
                }
            }
        }
    }

    @Test func aPortInUseIsRefusedAndNothingIsKept() throws {
        try run { bench in
            try bench.withPod("a") { a in
                try bench.withPod("b") { b in
                    #expect(try bench.call("ADD", "a", a, extra: Self.mappings([(8888, 80)])).code == 0)
                    let refusal = try bench.call("ADD", "b", b, extra: Self.mappings([(7777, 80), (8888, 80)]))
                    #expect(refusal.json["code"]?.intValue == 11)
                    #expect(refusal.json["msg"]?.stringValue == "host port 8888/tcp is in use")
                    #expect(try bench.call("CHECK", "b", b).json["code"]?.intValue == 3)
                    #expect(try b.run { try RouteSocket().link(named: "eth0") } == nil)
                    // Its own again is no conflict, and what a container without an interface holds is free.
                    #expect(try bench.call("ADD", "a", a, extra: Self.mappings([(8888, 80)])).code == 0)
                    try bench.node.run {
                        try RouteSocket().deleteLink(
                            named: BridgeNetwork.hostEndName(AddressOwner(containerID: "a", interface: "eth0")))
                    }
                    #expect(try bench.call("ADD", "b", b, extra: Self.mappings([(8888, 80)])).code == 0)
                }
            }
        }
    }

    @Test func rulesComeBackAndOrphansGo() throws {
        try run { bench in
            try bench.withPod("a") { a in
                #expect(try bench.call("ADD", "a", a, extra: Self.mappings([(8888, 8080)])).code == 0)
                let server = try NamingServer("a", port: 8080, in: a)
                defer { server.stop() }
                let store = try HostPortStore(directory: bench.directory + "/data/networks/swiftlet/host-ports")
                try bench.node.run {
                    try NFTables().apply("flush ruleset")
                    try store.restoreRules()
                }
                #expect(try ask(Self.nodeAddress, 8888, from: bench.node)?.hasPrefix("a ") ?? false)
                let owner = AddressOwner(containerID: "a", interface: "eth0")
                let later = time(nil) + 1000
                try bench.node.run {
                    try store.releaseOrphans(olderThan: 120, at: later) { _ in true }
                    try store.releaseOrphans(olderThan: 120) { _ in false }
                }
                #expect(try store.ports(of: owner).count == 1)
                try bench.node.run { try store.releaseOrphans(olderThan: 120, at: later) { _ in false } }
                #expect(try store.ports(of: owner).isEmpty)
                #expect(try bench.node.run { try NFTables().table("ip", HostPortStore.table) } == nil)
            }
        }
    }

    @Test(arguments: [
        (#"{"hostPort":70000,"containerPort":80}"#, 7), (#"{"hostPort":80}"#, 7),
        (#"{"hostPort":80,"containerPort":80,"protocol":"icmp"}"#, 7),
        (#"{"hostPort":80,"containerPort":80,"hostIP":"::1"}"#, 2), (#"{"hostPort":-1,"containerPort":80}"#, 7),
    ]) func malformedMappingsAreRefused(_ mapping: String, _ code: Int64) throws {
        let json: JSONValue = ["runtimeConfig": ["portMappings": [try JSONReader.read(Array(mapping.utf8))]]]
        let error = #expect(throws: CNIError.self) { try HostPort.list(json) }
        #expect(error?.code.rawValue == code)
    }

    @Test func portsThatAreNotTheNodesAskForNothing() throws {
        let json: JSONValue = [
            "runtimeConfig": [
                "portMappings": [
                    ["hostPort": 0, "containerPort": 80],
                    ["HostPort": 53, "ContainerPort": 5353, "Protocol": "udp", "HostIP": "0.0.0.0"],
                ]
            ]
        ]
        let ports = try HostPort.list(json)
        #expect(ports == [HostPort(transport: .udp, port: 53, address: nil, containerPort: 5353)])
        #expect(ports.first?.claim == "udp-53")
        let narrow = HostPort(transport: .tcp, port: 80, address: IPv4Address(192, 0, 2, 1), containerPort: 8080)
        #expect(HostPort(claim: narrow.claim, containerPort: 8080) == narrow)
        #expect(HostPort(claim: "lock", containerPort: 1) == nil)
        #expect(HostPort(claim: "tcp-80-x", containerPort: 1) == nil)
    }
}
