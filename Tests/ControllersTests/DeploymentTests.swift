import JSON
import KubeAPI
import KubeClient
import Schema
import Testing

@Suite(.timeLimit(.minutes(10))) struct DeploymentTests {
    private func sets(_ plane: ControlPlane) async throws -> [ReplicaSet] {
        try await plane.client.list(ReplicaSetShape.self, namespace: "default").items
    }

    private func revision(_ set: ReplicaSet) -> String { set.annotations["deployment.kubernetes.io/revision"] ?? "" }

    /// Plays the kubelet until the rollout is over, and watches the bounds on the way.
    @discardableResult
    private func finish(_ plane: ControlPlane, _ key: ObjectKey, atMost most: Int = 100) async throws -> Deployment {
        try await plane.eventually("the rollout's end") {
            try await plane.actAsKubelet()
            let pods = try await plane.pods().filter { !$0.isBeingDeleted }
            #expect(pods.count <= most)
            let deployment = try await plane.client.get(DeploymentShape.self, key)
            let status = deployment.status
            let desired = deployment.spec.replicas ?? 1
            let isDone =
                status.observedGeneration == deployment.metadata.generation && status.updatedReplicas == desired
                && status.replicas == desired && status.availableReplicas == desired
                && status.conditions.contains { $0.reason == "NewReplicaSetAvailable" }
            return isDone ? deployment : nil
        }
    }

    private func setImage(_ plane: ControlPlane, _ key: ObjectKey, _ image: String) async throws {
        _ = try await plane.client.patch(
            DeploymentShape.self, key,
            .strategic([
                "spec": ["template": ["spec": ["containers": [["name": "c", "image": .string(image)]]]]]
            ]))
    }

    @Test func aNewDeploymentBecomesAvailable() async throws {
        try await ControlPlane.run { plane in
            let made = try await plane.client.create(Make.deployment("web", replicas: 3))
            let deployment = try await finish(plane, made.key)
            let set = try #require(try await sets(plane).first)
            let hash = try #require(set.labels["pod-template-hash"])
            #expect(set.name == "web-\(hash)")
            #expect(revision(set) == "1")
            #expect(deployment.annotations["deployment.kubernetes.io/revision"] == "1")
            #expect(deployment.metadata.generation == 1)
            #expect(try await plane.pods("pod-template-hash=\(hash)").count == 3)
            #expect(deployment.status.conditions.first { $0.type == "Available" }?.status == "True")
            #expect(
                deployment.status.conditions.first { $0.type == "Progressing" }?.message
                    == "ReplicaSet \"\(set.name)\" has successfully progressed.")
        }
    }

    @Test func aRollingUpdateReplacesEveryPodAndARollbackFindsTheOldSet() async throws {
        try await ControlPlane.run { plane in
            let key = try await plane.client.create(Make.deployment("web", replicas: 4)).key
            try await finish(plane, key)
            let first = try #require(try await sets(plane).first)
            try await setImage(plane, key, "web:2")
            // A quarter of 4 more, a quarter fewer.
            try await finish(plane, key, atMost: 5)
            #expect(try await plane.pods().filter { !$0.isBeingDeleted }.allSatisfy { $0.spec.containers[0].image == "web:2" })
            #expect(try await sets(plane).count == 2)
            try await setImage(plane, key, "web:1")
            let deployment = try await finish(plane, key, atMost: 5)
            let again = try await plane.client.get(ReplicaSetShape.self, first.key)
            #expect(again.uid == first.uid)
            #expect(revision(again) == "3")
            #expect(again.annotations["deployment.kubernetes.io/revision-history"] == "1")
            #expect(deployment.annotations["deployment.kubernetes.io/revision"] == "3")
            #expect(try await sets(plane).count == 2)
        }
    }

    @Test func scalingReachesTheSet() async throws {
        try await ControlPlane.run { plane in
            let key = try await plane.client.create(Make.deployment("web", replicas: 1)).key
            try await finish(plane, key)
            for count: Int64 in [5, 2, 0] {
                _ = try await plane.client.patch(DeploymentShape.self, key, .merge(["spec": ["replicas": .int(count)]]))
                try await finish(plane, key)
                #expect(try await plane.pods().filter { !$0.isBeingDeleted }.count == Int(count))
            }
            #expect(try await sets(plane).count == 1)
        }
    }

    @Test func recreateLetsNoOldAndNewPodsLiveTogether() async throws {
        try await ControlPlane.run { plane in
            let strategy = DeploymentStrategy { $0.type = "Recreate" }
            let key = try await plane.client.create(Make.deployment("web", replicas: 3, strategy: strategy)).key
            try await finish(plane, key)
            try await setImage(plane, key, "web:2")
            try await plane.eventually("the new template's Pods") {
                let images = Set(try await plane.pods().map { $0.spec.containers[0].image })
                #expect(images.count <= 1)
                try await plane.actAsKubelet()
                return images == ["web:2"] ? true : nil
            }
            try await finish(plane, key)
        }
    }

    @Test func aPausedDeploymentDoesNotRollOutButScales() async throws {
        try await ControlPlane.run { plane in
            let key = try await plane.client.create(Make.deployment("web", replicas: 2)).key
            try await finish(plane, key)
            _ = try await plane.client.patch(DeploymentShape.self, key, .merge(["spec": ["paused": true]]))
            try await setImage(plane, key, "web:2")
            _ = try await plane.client.patch(DeploymentShape.self, key, .merge(["spec": ["replicas": 3]]))
            try await plane.eventually("three Pods") { try await plane.pods().count == 3 ? true : nil }
            #expect(try await plane.pods().allSatisfy { $0.spec.containers[0].image == "web:1" })
            _ = try await plane.client.patch(DeploymentShape.self, key, .merge(["spec": ["paused": false]]))
            try await finish(plane, key)
            #expect(try await plane.pods().filter { !$0.isBeingDeleted }.allSatisfy { $0.spec.containers[0].image == "web:2" })
        }
    }

    @Test func oldSetsBeyondTheHistoryLimitGo() async throws {
        try await ControlPlane.run { plane in
            var made = Make.deployment("web", replicas: 1)
            made.spec.revisionHistoryLimit = 1
            let key = try await plane.client.create(made).key
            try await finish(plane, key)
            for image in ["web:2", "web:3", "web:4"] {
                try await setImage(plane, key, image)
                try await finish(plane, key)
            }
            try await plane.eventually("two sets") { try await sets(plane).count == 2 ? true : nil }
        }
    }

    @Test func aRolloutThatDoesNotMoveTimesOut() async throws {
        try await ControlPlane.run { plane in
            var made = Make.deployment("web", replicas: 1)
            made.spec.progressDeadlineSeconds = 1
            let key = try await plane.client.create(made).key
            let condition = try await plane.eventually("the deadline") {
                try await plane.client.get(DeploymentShape.self, key).status.conditions
                    .first { $0.type == "Progressing" && $0.status == "False" }
            }
            #expect(condition.reason == "ProgressDeadlineExceeded")
        }
    }
}
