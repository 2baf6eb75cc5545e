import Addresses
import Testing

@testable import ServiceProxy

@Suite struct NFTRulesetTests {
    private func compile(_ rules: [ServiceRules]) throws -> NFTRuleset {
        NFTCompiler(rules, clusterCIDR: try #require(IPv4CIDR("10.42.0.0/16"))).ruleset
    }

    @Test func aClusterIPIsBalancedAtRandom() throws {
        let ruleset = try compile(try rules(spec(), ["10.42.0.5@me", "10.42.1.6"]))
        #expect(
            ruleset.changes(from: NFTRuleset(), table: "t") == """
                add chain ip t svc-default/web/tcp/80
                add rule ip t svc-default/web/tcp/80 ip saddr != 10.42.0.0/16 meta mark set meta mark | 0x4000
                add rule ip t svc-default/web/tcp/80 meta l4proto tcp dnat ip to numgen random mod 2 map { 0 : 10.42.0.5 . 8080, 1 : 10.42.1.6 . 8080 }
                add element ip t service-ips { 10.43.0.5 . tcp . 80 : goto svc-default/web/tcp/80 }
                add element ip t cluster-ips { 10.43.0.5 }
                add element ip t hairpin { 10.42.0.5 . 10.42.0.5 }

                """)
    }

    @Test func anExternalAddressNeverTakesOverAnotherServicesClusterIP() throws {
        var state = ProxyState(nodeName: "me")
        let thief =
            #"{"clusterIP":"10.43.0.9","clusterIPs":["10.43.0.9"],"externalIPs":["10.43.0.5"],"ports":[{"name":"http","port":80}]}"#
        for (name, spec, backend) in [("aaa", thief, "10.42.0.66"), ("web", spec(), "10.42.0.5")] {
            _ = state.apply(try service(name, spec))
            _ = state.apply(try slice(name, [backend], ports: #"[{"name":"http","port":8080,"protocol":"TCP"}]"#))
        }
        let compiler = NFTCompiler(state.rules(), clusterCIDR: try #require(IPv4CIDR("10.42.0.0/16")))
        #expect(compiler.ruleset.elements[.serviceAddresses]?["10.43.0.5 . tcp . 80"]?.contains("svc-default/web") == true)
        #expect(compiler.conflicts.count == 1)
    }

    @Test func aLostEndpointRewritesItsServiceOnly() throws {
        let before = try compile(try rules(spec(), ["10.42.0.5", "10.42.1.6"]))
        let after = try compile(try rules(spec(), ["10.42.0.5"]))
        #expect(
            after.changes(from: before, table: "t") == """
                flush chain ip t svc-default/web/tcp/80
                add rule ip t svc-default/web/tcp/80 ip saddr != 10.42.0.0/16 meta mark set meta mark | 0x4000
                add rule ip t svc-default/web/tcp/80 meta l4proto tcp dnat to 10.42.0.5:8080

                """)
        #expect(after.changes(from: after, table: "t").isEmpty)
    }

    @Test func theLastEndpointTurnsIntoARefusal() throws {
        let before = try compile(try rules(spec(#""type":"NodePort""#), ["10.42.0.5"]))
        let after = try compile(try rules(spec(#""type":"NodePort""#), []))
        #expect(
            after.changes(from: before, table: "t") == """
                delete element ip t service-ips { 10.43.0.5 . tcp . 80 : goto svc-default/web/tcp/80 }
                delete element ip t node-ports { tcp . 30080 : goto ext-default/web/tcp/80 }
                add element ip t rejected-ips { 10.43.0.5 . tcp . 80 }
                add element ip t rejected-ports { tcp . 30080 }
                flush chain ip t ext-default/web/tcp/80
                flush chain ip t svc-default/web/tcp/80
                delete chain ip t ext-default/web/tcp/80
                delete chain ip t svc-default/web/tcp/80

                """)
    }

    @Test func affinityRemembersClientsPerBackend() throws {
        let affinity = spec(#""sessionAffinity":"ClientIP","sessionAffinityConfig":{"clientIP":{"timeoutSeconds":60}}"#)
        let ruleset = try compile(try rules(affinity, ["10.42.0.5", "10.42.0.6"]))
        #expect(ruleset.affinitySets.values.sorted() == [60, 60])
        #expect(
            ruleset.chains["svc-default/web/tcp/80"] == [
                "ip saddr != 10.42.0.0/16 meta mark set meta mark | 0x4000",
                "ip saddr @aff60-default/web/tcp/80-10.42.0.5/8080 goto ep-default/web/tcp/80-10.42.0.5/8080",
                "ip saddr @aff60-default/web/tcp/80-10.42.0.6/8080 goto ep-default/web/tcp/80-10.42.0.6/8080",
                "numgen random mod 2 vmap { 0 : goto ep-default/web/tcp/80-10.42.0.5/8080, 1 : goto ep-default/web/tcp/80-10.42.0.6/8080 }",
            ])
        let fewer = try compile(try rules(affinity, ["10.42.0.6"]))
        let text = fewer.changes(from: ruleset, table: "t")
        #expect(text.contains("delete set ip t aff60-default/web/tcp/80-10.42.0.5/8080"))
        #expect(!text.contains("ep-default/web/tcp/80-10.42.0.6/8080 update"))
    }

    @Test func policyLocalKeepsTheClientsAddressAndServesInsidersEverywhere() throws {
        let local = spec(#""type":"NodePort","externalTrafficPolicy":"Local""#)
        let ruleset = try compile(try rules(local, ["10.42.0.5@me", "10.42.1.6"]))
        #expect(
            ruleset.chains["ext-default/web/tcp/80"] == [
                "ip saddr 10.42.0.0/16 goto all-default/web/tcp/80", "fib saddr type local goto all-default/web/tcp/80",
                "meta l4proto tcp dnat to 10.42.0.5:8080",
            ])
        let elsewhere = try compile(try rules(local, ["10.42.1.6"]))
        #expect(elsewhere.chains["ext-default/web/tcp/80"]?.last == "drop")
    }

    @Test func sourceRangesGuardTheLoadBalancerOnly() throws {
        let balancer = spec(#""type":"LoadBalancer","loadBalancerSourceRanges":["192.0.2.0/24"]"#)
        let ruleset = try compile(
            try rules(balancer, ["10.42.0.5"], status: #"{"loadBalancer":{"ingress":[{"ip":"198.51.100.1"}]}}"#))
        #expect(ruleset.elements[.serviceAddresses]?["198.51.100.1 . tcp . 80"] == "goto lb-default/web/tcp/80")
        #expect(ruleset.chains["lb-default/web/tcp/80"] == ["ip saddr != { 192.0.2.0/24 } drop", "goto ext-default/web/tcp/80"])
        #expect(ruleset.elements[.nodePorts]?["tcp . 30080"] == "goto ext-default/web/tcp/80")
    }

    @Test func theFirstServiceKeepsAnAddressThatTwoClaim() throws {
        var state = ProxyState(nodeName: "me")
        for name in ["b", "a"] {
            _ = state.apply(try service(name, spec()))
            _ = state.apply(try slice(name, ["10.42.0.5"], ports: #"[{"name":"http","port":8080}]"#))
        }
        let compiler = NFTCompiler(state.rules(), clusterCIDR: try #require(IPv4CIDR("10.42.0.0/16")))
        #expect(compiler.ruleset.elements[.serviceAddresses] == ["10.43.0.5 . tcp . 80": "goto svc-default/a/tcp/80"])
        #expect(compiler.conflicts.count == 1)
    }

    @Test(arguments: ["a b", "a;drop", "a}\n", "A", "a\"", "ä", "@x"]) func textThatIsNoNameNeverReachesTheFilter(
        _ name: String
    ) throws {
        var rule = try #require(try rules(spec(), ["10.42.0.5"]).first)
        rule = ServiceRules(
            name: "default/\(name)/tcp/80", transport: rule.transport, port: rule.port, clusterIPs: rule.clusterIPs,
            nodePort: nil,
            externalIPs: [], loadBalancerIPs: [], sourceRanges: [], affinitySeconds: nil, internalTarget: rule.internalTarget,
            externalTarget: rule.externalTarget, clusterTarget: rule.clusterTarget, keepsClientAddress: false, localBackends: [])
        #expect(try compile([rule]) == NFTRuleset())
    }

    @Test func udpFlowsToLostBackendsAreForgotten() throws {
        func dns(_ endpoints: [String]) throws -> [ServiceRules] {
            var state = ProxyState(nodeName: "me")
            _ = state.apply(try service("dns", #"{"clusterIP":"10.43.0.9","ports":[{"name":"d","port":53,"protocol":"UDP"}]}"#))
            _ = state.apply(try slice("dns", endpoints, ports: #"[{"name":"d","port":53,"protocol":"UDP"}]"#))
            return state.rules()
        }
        let selector = ["-p", "udp", "--orig-dst", "10.43.0.9", "--orig-port-dst", "53"]
        let gone = IPv4Address(10, 42, 0, 5)
        let lost = StaleFlows(from: try dns(["10.42.0.5", "10.42.0.6"]), to: try dns(["10.42.0.6"]), gone: [])
        #expect(lost.deletions == [selector + ["--dst-nat", "10.42.0.5"]])
        let removed = StaleFlows(from: try dns(["10.42.0.5", "10.42.0.6"]), to: try dns(["10.42.0.6"]), gone: [gone])
        #expect(removed.deletions == [["--dst-nat", "10.42.0.5"]])
        #expect(StaleFlows(from: try dns([]), to: try dns(["10.42.0.6"]), gone: []).deletions == [selector])
        #expect(StaleFlows(from: try dns(["10.42.0.6"]), to: try dns(["10.42.0.6"]), gone: []).deletions.isEmpty)
    }

    @Test func connectionsOutliveTheirBackendsUseButNotItsAddress() throws {
        let before = try rules(spec(), ["10.42.0.5"])
        #expect(StaleFlows(from: before, to: try rules(spec(), ["~10.42.0.5", "10.42.0.6"]), gone: []).deletions.isEmpty)
        let gone = StaleFlows(from: before, to: [], gone: [IPv4Address(10, 42, 0, 5)])
        #expect(gone.deletions == [["--dst-nat", "10.42.0.5"]])
        var state = ProxyState(nodeName: "me")
        _ = state.apply(try slice("web", ["~10.42.0.5", "!10.42.0.6"], ports: "[]"))
        #expect(state.endpointAddresses.map(\.description).sorted() == ["10.42.0.5", "10.42.0.6"])
    }
}
