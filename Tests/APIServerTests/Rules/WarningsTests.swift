import APIServer
import JSON
import TestSupport
import Testing
import Transport

/// What good objects are warned of, as the `Warning` headers of the answers.
struct WarningsTests {
    private static let pods = "/api/v1/namespaces/default/pods"

    private func warnings(
        _ cluster: TestCluster, _ path: String, _ object: JSONValue, status: Int = 201
    ) async throws -> [String] {
        let answer = try await cluster.send("POST", path, object)
        #expect(answer.status == status, "\(answer.body)")
        return answer.headers.all("Warning").map { text in
            String(text.dropFirst("299 - \"".count).dropLast()).replacing("\\\"", with: "\"")
        }
    }

    private func pod(_ name: String, _ spec: JSONValue = [:], container: JSONValue = [:]) -> JSONValue {
        var main: JSONValue = ["name": "c", "image": "i:1"]
        for member in container.objectValue ?? JSONObject() { main[member.key] = member.value }
        var object: JSONValue = [
            "apiVersion": "v1", "kind": "Pod", "metadata": ["name": .string(name)],
            "spec": ["automountServiceAccountToken": false, "containers": [main]],
        ]
        for member in spec.objectValue ?? JSONObject() { object[path: ["spec", member.key]] = member.value }
        return object
    }

    @Test func plainPodIsNotWarnedOf() async throws {
        try await TestCluster.run { cluster in
            let given = try await warnings(cluster, Self.pods, pod("plain"))
            #expect(given == [])
        }
    }

    @Test func repeatedEnvironmentAndPortsAreWarnedOf() async throws {
        try await TestCluster.run { cluster in
            let container: JSONValue = [
                "env": [
                    ["name": "A", "value": "1"], ["name": "A", "value": "2"], ["name": "B", "value": "1"],
                    ["name": "B", "value": "$(B)2"],
                ],
                "ports": [["containerPort": 80], ["containerPort": 80], ["containerPort": 81, "hostIP": "10.0.0.9"]],
                "resources": ["requests": ["memory": "100m"]],
            ]
            let given = try await warnings(cluster, Self.pods, pod("a.b", container: container))
            #expect(
                given == [
                    "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is "
                        + "recommended: [a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', "
                        + "and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for "
                        + "validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')]",
                    "spec.containers[0].resources.requests[memory]: fractional byte value \"100m\" is invalid, must be an "
                        + "integer",
                    "spec.containers[0].env[1]: hides previous definition of \"A\", which may be dropped when using apply",
                    "spec.containers[0].ports[1]: duplicate port definition with spec.containers[0].ports[0]",
                    "spec.containers[0].ports[2]: hostIP set without hostPort: {Name: HostPort:0 ContainerPort:81 "
                        + "Protocol:TCP HostIP:10.0.0.9}",
                ])
        }
    }

    @Test func placesAndVolumesOfThePastAreWarnedOf() async throws {
        try await TestCluster.run { cluster in
            let spec: JSONValue = [
                "nodeSelector": ["beta.kubernetes.io/os": "linux"],
                "topologySpreadConstraints": [
                    ["maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule"]
                ],
                "volumes": [
                    ["name": "r", "rbd": ["monitors": ["m"], "image": "i"]],
                    [
                        "name": "m",
                        "configMap": ["name": "x", "items": [["key": "a", "path": "p"], ["key": "b", "path": "p/q"]]],
                    ],
                ],
                "terminationGracePeriodSeconds": -1,
            ]
            let given = try await warnings(cluster, Self.pods, pod("old", spec))
            #expect(
                given == [
                    "spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use \"kubernetes.io/os\" instead",
                    "spec.topologySpreadConstraints[0].labelSelector: a null labelSelector results in matching no pod",
                    "spec.volumes[0].rbd: deprecated in v1.28, non-functional in v1.31+",
                    "volume \"m\" (ConfigMap \"x\"): overlapping paths: \"p/q\" with \"p\"",
                    "spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1",
                ])
        }
    }

    @Test func appArmorAnnotationBecomesAFieldWithAWarning() async throws {
        try await TestCluster.run { cluster in
            var object = pod("armoured")
            let key = "container.apparmor.security.beta.kubernetes.io/c"
            object[path: ["metadata", "annotations"]] = [key: "runtime/default"]
            let given = try await warnings(cluster, Self.pods, object)
            #expect(
                given
                    == ["metadata.annotations[\(key)]: deprecated since v1.30; use the \"appArmorProfile\" field instead"])
            let stored = try await cluster.send("GET", "\(Self.pods)/armoured").body
            #expect(
                stored[path: "spec", "containers"]?.arrayValue?.first?[path: "securityContext", "appArmorProfile"]
                    == ["type": "RuntimeDefault"])
        }
    }

    @Test func servicesAreWarnedOfWhatIsIgnored() async throws {
        try await TestCluster.run { cluster in
            let path = "/api/v1/namespaces/default/services"
            func service(_ name: String, _ spec: JSONValue) -> JSONValue {
                ["apiVersion": "v1", "kind": "Service", "metadata": ["name": .string(name)], "spec": spec]
            }
            let first = try await warnings(
                cluster, path,
                service("a", ["clusterIP": "None", "sessionAffinity": "ClientIP", "ports": [["port": 80]]]))
            #expect(
                first
                    == ["spec.SessionAffinity is ignored for headless services"])
            let second = try await warnings(
                cluster, path,
                service(
                    "b",
                    [
                        "externalIPs": ["10.0.0.9"], "externalName": "x.example", "trafficDistribution": "PreferClose",
                        "ports": [["port": 80]],
                    ]))
            #expect(
                second == [
                    "spec.externalIPs is deprecated and may no longer be implemented in some clusters",
                    "spec.externalName is ignored when spec.type is not \"ExternalName\"",
                    "spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"",
                ])
        }
    }

    @Test func storageAndSecretsAreWarnedOf() async throws {
        try await TestCluster.run { cluster in
            let volume: JSONValue = [
                "apiVersion": "v1", "kind": "PersistentVolume", "metadata": ["name": "v"],
                "spec": [
                    "accessModes": ["ReadWriteOnce"], "capacity": ["storage": "1Gi"], "hostPath": ["path": "/a"],
                    "persistentVolumeReclaimPolicy": "Recycle",
                ],
            ]
            let given = try await warnings(cluster, "/api/v1/persistentvolumes", volume)
            #expect(
                given == [
                    "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended "
                        + "approach is to use dynamic provisioning."
                ])
            let secret: JSONValue = [
                "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "s"], "type": "kubernetes.io/tls",
                "stringData": ["tls.crt": "x", "tls.key": "y"],
            ]
            let ofSecret = try await warnings(cluster, "/api/v1/namespaces/default/secrets", secret)
            #expect(
                ofSecret
                    == ["tls: failed to find any PEM data in certificate input"])
        }
    }
}
