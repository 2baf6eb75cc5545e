import JSON
import KubeAPI
import KubeClient
import Schema
import Testing

@Suite(.timeLimit(.minutes(10))) struct ReplicaSetTests {
    @Test func asManyPodsAsAskedForAreCreatedAndNotOneMore() async throws {
        try await ControlPlane.run { plane in
            let set = try await plane.client.create(Make.replicaSet("web", replicas: 24))
            try await plane.eventually("24 Pods in the status") {
                try await plane.client.get(ReplicaSetShape.self, set.key).status.replicas == 24 ? true : nil
            }
            let pods = try await plane.pods()
            #expect(pods.count == 24)
            #expect(pods.allSatisfy { $0.controllerOwner?.uid == set.uid && $0.name.hasPrefix("web-") })
        }
    }

    @Test func aDeletedPodIsReplacedAndSurplusPodsGo() async throws {
        try await ControlPlane.run { plane in
            let set = try await plane.client.create(Make.replicaSet("web", replicas: 3))
            let pods = try await plane.eventually("3 Pods") {
                let pods = try await plane.pods()
                return pods.count == 3 ? pods : nil
            }
            let victim = try #require(pods.first)
            try await plane.client.delete(PodShape.self, victim.key, .init(gracePeriodSeconds: 0))
            try await plane.eventually("a replacement") {
                let uids = try await plane.pods().map(\.uid)
                return uids.count == 3 && !uids.contains(victim.uid) ? true : nil
            }
            _ = try await plane.client.patch(ReplicaSetShape.self, set.key, .merge(["spec": ["replicas": 1]]))
            try await plane.eventually("one Pod") { try await plane.pods().filter { !$0.isBeingDeleted }.count == 1 ? true : nil }
        }
    }

    @Test func aPodThatMatchesIsAdoptedAndOneThatNoLongerDoesIsReleased() async throws {
        try await ControlPlane.run { plane in
            let orphan = try await plane.client.create(
                Pod(name: "orphan", namespace: "default") {
                    $0.metadata.labels = ["app": "web"]
                    $0.spec = Make.template().spec
                })
            let set = try await plane.client.create(Make.replicaSet("web", replicas: 2))
            try await plane.eventually("adoption") {
                try await plane.client.get(PodShape.self, orphan.key).controllerOwner?.uid == set.uid ? true : nil
            }
            try await plane.eventually("two Pods") { try await plane.pods().count == 2 ? true : nil }
            _ = try await plane.client.patch(
                PodShape.self, orphan.key, .merge(["metadata": ["labels": ["app": "debug"]]]))
            try await plane.eventually("release") {
                try await plane.client.get(PodShape.self, orphan.key).controllerOwner == nil ? true : nil
            }
            try await plane.eventually("a replacement") { try await plane.pods().count == 2 ? true : nil }
        }
    }

    @Test func aSetThatCannotCreateItsPodsSaysSoOnceAndDoesNotSpin() async throws {
        try await ControlPlane.run { plane in
            var wanted = Make.replicaSet("web", replicas: 2)
            wanted.spec.template.spec.serviceAccountName = "nobody"
            let set = try await plane.client.create(wanted)
            let failed = try await plane.eventually("the condition") {
                try await plane.client.find(ReplicaSetShape.self, set.key).flatMap {
                    $0.status.conditions.contains { $0.type == "ReplicaFailure" && $0.reason == "FailedCreate" } ? $0 : nil
                }
            }
            // Each attempt fails with the same message, which is counted.
            try await plane.eventually("more attempts") {
                let events = try await plane.client.list(EventShape.self, namespace: "default").items
                return events.contains { $0.reason == "FailedCreate" && $0.count > 2 } ? true : nil
            }
            let later = try await plane.client.get(ReplicaSetShape.self, set.key)
            #expect(later.resourceVersion == failed.resourceVersion)
            _ = try await plane.client.create(ServiceAccount(name: "nobody", namespace: "default"))
            try await plane.eventually("both Pods and no failure") {
                let status = try await plane.client.get(ReplicaSetShape.self, set.key).status
                return status.replicas == 2 && status.conditions.isEmpty ? true : nil
            }
        }
    }
}
