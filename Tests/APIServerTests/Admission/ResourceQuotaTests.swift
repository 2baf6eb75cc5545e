import JSON
import TestSupport
import Testing
import Transport

struct ResourceQuotaTests {
    private static let quotas = "/api/v1/namespaces/default/resourcequotas"

    private func makeQuota(_ cluster: TestCluster, _ name: String, _ spec: JSONValue) async throws {
        try await cluster.created(
            Self.quotas,
            ["apiVersion": "v1", "kind": "ResourceQuota", "metadata": ["name": .string(name)], "spec": spec])
    }

    private func used(_ cluster: TestCluster, _ name: String) async throws -> JSONValue {
        try await cluster.send("GET", "\(Self.quotas)/\(name)").body[path: "status", "used"] ?? .null
    }

    /// Waits until a quota shows what is expected; the last state when it does not.
    private func used(_ cluster: TestCluster, _ name: String, becomes wanted: JSONValue) async throws -> Bool {
        for _ in 0..<500 {
            if try await used(cluster, name) == wanted { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }

    @Test func objectCountsAreHeldAndGivenBack() async throws {
        try await TestCluster.run { cluster in
            try await makeQuota(cluster, "q", ["hard": ["configmaps": "2", "count/secrets": "1"]])
            for name in ["a", "b"] { try await cluster.created(ConfigMaps.path, ConfigMaps.object(name)) }
            let refused = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("c"))
            #expect(refused.status == 403)
            #expect(
                refused.message
                    == #"configmaps "c" is forbidden: exceeded quota: q, requested: configmaps=1, used: configmaps=2, limited: configmaps=2"#
            )
            #expect(try await used(cluster, "q", becomes: ["configmaps": "2", "count/secrets": "0"]))
            _ = try await cluster.send("DELETE", "\(ConfigMaps.path)/a")
            #expect(try await used(cluster, "q", becomes: ["configmaps": "1", "count/secrets": "0"]))
            try await cluster.created(ConfigMaps.path, ConfigMaps.object("c"))
            // A dry run takes nothing, and is refused all the same.
            #expect(try await cluster.send("POST", "\(ConfigMaps.path)?dryRun=All", ConfigMaps.object("d")).status == 403)
        }
    }

    @Test func existingObjectsCountFromTheFirstRequestOn() async throws {
        try await TestCluster.run { cluster in
            for name in ["a", "b"] { try await cluster.created(ConfigMaps.path, ConfigMaps.object(name)) }
            try await makeQuota(cluster, "q", ["hard": ["count/configmaps": "2"]])
            #expect(try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("c")).status == 403)
        }
    }

    @Test func concurrentCreatesNeverExceedAQuota() async throws {
        try await TestCluster.run { cluster in
            try await makeQuota(cluster, "q", ["hard": ["configmaps": "10"]])
            try await makeQuota(cluster, "r", ["hard": ["count/configmaps": "20"]])
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for index in 0..<60 {
                    group.addTask {
                        try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("c\(index)")).status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 201 }.count == 10)
            #expect(statuses.filter { $0 == 403 }.count == 50)
            #expect(try await used(cluster, "q", becomes: ["configmaps": "10"]))
            #expect(try await used(cluster, "r", becomes: ["count/configmaps": "10"]))
        }
    }

    @Test func podsAreCountedByWhatTheyAskFor() async throws {
        try await TestCluster.run { cluster in
            try await makeQuota(
                cluster, "q",
                ["hard": ["pods": "5", "requests.cpu": "1", "limits.memory": "1Gi", "requests.example.com/gpu": "1"]])
            let silent = try await cluster.send("POST", PodRequests.path, PodRequests.object("a"))
            #expect(
                silent.message
                    == #"pods "a" is forbidden: failed quota: q: must specify limits.memory for: c; requests.cpu for: c"#)
            let resources: JSONValue = ["resources": ["requests": ["cpu": "600m"], "limits": ["memory": "256Mi"]]]
            try await cluster.created(PodRequests.path, PodRequests.object("a", container: resources))
            let second = try await cluster.send("POST", PodRequests.path, PodRequests.object("b", container: resources))
            #expect(
                second.message
                    == #"pods "b" is forbidden: exceeded quota: q, requested: requests.cpu=600m, used: requests.cpu=600m, limited: requests.cpu=1"#
            )
            let full: JSONValue = [
                "limits.memory": "256Mi", "pods": "1", "requests.cpu": "600m", "requests.example.com/gpu": "0",
            ]
            #expect(try await used(cluster, "q", becomes: full))
            // A Pod that has ended gives everything back.
            _ = try await cluster.mergePatch("\(PodRequests.path)/a/status", ["status": ["phase": "Succeeded"]])
            let none: JSONValue = ["limits.memory": "0", "pods": "0", "requests.cpu": "0", "requests.example.com/gpu": "0"]
            #expect(try await used(cluster, "q", becomes: none))
        }
    }

    @Test func scopesChooseThePodsThatCount() async throws {
        try await TestCluster.run { cluster in
            try await makeQuota(cluster, "best", ["hard": ["pods": "1"], "scopes": ["BestEffort"]])
            try await makeQuota(cluster, "ending", ["hard": ["pods": "1"], "scopes": ["Terminating"]])
            try await makeQuota(
                cluster, "class",
                [
                    "hard": ["pods": "0"],
                    "scopeSelector": [
                        "matchExpressions": [
                            ["scopeName": "PriorityClass", "operator": "In", "values": ["system-node-critical"]]
                        ]
                    ],
                ])
            try await cluster.created(PodRequests.path, PodRequests.object("a"))
            let resources: JSONValue = ["resources": ["requests": ["cpu": "1m"]]]
            #expect(
                try await cluster.send("POST", PodRequests.path, PodRequests.object("b")).message.contains("exceeded quota: best")
            )
            try await cluster.created(PodRequests.path, PodRequests.object("b", container: resources))
            try await cluster.created(
                PodRequests.path, PodRequests.object("c", spec: ["activeDeadlineSeconds": 5], container: resources))
            let ending = try await cluster.send(
                "POST", PodRequests.path, PodRequests.object("d", spec: ["activeDeadlineSeconds": 5], container: resources))
            #expect(ending.message.contains("exceeded quota: ending"))
            let critical = try await cluster.send(
                "POST", PodRequests.path,
                PodRequests.object("e", spec: ["priorityClassName": "system-node-critical"], container: resources))
            #expect(critical.message.contains("exceeded quota: class"))
        }
    }

    @Test func whatIsDeletedAtOnceIsGivenBackAtOnce() async throws {
        try await TestCluster.run { cluster in
            try await makeQuota(cluster, "q", ["hard": ["configmaps": "1"]])
            for name in ["a", "b", "c"] {
                var status = 0
                for _ in 0..<500 where status != 201 {
                    status = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object(name)).status
                    if status != 201 { try await Task.sleep(for: .milliseconds(10)) }
                }
                #expect(status == 201)
                _ = try await cluster.send("DELETE", "\(ConfigMaps.path)/\(name)")
            }
            #expect(try await used(cluster, "q", becomes: ["configmaps": "0"]))
        }
    }

    @Test func devicesAreCountedByTheirClass() async throws {
        try await TestCluster.run { cluster in
            let devices = "gpu.deviceclass.resource.k8s.io/devices"
            try await makeQuota(cluster, "q", ["hard": [devices: "40", "count/resourceclaims.resource.k8s.io": "9"]])
            func claim(_ name: String, _ request: JSONValue) -> JSONValue {
                [
                    "apiVersion": "resource.k8s.io/v1", "kind": "ResourceClaim", "metadata": ["name": .string(name)],
                    "spec": ["devices": ["requests": [request]]],
                ]
            }
            let path = "/apis/resource.k8s.io/v1/namespaces/default/resourceclaims"
            try await cluster.created(
                path, claim("some", ["name": "r", "exactly": ["deviceClassName": "gpu", "count": 3]]))
            try await cluster.created(
                path,
                claim(
                    "either",
                    [
                        "name": "r",
                        "firstAvailable": [
                            ["name": "a", "deviceClassName": "gpu", "count": 2],
                            ["name": "b", "deviceClassName": "gpu", "count": 5], ["name": "c", "deviceClassName": "other"],
                        ],
                    ]))
            try await cluster.created(
                path, claim("all", ["name": "r", "exactly": ["deviceClassName": "gpu", "allocationMode": "All"]]))
            let more = try await cluster.send(
                "POST", path, claim("more", ["name": "r", "exactly": ["deviceClassName": "gpu"]]))
            #expect(
                more.message == #"resourceclaims.resource.k8s.io "more" is forbidden: exceeded quota: q, "#
                    + "requested: \(devices)=1, used: \(devices)=40, limited: \(devices)=40")
            try await cluster.created(path, claim("another", ["name": "r", "exactly": ["deviceClassName": "other"]]))
        }
    }

    @Test func servicesAreCountedByTypeAlsoWhenItChanges() async throws {
        try await TestCluster.run { cluster in
            try await makeQuota(
                cluster, "q", ["hard": ["services": "5", "services.nodeports": "1", "services.loadbalancers": "0"]])
            let path = "/api/v1/namespaces/default/services"
            func service(_ name: String, _ type: JSONValue) -> JSONValue {
                [
                    "apiVersion": "v1", "kind": "Service", "metadata": ["name": .string(name)],
                    "spec": ["type": type, "ports": [["port": 80]]],
                ]
            }
            try await cluster.created(path, service("a", "NodePort"))
            try await cluster.created(path, service("b", "ClusterIP"))
            let changed = try await cluster.mergePatch("\(path)/b", ["spec": ["type": "NodePort"]])
            #expect(
                changed.message
                    == #"services "b" is forbidden: exceeded quota: q, requested: services.nodeports=1, used: services.nodeports=1, limited: services.nodeports=1"#
            )
            #expect(try await cluster.send("POST", path, service("c", "LoadBalancer")).status == 403)
            // `kubernetes` is the third.
            #expect(
                try await used(
                    cluster, "q", becomes: ["services": "3", "services.loadbalancers": "0", "services.nodeports": "1"]))
        }
    }
}
