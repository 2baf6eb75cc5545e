import JSON
import KubeAPI
import KubeClient
import Schema
import Testing

@Suite(.timeLimit(.minutes(10))) struct NamespaceTests {
    @Test func aNewNamespaceGetsItsAccountAndTheCertificate() async throws {
        try await ControlPlane.run { plane in
            _ = try await plane.client.create(KubeAPI.Namespace(name: "team"))
            try await plane.eventually("the account") {
                try await plane.client.find(ServiceAccountShape.self, ObjectKey(namespace: "team", name: "default"))
            }
            let map = try await plane.eventually("the certificate") {
                try await plane.client.find(ConfigMapShape.self, ObjectKey(namespace: "team", name: "kube-root-ca.crt"))
            }
            #expect(map.data["ca.crt"] == "certificate")
            try await plane.client.delete(ConfigMapShape.self, map.key)
            try await plane.eventually("a new one") {
                try await plane.client.find(ConfigMapShape.self, map.key).flatMap { $0.uid == map.uid ? nil : $0 }
            }
        }
    }

    @Test func aDeletedNamespaceIsEmptiedAndGoes() async throws {
        try await ControlPlane.run { plane in
            _ = try await plane.client.create(KubeAPI.Namespace(name: "team"))
            try await plane.eventually("the account") {
                try await plane.client.find(ServiceAccountShape.self, ObjectKey(namespace: "team", name: "default"))
            }
            var held = ConfigMap(name: "held", namespace: "team")
            held.metadata.finalizers = ["example.com/wait"]
            _ = try await plane.client.create(held)
            _ = try await plane.client.create(
                Pod(name: "p", namespace: "team") { $0.spec = Make.template().spec })
            let key = ObjectKey(namespace: "", name: "team")
            try await plane.client.delete(NamespaceShape.self, key)
            let condition = try await plane.eventually("the reason for the wait") {
                try await plane.client.get(NamespaceShape.self, key).status.conditions
                    .first { $0.type == "NamespaceFinalizersRemaining" && $0.status == "True" }
            }
            #expect(condition.message.contains("example.com/wait in 1 resource instances"))
            _ = try await plane.client.patch(
                ConfigMapShape.self, held.key, .merge(["metadata": ["finalizers": .null]]))
            try await plane.eventually("the namespace's end") {
                try await plane.client.find(NamespaceShape.self, key) == nil ? true : nil
            }
        }
    }

    @Test func everythingElseStaysUntilTheLastPodIsGone() async throws {
        try await ControlPlane.run { plane in
            _ = try await plane.client.create(KubeAPI.Namespace(name: "team"))
            try await plane.eventually("the account") {
                try await plane.client.find(ServiceAccountShape.self, ObjectKey(namespace: "team", name: "default"))
            }
            let kept = try await plane.client.create(ConfigMap(name: "kept", namespace: "team"))
            let pod = try await plane.client.create(
                Pod(name: "p", namespace: "team") {
                    $0.metadata.finalizers = ["example.com/wait"]
                    $0.spec = Make.template().spec
                })
            let key = ObjectKey(namespace: "", name: "team")
            try await plane.client.delete(NamespaceShape.self, key)
            let condition = try await plane.eventually("the reason for the wait") {
                try await plane.client.get(NamespaceShape.self, key).status.conditions
                    .first { $0.type == "NamespaceContentRemaining" && $0.status == "True" }
            }
            #expect(condition.message == "Some resources are remaining: pods. has 1 resource instances")
            #expect(try await plane.client.get(ConfigMapShape.self, kept.key).isBeingDeleted == false)
            _ = try await plane.client.patch(PodShape.self, pod.key, .merge(["metadata": ["finalizers": .null]]))
            try await plane.eventually("the namespace's end") {
                try await plane.client.find(NamespaceShape.self, key) == nil ? true : nil
            }
        }
    }
}
