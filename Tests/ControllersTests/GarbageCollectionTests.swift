import JSON
import KubeAPI
import KubeClient
import Schema
import Testing

@Suite(.timeLimit(.minutes(10))) struct GarbageCollectionTests {
    private func family(_ plane: ControlPlane, finalizers: [String] = []) async throws -> (ConfigMap, ConfigMap) {
        let parent = try await plane.client.create(ConfigMap(name: "parent", namespace: "default"))
        var child = ConfigMap(name: "child", namespace: "default")
        child.metadata.ownerReferences = [parent.controllerReference]
        child.metadata.finalizers = finalizers
        return (parent, try await plane.client.create(child))
    }

    @Test func dependentsGoAfterTheirOwner() async throws {
        try await ControlPlane.run { plane in
            let (parent, child) = try await family(plane)
            try await plane.client.delete(ConfigMapShape.self, parent.key, .init(propagationPolicy: .background))
            try await plane.eventually("the child's end") {
                try await plane.client.find(ConfigMapShape.self, child.key) == nil ? true : nil
            }
        }
    }

    @Test func aForegroundDeletionWaitsForTheDependents() async throws {
        try await ControlPlane.run { plane in
            let (parent, child) = try await family(plane, finalizers: ["example.com/wait"])
            try await plane.client.delete(ConfigMapShape.self, parent.key, .init(propagationPolicy: .foreground))
            try await plane.eventually("the child's deletion") {
                try await plane.client.get(ConfigMapShape.self, child.key).isBeingDeleted ? true : nil
            }
            #expect(try await plane.client.get(ConfigMapShape.self, parent.key).isBeingDeleted)
            _ = try await plane.client.patch(
                ConfigMapShape.self, child.key, .merge(["metadata": ["finalizers": .null]]))
            try await plane.eventually("the parent's end") {
                try await plane.client.find(ConfigMapShape.self, parent.key) == nil ? true : nil
            }
        }
    }

    @Test func aForegroundDeletionTakesDependentsAlongThatItDoesNotWaitFor() async throws {
        try await ControlPlane.run { plane in
            let (parent, child) = try await family(plane, finalizers: ["example.com/wait"])
            var other = ConfigMap(name: "other", namespace: "default")
            other.metadata.ownerReferences = [
                OwnerReference {
                    $0.apiVersion = "v1"
                    $0.kind = "ConfigMap"
                    $0.name = parent.name
                    $0.uid = parent.uid
                }
            ]
            other = try await plane.client.create(other)
            try await plane.client.delete(ConfigMapShape.self, parent.key, .init(propagationPolicy: .foreground))
            try await plane.eventually("the other dependent's end") {
                try await plane.client.find(ConfigMapShape.self, other.key) == nil ? true : nil
            }
            #expect(try await plane.client.get(ConfigMapShape.self, parent.key).isBeingDeleted)
            _ = try await plane.client.patch(
                ConfigMapShape.self, child.key, .merge(["metadata": ["finalizers": .null]]))
        }
    }

    @Test func orphansStayAndForgetTheirOwner() async throws {
        try await ControlPlane.run { plane in
            let (parent, child) = try await family(plane)
            try await plane.client.delete(ConfigMapShape.self, parent.key, .init(propagationPolicy: .orphan))
            try await plane.eventually("the parent's end") {
                try await plane.client.find(ConfigMapShape.self, parent.key) == nil ? true : nil
            }
            #expect(try await plane.client.get(ConfigMapShape.self, child.key).metadata.ownerReferences.isEmpty)
        }
    }

    @Test func ownersInACircleDoNotWaitForOneAnotherForEver() async throws {
        try await ControlPlane.run { plane in
            let (parent, child) = try await family(plane)
            _ = try await plane.client.patch(
                ConfigMapShape.self, parent.key,
                .merge(["metadata": ["ownerReferences": [child.controllerReference.json]]]))
            try await plane.client.delete(ConfigMapShape.self, parent.key, .init(propagationPolicy: .foreground))
            try await plane.eventually("the end of both") {
                let left = try await plane.client.list(ConfigMapShape.self, namespace: "default").items
                return left.contains { $0.name == parent.name || $0.name == child.name } ? nil : true
            }
        }
    }

    @Test func anOwnerInAnotherNamespaceCountsAsAbsent() async throws {
        try await ControlPlane.run { plane in
            _ = try await plane.client.create(KubeAPI.Namespace(name: "other"))
            let owner = try await plane.client.create(ConfigMap(name: "owner", namespace: "other"))
            var child = ConfigMap(name: "child", namespace: "default")
            child.metadata.ownerReferences = [owner.controllerReference]
            let made = try await plane.client.create(child)
            try await plane.eventually("the child's end") {
                try await plane.client.find(ConfigMapShape.self, made.key) == nil ? true : nil
            }
            let event = try await plane.eventually("the event") {
                try await plane.client.list(EventShape.self, namespace: "default").items
                    .first { $0.reason == "OwnerRefInvalidNamespace" }
            }
            #expect(
                event.message == "ownerRef [v1/ConfigMap, namespace: default, name: owner, uid: \(owner.uid)] does not exist "
                    + "in namespace \"default\"")
            #expect(try await plane.client.find(ConfigMapShape.self, owner.key) != nil)
        }
    }

    @Test func anObjectMadeForAnOwnerThatIsGoneIsCollected() async throws {
        try await ControlPlane.run { plane in
            var child = ConfigMap(name: "child", namespace: "default")
            child.metadata.ownerReferences = [
                OwnerReference {
                    $0.apiVersion = "v1"
                    $0.kind = "ConfigMap"
                    $0.name = "never"
                    $0.uid = "00000000-0000-0000-0000-000000000000"
                }
            ]
            let made = try await plane.client.create(child)
            try await plane.eventually("its end") {
                try await plane.client.find(ConfigMapShape.self, made.key) == nil ? true : nil
            }
        }
    }

    @Test func anOwnerOfTwoLeavesTheOtherAlone() async throws {
        try await ControlPlane.run { plane in
            let first = try await plane.client.create(ConfigMap(name: "first", namespace: "default"))
            let second = try await plane.client.create(ConfigMap(name: "second", namespace: "default"))
            var child = ConfigMap(name: "child", namespace: "default")
            var reference = second.controllerReference
            reference.controller = false
            child.metadata.ownerReferences = [first.controllerReference, reference]
            let made = try await plane.client.create(child)
            try await plane.client.delete(ConfigMapShape.self, first.key)
            let kept = try await plane.eventually("one owner") {
                let live = try await plane.client.get(ConfigMapShape.self, made.key)
                return live.metadata.ownerReferences.count == 1 ? live : nil
            }
            #expect(kept.metadata.ownerReferences.first?.uid == second.uid)
        }
    }

    @Test func aDeploymentTakesItsSetsAndPodsWithIt() async throws {
        try await ControlPlane.run { plane in
            let deployment = try await plane.client.create(Make.deployment("web", replicas: 2))
            try await plane.eventually("two Pods") { try await plane.pods().count == 2 ? true : nil }
            try await plane.client.delete(
                DeploymentShape.self, deployment.key, .init(propagationPolicy: .foreground))
            try await plane.eventually("the end of all") {
                try await plane.actAsKubelet()
                let sets = try await plane.client.list(ReplicaSetShape.self, namespace: "default").items
                let pods = try await plane.pods()
                let left = try await plane.client.find(DeploymentShape.self, deployment.key)
                return sets.isEmpty && pods.isEmpty && left == nil ? true : nil
            }
        }
    }
}
