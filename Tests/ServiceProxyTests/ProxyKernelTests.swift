import Addresses
import Glibc
import Netlink
import NetworkTestSupport
import Processes
import Testing

@testable import ServiceProxy

/// A node with two Pods on a bridge, and a client outside: the rules meet real connections.
struct ProxyBench {
    let node: NetworkNamespace
    let client: NetworkNamespace
    let pods: [NetworkNamespace]
    static let nodeIP = IPv4Address(172, 30, 0, 2)
    static let clusterIP = IPv4Address(10, 43, 0, 5)

    static func podIP(_ index: Int) -> IPv4Address { IPv4Address(10, 42, 0, UInt8(5 + index)) }

    static func run(bridgedFramesAreFiltered: Bool = true, _ body: (ProxyBench) throws -> Void) throws {
        let prefix = "/tmp/swiftlet-proxy-test-\(getpid())-\(UInt32.random(in: .min ... .max))"
        let names = ["node", "client", "p0", "p1"]
        defer { for name in names { try? NetworkNamespace.remove(at: "\(prefix)-\(name)") } }
        let spaces = try names.map { try NetworkNamespace.create(at: "\(prefix)-\($0)") }
        let bench = ProxyBench(node: spaces[0], client: spaces[1], pods: Array(spaces[2...]))
        try bench.wire(bridgedFramesAreFiltered)
        try body(bench)
    }

    private func wire(_ bridgedFramesAreFiltered: Bool) throws {
        let sockets = try node.run { () -> RouteSocket in
            try Sysctl.write("net/ipv4/ip_forward", "1")
            try Sysctl.write("net/ipv4/conf/all/send_redirects", "0")
            if Sysctl.read("net/bridge/bridge-nf-call-iptables") != nil {
                try Sysctl.write("net/bridge/bridge-nf-call-iptables", bridgedFramesAreFiltered ? "1" : "0")
            }
            return try RouteSocket()
        }
        if let loopback = try sockets.link(named: "lo") { try sockets.change(loopback.index, LinkChange(isUp: true)) }
        try join(sockets, "eth0", Self.nodeIP, 24, client, IPv4Address(172, 30, 0, 9), 24, gateway: Self.nodeIP)
        let out = try #require(try sockets.link(named: "eth0"))
        let any = InterfaceAddress(IPv4Address(bits: 0), prefixLength: 0)
        try sockets.replaceRoute(Route(to: any, via: .v4(IPv4Address(172, 30, 0, 9)), interface: out.index))
        let gateway = IPv4Address(10, 42, 0, 1)
        try sockets.createBridge(named: "cbr0", LinkChange(mac: MACAddress(for: gateway)))
        let bridge = try #require(try sockets.link(named: "cbr0"))
        try sockets.addAddress(InterfaceAddress(gateway, prefixLength: 24), to: bridge.index)
        try sockets.change(bridge.index, LinkChange(isUp: true))
        for (index, pod) in pods.enumerated() {
            try join(sockets, "pod\(index)", nil, 0, pod, Self.podIP(index), 32, gateway: gateway, master: bridge.index)
        }
    }

    private func join(
        _ sockets: RouteSocket, _ name: String, _ near: IPv4Address?, _ nearPrefix: Int, _ there: NetworkNamespace,
        _ far: IPv4Address,
        _ farPrefix: Int, gateway: IPv4Address, master: Int32? = nil
    ) throws {
        try sockets.createVeth(
            named: name, LinkChange(isUp: true, master: master), peer: LinkChange(name: "eth0", namespace: there.descriptor))
        let end = try #require(try sockets.link(named: name))
        if let near { try sockets.addAddress(InterfaceAddress(near, prefixLength: nearPrefix), to: end.index) }
        if master != nil { try sockets.changeBridgePort(end.index, hairpin: true, isolated: false) }
        let inside = try there.run { try RouteSocket() }
        if let loopback = try inside.link(named: "lo") { try inside.change(loopback.index, LinkChange(isUp: true)) }
        let inner = try #require(try inside.link(named: "eth0"))
        try inside.change(inner.index, LinkChange(isUp: true))
        try inside.addAddress(InterfaceAddress(far, prefixLength: farPrefix), to: inner.index)
        if farPrefix == 32 {
            try inside.replaceRoute(Route(to: InterfaceAddress(gateway, prefixLength: 32), interface: inner.index, scope: .link))
        }
        try inside.replaceRoute(
            Route(to: InterfaceAddress(IPv4Address(bits: 0), prefixLength: 0), via: .v4(gateway), interface: inner.index))
    }

    /// Puts the rules in the node's kernel, as a whole or as the difference.
    func apply(_ rules: [ServiceRules], after old: NFTRuleset? = nil) throws -> NFTRuleset {
        let pods = try #require(IPv4CIDR("10.42.0.0/16"))
        let ruleset = NFTCompiler(rules, clusterCIDR: pods).ruleset
        let text =
            old.map { ruleset.changes(from: $0, table: "swiftlet-proxy") }
            ?? ruleset.replacement(table: "swiftlet-proxy", baseChains: NFTCompiler.baseChains(clusterCIDR: pods))
        try node.run { try NFTables().apply(text) }
        return ruleset
    }

    func withServers(_ body: () throws -> Void) throws {
        let servers = try pods.enumerated().map { try NamingServer("p\($0.offset)", port: 8080, in: $0.element) }
        defer { servers.forEach { $0.stop() } }
        try body()
    }

    static func local(_ indices: [Int]) -> [String] { indices.map { "\(podIP($0))@me" } }
}

@Suite(.serialized, .enabled(if: geteuid() == 0 && Command.find("nft") != nil, "needs root and nft")) struct ProxyKernelTests {
    @Test(arguments: [true, false]) func everybodyReachesTheClusterIP(_ bridgedFramesAreFiltered: Bool) throws {
        try ProxyBench.run(bridgedFramesAreFiltered: bridgedFramesAreFiltered) { bench in
            _ = try bench.apply(try rules(spec(), ProxyBench.local([1])))
            try bench.withServers { () throws in
                // From another Pod of the node, with its own address.
                #expect(try ask(ProxyBench.clusterIP, 80, from: bench.pods[0]) == "p1 10.42.0.5")
                // A Pod from itself, through the node.
                #expect(try ask(ProxyBench.clusterIP, 80, from: bench.pods[1]) == "p1 10.42.0.1")
                #expect(try ask(ProxyBench.clusterIP, 80, from: bench.node)?.hasPrefix("p1 ") ?? false)
                #expect(try ask(ProxyBench.clusterIP, 80, from: bench.client) == "p1 10.42.0.1")
            }
        }
    }

    @Test func connectionsSpreadOverTheBackends() throws {
        try ProxyBench.run { bench in
            _ = try bench.apply(try rules(spec(), ProxyBench.local([0, 1])))
            try bench.withServers { () throws in
                var seen: Set<String> = []
                for _ in 0..<60 {
                    if let answer = try ask(ProxyBench.clusterIP, 80, from: bench.pods[0]) {
                        seen.insert(String(answer.prefix(2)))
                    }
                }
                #expect(seen == ["p0", "p1"])
            }
        }
    }

    @Test func nodePortsAnswerInsideAndOutside() throws {
        try ProxyBench.run { bench in
            _ = try bench.apply(try rules(spec(#""type":"NodePort""#), ProxyBench.local([0])))
            try bench.withServers { () throws in
                #expect(try ask(ProxyBench.nodeIP, 30080, from: bench.client) == "p0 10.42.0.1")
                #expect(try ask(ProxyBench.nodeIP, 30080, from: bench.node)?.hasPrefix("p0") ?? false)
                #expect(try ask(ProxyBench.nodeIP, 30080, from: bench.pods[1])?.hasPrefix("p0") ?? false)
                #expect(try ask(ProxyBench.nodeIP, 30080, from: bench.pods[0])?.hasPrefix("p0") ?? false)
            }
        }
    }

    @Test func policyLocalShowsTheClientsAddress() throws {
        try ProxyBench.run { bench in
            let local = spec(#""type":"NodePort","externalTrafficPolicy":"Local","externalIPs":["192.0.2.7"]"#)
            let first = try bench.apply(try rules(local, ProxyBench.local([0])))
            try bench.withServers { () throws in
                #expect(try ask(ProxyBench.nodeIP, 30080, from: bench.client) == "p0 172.30.0.9")
                #expect(try ask(IPv4Address(192, 0, 2, 7), 80, from: bench.client) == "p0 172.30.0.9")
                // The only endpoint is elsewhere: silence for outsiders, service for Pods.
                _ = try bench.apply(try rules(local, ["\(ProxyBench.podIP(1))@other"]), after: first)
                #expect(try ask(ProxyBench.nodeIP, 30080, from: bench.client, milliseconds: 300) == nil)
                #expect(try ask(ProxyBench.nodeIP, 30080, from: bench.pods[0])?.hasPrefix("p1") ?? false)
            }
        }
    }

    @Test func aServiceWithoutBackendsRefusesAtOnceAndComesBack() throws {
        try ProxyBench.run { bench in
            let port = spec(#""type":"NodePort""#)
            let empty = try bench.apply(try rules(port, []))
            try bench.withServers { () throws in
                for (address, port) in [(ProxyBench.clusterIP, UInt16(80)), (ProxyBench.nodeIP, UInt16(30080))] {
                    for place in [bench.pods[0], bench.node, bench.client] {
                        #expect(try ask(address, port, from: place) == "refused")
                    }
                }
                let full = try bench.apply(try rules(port, ProxyBench.local([0])), after: empty)
                #expect(try ask(ProxyBench.clusterIP, 80, from: bench.pods[1]) == "p0 10.42.0.6")
                let other = try bench.apply(try rules(port, ProxyBench.local([1])), after: full)
                #expect(try ask(ProxyBench.clusterIP, 80, from: bench.pods[0]) == "p1 10.42.0.5")
                _ = try bench.apply([], after: other)
                let table = try bench.node.run { try NFTables().table("ip", "swiftlet-proxy") }
                #expect(!(table ?? "").contains("default/web"))
            }
        }
    }

    @Test func aPortThatTheServiceDoesNotHaveIsRefusedAtOnce() throws {
        try ProxyBench.run { bench in
            _ = try bench.apply(try rules(spec(), ProxyBench.local([0])))
            for place in [bench.pods[0], bench.node, bench.client] {
                #expect(try ask(ProxyBench.clusterIP, 81, from: place) == "refused")
            }
        }
    }

    @Test func aClientStaysWithItsBackend() throws {
        try ProxyBench.run { bench in
            let sticky = spec(#""sessionAffinity":"ClientIP""#)
            let both = try bench.apply(try rules(sticky, ProxyBench.local([0, 1])))
            try bench.withServers { () throws in
                let answers = try (0..<12).map { _ in try ask(ProxyBench.clusterIP, 80, from: bench.client) }
                #expect(Set(answers).count == 1)
                let first = try #require(answers.first.flatMap { $0 })
                let other = first.hasPrefix("p0") ? 1 : 0
                let one = try bench.apply(try rules(sticky, ProxyBench.local([other])), after: both)
                #expect(try ask(ProxyBench.clusterIP, 80, from: bench.client)?.hasPrefix("p\(other)") ?? false)
                // The memory of the backend that stayed outlives the change.
                _ = try bench.apply(try rules(sticky, ProxyBench.local([0, 1])), after: one)
                for _ in 0..<8 { #expect(try ask(ProxyBench.clusterIP, 80, from: bench.client)?.hasPrefix("p\(other)") ?? false) }
            }
        }
    }

    @Test func loadBalancerAddressesAdmitOnlyTheirRanges() throws {
        try ProxyBench.run { bench in
            let status = #"{"loadBalancer":{"ingress":[{"ip":"192.0.2.9"}]}}"#
            func balancer(_ range: String) throws -> [ServiceRules] {
                try rules(
                    spec(#""type":"LoadBalancer","loadBalancerSourceRanges":["\#(range)","10.9.0.0/16","10.9.1.0/24"]"#),
                    ProxyBench.local([0]), status: status)
            }
            let open = try bench.apply(try balancer("172.30.0.0/24"))
            try bench.withServers { () throws in
                #expect(try ask(IPv4Address(192, 0, 2, 9), 80, from: bench.client)?.hasPrefix("p0") ?? false)
                _ = try bench.apply(try balancer("172.31.0.0/24"), after: open)
                #expect(try ask(IPv4Address(192, 0, 2, 9), 80, from: bench.client, milliseconds: 300) == nil)
            }
        }
    }

    @Test(.enabled(if: Command.find("conntrack") != nil, "needs conntrack"))
    func anEndlessDatagramFlowMovesToTheBackendThatStays() throws {
        func names(_ indices: [Int]) throws -> [ServiceRules] {
            var state = ProxyState(nodeName: "me")
            let ports = #"[{"name":"n","port":53,"protocol":"UDP"}]"#
            _ = state.apply(try service("names", #"{"clusterIP":"10.43.0.5","ports":\#(ports)}"#))
            _ = state.apply(try slice("names", ProxyBench.local(indices), ports: ports))
            return state.rules()
        }
        try ProxyBench.run { bench in
            let servers = try bench.pods.enumerated().map { try NamingDatagramServer("p\($0.offset)", port: 53, in: $0.element) }
            defer { servers.forEach { $0.stop() } }
            let before = try names([0])
            let first = try bench.apply(before)
            let client = try DatagramClient(to: ProxyBench.clusterIP, 53, in: bench.client)
            #expect(client.ask() == "p0")
            let after = try names([1])
            _ = try bench.apply(after, after: first)
            #expect(client.ask() == "p0", "the kernel goes on with the flow it knows")
            let stale = StaleFlows(from: before, to: after, gone: [])
            try bench.node.run { for selectors in stale.deletions { try TrackedFlows().delete(selectors) } }
            #expect(client.ask() == "p1")
        }
    }

    @Test(.enabled(if: Command.find("conntrack") != nil, "needs conntrack")) func theProgramForFlowsTakesOurSelectors() throws {
        try ProxyBench.run { bench in
            #expect(throws: NetlinkError.self) { try bench.node.run { try TrackedFlows().delete(["--no-such-option"]) } }
            let groups = [
                ["-p", "udp", "--orig-dst", "10.43.0.9", "--orig-port-dst", "53", "--dst-nat", "10.42.0.5"],
                ["-p", "udp", "--orig-port-dst", "30053", "--dst-nat", "10.42.0.5"], ["--dst-nat", "10.42.0.5"],
            ]
            for selectors in groups { try bench.node.run { try TrackedFlows().delete(selectors) } }
        }
    }

    @Test(.enabled(if: Command.find("conntrack") != nil, "needs conntrack"))
    func aFlowWhoseBackendWentWhileNobodyWatchedIsFound() throws {
        func names(_ indices: [Int]) throws -> [ServiceRules] {
            let ports = #"[{"name":"n","port":53,"protocol":"UDP"}]"#
            var state = ProxyState(nodeName: "me")
            _ = state.apply(try service("names", #"{"clusterIP":"10.43.0.5","ports":\#(ports)}"#))
            _ = state.apply(try slice("names", ProxyBench.local(indices), ports: ports))
            return state.rules()
        }
        try ProxyBench.run { bench in
            let server = try NamingDatagramServer("p0", port: 53, in: bench.pods[0])
            defer { server.stop() }
            _ = try bench.apply(try names([0]))
            let client = try DatagramClient(to: ProxyBench.clusterIP, 53, in: bench.client)
            #expect(client.ask() == "p0")
            let listing = try bench.node.run { try TrackedFlows().list(["-p", "udp", "--dst-nat"]) }
            #expect(StaleFlows(listing: listing, rules: try names([0])).deletions.isEmpty)
            let stale = StaleFlows(listing: listing, rules: try names([1]))
            #expect(
                stale.deletions == [
                    ["-p", "udp", "--orig-dst", "10.43.0.5", "--orig-port-dst", "53", "--dst-nat", "10.42.0.5"]
                ])
        }
    }

    @Test func rulesThatOthersTookAwayAreNoticed() throws {
        try ProxyBench.run { bench in
            let sticky = spec(#""type":"NodePort","sessionAffinity":"ClientIP""#)
            var all = try rules(sticky, ProxyBench.local([0, 1]))
            let port = #"[{"port":81}]"#
            var state = ProxyState(nodeName: "me")
            _ = state.apply(try service("many", #"{"clusterIP":"10.43.0.6","ports":\#(port)}"#))
            _ = state.apply(try slice("many", (1...40).map { "10.42.3.\($0)" }, ports: port))
            all += state.rules()
            let base = NFTCompiler.baseChains(clusterCIDR: try #require(IPv4CIDR("10.42.0.0/16")))
            let ruleset = try bench.apply(all)
            func outline() throws -> String? { try bench.node.run { try NFTables().outline("ip", "swiftlet-proxy") } }
            func generation() throws -> UInt32 { try bench.node.run { try NFTables.generation() } }
            #expect(ruleset.matches(outline: try #require(try outline()), baseChains: base))
            let before = try generation()
            #expect(try generation() == before)
            for damage in [
                "flush chain ip swiftlet-proxy svc-default/many/tcp/81", "add rule ip swiftlet-proxy services accept",
                "flush table ip swiftlet-proxy", "add set ip swiftlet-proxy more { type ipv4_addr; }",
            ] {
                _ = try bench.apply(all)
                try bench.node.run { try NFTables().apply(damage) }
                #expect(try generation() != before)
                #expect(!ruleset.matches(outline: try #require(try outline()), baseChains: base), "\(damage)")
            }
            try bench.node.run { try NFTables().apply("flush ruleset") }
            #expect(try outline() == nil)
        }
    }
}
