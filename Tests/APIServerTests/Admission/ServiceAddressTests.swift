import APIServer
import JSON
import Store
import TestSupport
import Testing
import Transport

struct ServiceAddressTests {
    private static let path = "/api/v1/namespaces/default/services"
    private static let addresses = "/apis/networking.k8s.io/v1/ipaddresses"
    private static let ranges = "/apis/networking.k8s.io/v1/servicecidrs"

    private func configuration(_ range: String, ports: ClosedRange<Int> = 30000...30099) -> ServerConfiguration {
        ServerConfiguration(serviceCIDR: range, nodePorts: ports)
    }

    private func service(_ name: String, _ spec: JSONValue = .emptyObject) -> JSONValue {
        var spec = spec
        if spec["ports"] == nil, spec["type"] != "ExternalName" { spec["ports"] = [["port": 80]] }
        return ["apiVersion": "v1", "kind": "Service", "metadata": ["name": .string(name)], "spec": spec]
    }

    private func create(_ cluster: TestCluster, _ name: String, _ spec: JSONValue = .emptyObject) async throws -> TestAnswer {
        try await cluster.send("POST", Self.path, service(name, spec))
    }

    private func address(_ answer: TestAnswer) -> String { answer.body[path: "spec", "clusterIP"]?.stringValue ?? "" }

    private func isGone(_ cluster: TestCluster, _ path: String) async throws -> Bool {
        for _ in 0..<500 {
            if try await cluster.send("GET", path).status == 404 { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return false
    }

    // MARK: Addresses

    @Test func everyAddressIsAnObjectOfItsService() async throws {
        try await TestCluster.run(configuration: configuration("10.96.0.0/24")) { cluster in
            let made = try await create(cluster, "web")
            #expect(made.status == 201, "\(made.text)")
            let object = try await cluster.send("GET", "\(Self.addresses)/\(address(made))").body
            #expect(
                object[path: "spec", "parentRef"] == [
                    "group": "", "resource": "services", "namespace": "default", "name": "web",
                ])
            #expect(
                object[path: "metadata", "labels"] == [
                    "ipaddress.kubernetes.io/ip-family": "IPv4",
                    "ipaddress.kubernetes.io/managed-by": "ipallocator.k8s.io",
                ])
            #expect(made.body["spec"]?["clusterIPs"] == [.string(address(made))])
            #expect(made.body["spec"]?["ipFamilies"] == ["IPv4"])
            // By itself an address is from beyond the first sixteen.
            #expect((Int(address(made).split(separator: ".").last ?? "") ?? 0) >= 16)
            #expect(try await cluster.send("GET", "\(Self.addresses)/10.96.0.1").status == 200)
            _ = try await cluster.send("DELETE", "\(Self.path)/web")
            #expect(try await isGone(cluster, "\(Self.addresses)/\(address(made))"))
        }
    }

    @Test func concurrentCreatesNeverShareAnAddressOrAPort() async throws {
        try await TestCluster.run(configuration: configuration("10.96.0.0/24")) { cluster in
            let made = try await withThrowingTaskGroup(of: TestAnswer.self) { group in
                for index in 0..<80 {
                    group.addTask { try await create(cluster, "s\(index)", ["type": "NodePort"]) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(made.allSatisfy { $0.status == 201 })
            #expect(Set(made.map(address)).count == 80)
            #expect(Set(made.map { $0.body["spec"]?["ports"]?.arrayValue?.first?["nodePort"]?.intValue }).count == 80)
        }
    }

    @Test func fullRangeSaysSoAndTakesBackWhatIsDeleted() async throws {
        try await TestCluster.run(configuration: configuration("10.96.0.0/28")) { cluster in
            // 16 addresses without the first, the last, `kubernetes` and the cluster's DNS.
            for index in 0..<12 { #expect(try await create(cluster, "s\(index)").status == 201) }
            let full = try await create(cluster, "more")
            #expect(full.status == 500)
            #expect(full.message == "Internal error occurred: failed to allocate a serviceIP: range is full")
            let freed = address(try await cluster.send("GET", "\(Self.path)/s3"))
            #expect(try await cluster.send("DELETE", "\(Self.path)/s3").status == 200)
            #expect(try await isGone(cluster, "\(Self.addresses)/\(freed)"))
            // It is free a moment after its object is gone.
            var taken = try await create(cluster, "more")
            for _ in 0..<250 where taken.status != 201 {
                try await Task.sleep(for: .milliseconds(20))
                taken = try await create(cluster, "more")
            }
            #expect(address(taken) == freed)
        }
    }

    @Test func chosenAddressIsCheckedForRangeAndOwner() async throws {
        try await TestCluster.run(configuration: configuration("10.96.0.0/24")) { cluster in
            #expect(try await create(cluster, "a", ["clusterIP": "10.96.0.5"]).status == 201)
            #expect(
                try await create(cluster, "b", ["clusterIP": "10.96.0.5"]).message
                    == #"Service "b" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.5"]: failed to allocate IP 10.96.0.5: provided IP is already allocated"#
            )
            #expect(
                try await create(cluster, "b", ["clusterIP": "10.9.0.5"]).message
                    == #"Service "b" is invalid: spec.clusterIPs: Invalid value: ["10.9.0.5"]: failed to allocate IP 10.9.0.5: the provided network does not match the current range"#
            )
            #expect(
                try await create(cluster, "b", ["clusterIP": "10.96.0.255"]).message.contains(
                    "the provided IP (10.96.0.255) is not in the valid range. The range of valid IPs is 10.96.0.0/24"))
            // A Service that failed for another reason may come again with its address.
            #expect(try await create(cluster, "c", ["clusterIP": "10.96.0.7", "ports": [["port": 0]]]).status == 422)
            #expect(try await create(cluster, "c", ["clusterIP": "10.96.0.7"]).status == 201)
            // The address of a deleted Service is free for another one at once.
            _ = try await cluster.send("DELETE", "\(Self.path)/c")
            #expect(try await create(cluster, "d", ["clusterIP": "10.96.0.7"]).status == 201)
            #expect(try await create(cluster, "e?dryRun=All", ["clusterIP": "10.96.0.9"]).status != 201)
        }
    }

    @Test func dryRunTakesNothing() async throws {
        try await TestCluster.run(configuration: configuration("10.96.0.0/24")) { cluster in
            let dry = try await cluster.send("POST", "\(Self.path)?dryRun=All", service("a", ["clusterIP": "10.96.0.5"]))
            #expect(dry.status == 201)
            #expect(try await cluster.send("GET", "\(Self.addresses)/10.96.0.5").status == 404)
            #expect(try await create(cluster, "b", ["clusterIP": "10.96.0.5"]).status == 201)
        }
    }

    @Test func headlessAndExternalServicesTakeNoAddress() async throws {
        try await TestCluster.run(configuration: configuration("10.96.0.0/24")) { cluster in
            let headless = try await create(cluster, "h", ["clusterIP": "None", "selector": ["a": "b"]])
            #expect(headless.body["spec"]?["clusterIPs"] == ["None"])
            #expect(headless.body[path: "spec", "ipFamilyPolicy"] == "SingleStack")
            let named = try await create(cluster, "n", ["type": "ExternalName", "externalName": "example.org"])
            #expect(named.body[path: "spec", "clusterIP"] == nil)
            let taken = try await create(cluster, "t")
            let released = try await cluster.mergePatch(
                "\(Self.path)/t", ["spec": ["type": "ExternalName", "externalName": "example.org", "ports": nil]])
            #expect(released.status == 200, "\(released.text)")
            #expect(try await isGone(cluster, "\(Self.addresses)/\(address(taken))"))
        }
    }

    // MARK: Two families

    @Test func dualStackServicesHaveOneAddressOfEachFamily() async throws {
        try await TestCluster.run(configuration: configuration("10.96.0.0/24,fd43::/112")) { cluster in
            let single = try await create(cluster, "a")
            #expect(single.body["spec"]?["ipFamilies"] == ["IPv4"])
            #expect(single.body[path: "spec", "ipFamilyPolicy"] == "SingleStack")
            let dual = try await create(cluster, "b", ["ipFamilyPolicy": "PreferDualStack", "ipFamilies": ["IPv6"]])
            #expect(dual.status == 201, "\(dual.text)")
            #expect(dual.body["spec"]?["ipFamilies"] == ["IPv6", "IPv4"])
            let list = dual.body["spec"]?["clusterIPs"]?.arrayValue?.compactMap(\.stringValue) ?? []
            #expect(list.count == 2 && list[0].hasPrefix("fd43::") && list[1].hasPrefix("10.96.0."))
            #expect(address(dual) == list.first)
            #expect(try await cluster.send("GET", "\(Self.addresses)/\(list.first ?? "")").status == 200)
            let wider = try await cluster.mergePatch("\(Self.path)/a", ["spec": ["ipFamilyPolicy": "RequireDualStack"]])
            #expect(wider.body["spec"]?["clusterIPs"]?.arrayValue?.count == 2)
            let narrower = try await cluster.mergePatch("\(Self.path)/b", ["spec": ["ipFamilyPolicy": "SingleStack"]])
            #expect(narrower.body["spec"]?["clusterIPs"] == [.string(list.first ?? "")], "\(narrower.text)")
            #expect(try await isGone(cluster, "\(Self.addresses)/\(list.last ?? "")"))
            #expect(
                try await create(cluster, "c", ["ipFamilyPolicy": "SingleStack", "ipFamilies": ["IPv4", "IPv6"]]).message
                    == #"Service "c" is invalid: spec.ipFamilyPolicy: Invalid value: "SingleStack": must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified"#
            )
        }
    }

    @Test func oneFamilyClusterRefusesTheOther() async throws {
        try await TestCluster.run(configuration: configuration("10.96.0.0/24")) { cluster in
            #expect(
                try await create(cluster, "a", ["ipFamilyPolicy": "RequireDualStack"]).message
                    == #"Service "a" is invalid: spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services"#
            )
            #expect(
                try await create(cluster, "a", ["ipFamilies": ["IPv6"]]).message
                    == #"Service "a" is invalid: spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster"#)
            let preferred = try await create(cluster, "a", ["ipFamilyPolicy": "PreferDualStack"])
            #expect(preferred.body["spec"]?["ipFamilies"] == ["IPv4"])
        }
    }

    // MARK: Ranges

    @Test func rangesAreObjectsThatCanBeAddedAndStayWhileInUse() async throws {
        try await TestCluster.run(configuration: configuration("10.96.0.0/29")) { cluster in
            let own = try await cluster.send("GET", "\(Self.ranges)/kubernetes").body
            #expect(own[path: "spec", "cidrs"] == ["10.96.0.0/29"])
            for index in 0..<5 { #expect(try await create(cluster, "s\(index)").status == 201) }
            #expect(try await create(cluster, "more").status == 500)
            try await cluster.created(
                Self.ranges,
                [
                    "apiVersion": "networking.k8s.io/v1", "kind": "ServiceCIDR", "metadata": ["name": "second"],
                    "spec": ["cidrs": ["10.97.0.0/24"]],
                ])
            let more = try await create(cluster, "more")
            #expect(address(more).hasPrefix("10.97.0."))
            var second: JSONValue = .null
            for _ in 0..<500 where second[path: "metadata", "finalizers"] == nil {
                second = try await cluster.send("GET", "\(Self.ranges)/second").body
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(second["status"]?["conditions"]?.arrayValue?.first?["type"] == "Ready")
            _ = try await cluster.send("DELETE", "\(Self.ranges)/second")
            #expect(try await cluster.send("GET", "\(Self.ranges)/second").status == 200)
            // Nothing new comes from a range that is going away.
            #expect(try await create(cluster, "late").status == 500)
            _ = try await cluster.send("DELETE", "\(Self.path)/more")
            #expect(try await isGone(cluster, "\(Self.ranges)/second"))
        }
    }

    // MARK: Node ports

    @Test func nodePortErrorsAreKubernetesOwn() async throws {
        try await TestCluster.run(configuration: configuration("10.96.0.0/24")) { cluster in
            _ = try await create(cluster, "a", ["type": "NodePort", "ports": [["port": 80, "nodePort": 30001]]])
            #expect(
                try await create(cluster, "b", ["type": "NodePort", "ports": [["port": 80, "nodePort": 30001]]]).message
                    == #"Service "b" is invalid: spec.ports[0].nodePort: Invalid value: 30001: provided port is already allocated"#
            )
            #expect(
                try await create(cluster, "b", ["type": "NodePort", "ports": [["port": 80, "nodePort": 80]]]).message
                    == #"Service "b" is invalid: spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-30099"#
            )
        }
    }

    @Test func samePortOverTwoProtocolsSharesANodePort() async throws {
        try await TestCluster.run(configuration: configuration("10.96.0.0/24")) { cluster in
            let made = try await create(
                cluster, "dns",
                [
                    "type": "NodePort",
                    "ports": [
                        ["name": "u", "port": 53, "protocol": "UDP"], ["name": "t", "port": 53, "protocol": "TCP"],
                    ],
                ])
            let ports = made.body["spec"]?["ports"]?.arrayValue?.map { $0["nodePort"]?.intValue } ?? []
            #expect(ports.count == 2 && ports[0] == ports[1])
        }
    }

    @Test func localTrafficOfALoadBalancerHasAHealthCheckPort() async throws {
        try await TestCluster.run(configuration: configuration("10.96.0.0/24")) { cluster in
            let made = try await create(cluster, "a", ["type": "LoadBalancer", "externalTrafficPolicy": "Local"])
            let port = made.body[path: "spec", "healthCheckNodePort"]?.intValue ?? 0
            #expect((30000...30099).contains(port), "\(made.text)")
            let taken = try await create(
                cluster, "b", ["type": "NodePort", "ports": [["port": 80, "nodePort": .int(port)]]])
            #expect(taken.message.contains("provided port is already allocated"))
            let refused = try await create(cluster, "c", ["type": "LoadBalancer", "healthCheckNodePort": 30090])
            #expect(refused.message.contains("may only be set when `type` is 'LoadBalancer'"))
            let changed = try await cluster.mergePatch("\(Self.path)/a", ["spec": ["externalTrafficPolicy": "Cluster"]])
            #expect(changed.status == 200, "\(changed.text)")
            #expect(changed.body[path: "spec", "healthCheckNodePort"] == nil)
        }
    }

    @Test func updateKeepsWhatTheClientLeavesOut() async throws {
        try await TestCluster.run(configuration: configuration("10.96.0.0/24")) { cluster in
            let first = try await create(cluster, "a", ["type": "NodePort"])
            let second = try await cluster.send(
                "PUT", "\(Self.path)/a", service("a", ["type": "NodePort", "ports": [["port": 81]]]))
            #expect(second.body[path: "spec", "clusterIP"] == first.body[path: "spec", "clusterIP"])
            #expect(
                second.body["spec"]?["ports"]?.arrayValue?.first?["nodePort"]
                    == first.body["spec"]?["ports"]?.arrayValue?.first?["nodePort"])
            let third = try await cluster.mergePatch("\(Self.path)/a", ["spec": ["type": "ClusterIP"]])
            #expect(third.body["spec"]?["ports"]?.arrayValue?.first?["nodePort"] == nil)
            #expect(third.body[path: "spec", "clusterIP"] == first.body[path: "spec", "clusterIP"])
            let other = try await cluster.mergePatch("\(Self.path)/a", ["spec": ["clusterIP": "10.96.0.99"]])
            #expect(other.message.contains("spec.clusterIPs[0]: Invalid value: [\"10.96.0.99\"]: may not change once set"))
        }
    }

    @Test func aSecondFamilyMayBeAddedLater() async throws {
        let store = MemoryStore()
        _ = try await TestCluster.run(store: store, configuration: configuration("10.96.0.0/24")) { cluster in
            try await cluster.created(Self.path, service("a"))
        }
        try await TestCluster.run(store: store, configuration: configuration("10.96.0.0/24,fd00::/112")) { cluster in
            let both = try await create(cluster, "b", ["ipFamilyPolicy": "RequireDualStack"])
            #expect(both.status == 201, "\(both.text)")
            #expect(
                try await cluster.send("GET", "\(Self.ranges)/kubernetes").body[path: "spec", "cidrs"]
                    == ["10.96.0.0/24", "fd00::/112"])
        }
        // Another range is none that the Services of this cluster have addresses of.
        try await TestCluster.run(store: store, configuration: configuration("10.99.0.0/24")) { cluster in
            let stored = try await cluster.send("GET", "\(Self.ranges)/kubernetes")
            #expect(stored.body[path: "spec", "cidrs"] == ["10.96.0.0/24", "fd00::/112"])
            #expect(address(try await create(cluster, "c")).hasPrefix("10.96.0."))
        }
    }

    // MARK: Refusals

    @Test func whatARefusedServiceWasGivenIsFreeAtOnce() async throws {
        try await TestCluster.run(configuration: configuration("10.96.0.0/24")) { cluster in
            func wish(_ ports: JSONValue...) -> JSONValue {
                ["type": "NodePort", "clusterIP": "10.96.0.50", "ports": .array(ports)]
            }
            let first: JSONValue = ["name": "a", "port": 80, "nodePort": 30050]
            #expect(
                try await create(cluster, "holder", ["type": "NodePort", "ports": [["port": 80, "nodePort": 30051]]]).status
                    == 201)
            // By the port of another, by validation, because of its name, and by a quota.
            let taken = try await create(cluster, "x", wish(first, ["name": "b", "port": 81, "nodePort": 30051]))
            #expect(taken.message.contains("provided port is already allocated"))
            let invalid = try await create(cluster, "x", wish(first, ["name": "b", "port": 0]))
            #expect(invalid.message.contains("must be between 1 and 65535"))
            #expect(try await create(cluster, "holder", wish(first)).status == 409)
            let quotas = "/api/v1/namespaces/default/resourcequotas"
            try await cluster.created(
                quotas,
                [
                    "apiVersion": "v1", "kind": "ResourceQuota", "metadata": ["name": "q"],
                    "spec": ["hard": ["services.nodeports": "1"]],
                ])
            #expect(try await create(cluster, "x", wish(first)).message.contains("exceeded quota"))
            #expect(try await cluster.send("GET", "\(Self.addresses)/10.96.0.50").status == 404)
            _ = try await cluster.send("DELETE", "\(quotas)/q")
            let changed = try await cluster.mergePatch("\(Self.path)/holder", ["spec": wish(first, ["name": "b", "port": 0])])
            #expect(changed.status == 422)
            let made = try await create(cluster, "y", wish(first))
            #expect(made.status == 201, "\(made.text)")
            #expect(address(made) == "10.96.0.50")
        }
    }

    // MARK: After a crash

    @Test func whatACrashLeftBehindIsRepairedAtStart() async throws {
        let store = MemoryStore()
        let made = try await TestCluster.run(store: store, configuration: configuration("10.96.0.0/24")) { cluster in
            let made = try await create(cluster, "a", ["type": "NodePort", "clusterIP": "10.96.0.5"])
            return made.body["spec"]?["ports"]?.arrayValue?.first?["nodePort"]?.intValue ?? 0
        }
        // A Service without its object, as if it were from a server that had none.
        _ = try await store.commit(
            Mutation(key: "/registry/ipaddresses.networking.k8s.io/10.96.0.5", value: nil, precondition: .none))
        try await TestCluster.run(store: store, configuration: configuration("10.96.0.0/24")) { cluster in
            try await eventually { try await cluster.send("GET", "\(Self.addresses)/10.96.0.5").status == 200 }
            #expect(try await create(cluster, "b", ["clusterIP": "10.96.0.5"]).message.contains("already allocated"))
            let port = try await create(
                cluster, "c", ["type": "NodePort", "ports": [["port": 80, "nodePort": .int(made)]]])
            #expect(port.message.contains("provided port is already allocated"))
        }
    }
}
