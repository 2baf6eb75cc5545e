import Addresses
import KubeAPI
import Testing

@testable import ServiceProxy

@Suite struct ProxyStateTests {
    private func backends(_ texts: String...) -> ServiceRules.Target {
        .backends(texts.compactMap { IPv4Address($0) }.map { Backend(address: $0, port: 8080) })
    }

    @Test func readyEndpointsAreUsed() throws {
        let rule = try #require(try rules(spec(), ["10.42.0.6", "10.42.0.5@me", "!10.42.0.7"]).first)
        #expect(rule.name == "default/web/tcp/80")
        #expect(rule.internalTarget == backends("10.42.0.5", "10.42.0.6"))
        #expect(rule.localBackends.map(\.description) == ["10.42.0.5:8080"])
        #expect(rule.nodePort == nil)
    }

    @Test func endpointsThatEndLeaveAtOnce() throws {
        #expect(try rules(spec(), ["10.42.0.5", "~10.42.0.6"]).first?.internalTarget == backends("10.42.0.5"))
    }

    @Test func endpointsThatEndServeWhenThereIsNoOther() throws {
        let rule = try rules(spec(), ["!10.42.0.5", "~10.42.0.6", "-10.42.0.7"]).first
        #expect(rule?.internalTarget == backends("10.42.0.6"))
    }

    @Test func aServiceWithoutEndpointsRefuses() throws {
        #expect(try rules(spec(), []).first?.internalTarget == .reject)
        #expect(try rules(spec(), ["!10.42.0.5"]).first?.internalTarget == .reject)
    }

    @Test func policyLocalUsesThisNodesEndpointsOnly() throws {
        let inside = try #require(try rules(spec(#""internalTrafficPolicy":"Local""#), ["10.42.0.5@me", "10.42.1.5"]).first)
        #expect(inside.internalTarget == backends("10.42.0.5"))
        #expect(try rules(spec(#""internalTrafficPolicy":"Local""#), ["10.42.1.5"]).first?.internalTarget == .drop)
        let outside = try #require(
            try rules(spec(#""type":"NodePort","externalTrafficPolicy":"Local""#), ["10.42.0.5@me", "10.42.1.5"]).first)
        #expect(outside.internalTarget == backends("10.42.0.5", "10.42.1.5"))
        #expect(outside.externalTarget == backends("10.42.0.5"))
        #expect(outside.keepsClientAddress)
        #expect(outside.nodePort == 30080)
    }

    @Test(arguments: [
        #"{"clusterIP":"None","ports":[{"port":80}]}"#, #"{"type":"ExternalName","externalName":"example.com"}"#,
        #"{"clusterIP":"","ports":[{"port":80}]}"#, #"{"clusterIP":"fd00::5","ports":[{"port":80}]}"#, "{}",
    ])
    func servicesWithoutAnAddressHaveNoRules(_ spec: String) throws {
        #expect(try rules(spec, ["10.42.0.5"]).isEmpty)
    }

    @Test func servicesThatEveryNodeAnswersItselfAreLeftAlone() throws {
        var state = ProxyState(nodeName: "me")
        #expect(!state.apply(try service("dns", spec(), annotations: #"{"swiftlet.dev/node-local":"true"}"#)))
        #expect(state.rules().isEmpty)
    }

    @Test func portsAreMatchedByNameAndProtocol() throws {
        var state = ProxyState(nodeName: "me")
        let ports = #"[{"name":"a","port":53,"protocol":"UDP"},{"name":"b","port":53},{"name":"c","port":70000}]"#
        _ = state.apply(try service("web", #"{"clusterIP":"10.43.0.5","ports":\#(ports)}"#))
        _ = state.apply(
            try slice("web", ["10.42.0.5"], ports: #"[{"name":"a","port":5353,"protocol":"UDP"},{"name":"b","port":0}]"#))
        let found = state.rules()
        #expect(found.map(\.name) == ["default/web/udp/53", "default/web/tcp/53"])
        #expect(found.map(\.internalTarget) == [.backends([Backend(address: IPv4Address(10, 42, 0, 5), port: 5353)]), .reject])
    }

    @Test func slicesComeGoAndMove() throws {
        var state = ProxyState(nodeName: "me")
        let ports = #"[{"name":"http","port":8080}]"#
        #expect(state.apply(try service("web", spec())))
        #expect(!state.apply(try service("web", spec())))
        #expect(state.apply(try slice("web", ["10.42.0.5"], ports: ports, name: "x")))
        #expect(state.apply(try slice("web", ["!10.42.0.5", "10.42.0.6"], ports: ports, name: "y")))
        #expect(state.rules().first?.internalTarget == backends("10.42.0.5", "10.42.0.6"))
        let key = ObjectKey(namespace: "default", name: "web-x")
        let removals = [state.removeSlice(key), state.removeSlice(key)]
        #expect(removals == [true, false])
        #expect(state.rules().first?.internalTarget == backends("10.42.0.6"))
        let isRemoved = state.removeService(ObjectKey(namespace: "default", name: "web"))
        #expect(isRemoved)
        #expect(state.rules().isEmpty)
    }

    @Test func loadBalancerAddressesAndRangesAreRead() throws {
        let extra =
            #""type":"LoadBalancer","loadBalancerSourceRanges":["10.0.0.0/8","10.1.0.0/16","x"],"externalIPs":["192.0.2.1","bad"]"#
        let status = #"{"loadBalancer":{"ingress":[{"ip":"192.0.2.9"},{"ip":"192.0.2.10","ipMode":"Proxy"},{"hostname":"h"}]}}"#
        let rule = try #require(try rules(spec(extra), ["10.42.0.5"], status: status).first)
        #expect(rule.loadBalancerIPs.map(\.description) == ["192.0.2.9"])
        #expect(rule.externalIPs.map(\.description) == ["192.0.2.1"])
        #expect(rule.sourceRanges.map(\.description) == ["10.0.0.0/8"])
    }
}
