import JSON
import TestSupport
import Testing
import Transport

struct LimitRangerTests {
    private func makeRange(_ cluster: TestCluster, _ limit: JSONValue) async throws {
        try await cluster.created(
            "/api/v1/namespaces/default/limitranges",
            ["apiVersion": "v1", "kind": "LimitRange", "metadata": ["name": "r"], "spec": ["limits": [limit]]])
    }

    private func create(_ cluster: TestCluster, _ resources: JSONValue) async throws -> TestAnswer {
        try await cluster.send("POST", PodRequests.path, PodRequests.object("p", container: ["resources": resources]))
    }

    @Test func missingResourcesAreFilledInAndNoted() async throws {
        try await TestCluster.run { cluster in
            try await makeRange(
                cluster,
                [
                    "type": "Container", "default": ["cpu": "500m", "memory": "128Mi"],
                    "defaultRequest": ["cpu": "250m", "memory": "64Mi"],
                ])
            let made = try await create(cluster, ["requests": ["cpu": "100m"]])
            #expect(made.status == 201, "\(made.text)")
            #expect(
                made.body["spec"]?["containers"]?.arrayValue?.first?["resources"] == [
                    "requests": ["cpu": "100m", "memory": "64Mi"], "limits": ["cpu": "500m", "memory": "128Mi"],
                ])
            #expect(
                made.body[path: "metadata", "annotations", "kubernetes.io/limit-ranger"]
                    == "LimitRanger plugin set: memory request for container c; cpu, memory limit for container c")
            #expect(made.body[path: "status", "qosClass"] == "Burstable")
        }
    }

    @Test func boundsOfContainersAreHeld() async throws {
        try await TestCluster.run { cluster in
            try await makeRange(
                cluster,
                [
                    "type": "Container", "min": ["memory": "32Mi"], "max": ["cpu": "1"],
                    "default": ["cpu": "1", "memory": "64Mi"], "maxLimitRequestRatio": ["cpu": "2"],
                ])
            let large = try await create(cluster, ["limits": ["cpu": "2"]])
            #expect(large.status == 403)
            #expect(large.message == #"pods "p" is forbidden: maximum cpu usage per Container is 1, but limit is 2"#)
            let several = try await create(
                cluster, ["limits": ["cpu": "1", "memory": "16Mi"], "requests": ["cpu": "100m"]])
            #expect(
                several.message == #"pods "p" is forbidden: "#
                    + "[minimum memory usage per Container is 32Mi, but request is 16Mi, "
                    + "cpu max limit to request ratio per Container is 2, but provided ratio is 10.000000]")
        }
    }

    @Test func boundsOfPodsAddUpTheContainers() async throws {
        try await TestCluster.run { cluster in
            try await makeRange(cluster, ["type": "Pod", "max": ["cpu": "1"]])
            let container: JSONValue = ["image": "x:1", "resources": ["limits": ["cpu": "600m"]]]
            var (first, second) = (container, container)
            first["name"] = "a"
            second["name"] = "b"
            let both = try await cluster.send(
                "POST", PodRequests.path, PodRequests.object("p", spec: ["containers": [first, second]]))
            #expect(both.message == #"pods "p" is forbidden: maximum cpu usage per Pod is 1, but limit is 1200m"#)
            // Initialisation is over before the rest begins.
            let one = try await cluster.send(
                "POST", PodRequests.path, PodRequests.object("p", spec: ["containers": [first], "initContainers": [second]]))
            #expect(one.status == 201, "\(one.text)")
            let silent = try await cluster.send("POST", PodRequests.path, PodRequests.object("q"))
            #expect(silent.message == #"pods "q" is forbidden: maximum cpu usage per Pod is 1.  No limit is specified"#)
        }
    }

    @Test func boundsOfClaimsAreHeld() async throws {
        try await TestCluster.run { cluster in
            try await makeRange(cluster, ["type": "PersistentVolumeClaim", "min": ["storage": "1Gi"], "max": ["storage": "2Gi"]])
            func claim(_ size: JSONValue) -> JSONValue {
                [
                    "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": ["name": "c"],
                    "spec": ["accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": size]]],
                ]
            }
            let path = "/api/v1/namespaces/default/persistentvolumeclaims"
            let small = try await cluster.send("POST", path, claim("512Mi"))
            #expect(
                small.message
                    == #"persistentvolumeclaims "c" is forbidden: minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 512Mi"#
            )
            let large = try await cluster.send("POST", path, claim("3Gi"))
            #expect(
                large.message
                    == #"persistentvolumeclaims "c" is forbidden: maximum storage usage per PersistentVolumeClaim is 2Gi, but request is 3Gi"#
            )
            let made = try await cluster.send("POST", path, claim("2Gi"))
            #expect(made.status == 201)
            #expect(made.body[path: "metadata", "finalizers"] == ["kubernetes.io/pvc-protection"])
        }
    }
}
