import JSON
import KubeAPI
import KubeClient
import Schema
import Testing

@Suite(.timeLimit(.minutes(10))) struct StorageProtectionTests {
    private let key = ObjectKey(namespace: "default", name: "c")

    private func makeClaim(_ plane: ControlPlane) async throws {
        var claim = PersistentVolumeClaim(name: "c", namespace: "default")
        claim.spec.accessModes = ["ReadWriteOnce"]
        claim.spec.resources = VolumeResourceRequirements { $0.requests = ["storage": Quantity(bytes: 1 << 30)] }
        _ = try await plane.client.create(claim)
    }

    private func makePod(_ plane: ControlPlane, node: String) async throws -> Pod {
        var pod = Pod(name: "p", namespace: "default")
        pod.spec.nodeName = node
        pod.spec.containers = [
            Container {
                $0.name = "c"
                $0.image = "x:1"
            }
        ]
        pod.spec.volumes = [
            Volume {
                $0.name = "v"
                $0.persistentVolumeClaim = PersistentVolumeClaimVolumeSource { $0.claimName = "c" }
            }
        ]
        return try await plane.client.create(pod)
    }

    @Test func aClaimStaysUntilNoPodUsesIt() async throws {
        try await ControlPlane.run { plane in
            try await makeClaim(plane)
            let pod = try await makePod(plane, node: "n")
            try await plane.client.delete(PersistentVolumeClaimShape.self, key)
            #expect(try await plane.client.get(PersistentVolumeClaimShape.self, key).isBeingDeleted)
            try await plane.client.delete(PodShape.self, pod.key, .init(gracePeriodSeconds: 0))
            try await plane.eventually("the claim's end") {
                try await plane.client.find(PersistentVolumeClaimShape.self, key) == nil ? true : nil
            }
        }
    }

    @Test func aClassOfAttributesStaysUntilNoClaimNamesIt() async throws {
        try await ControlPlane.run { plane in
            var settings = VolumeAttributesClass(name: "fast")
            settings.driverName = "csi.example.com"
            settings.parameters = ["iops": "9000"]
            settings = try await plane.client.create(settings)
            #expect(settings.metadata.finalizers == ["kubernetes.io/vac-protection"])
            var claim = PersistentVolumeClaim(name: "c", namespace: "default")
            claim.spec.accessModes = ["ReadWriteOnce"]
            claim.spec.volumeAttributesClassName = "fast"
            claim.spec.resources = VolumeResourceRequirements { $0.requests = ["storage": Quantity(bytes: 1 << 30)] }
            _ = try await plane.client.create(claim)
            try await plane.client.delete(VolumeAttributesClassShape.self, settings.key)
            #expect(try await plane.client.get(VolumeAttributesClassShape.self, settings.key).isBeingDeleted)
            try await plane.client.delete(PersistentVolumeClaimShape.self, key)
            try await plane.eventually("the class's end") {
                try await plane.client.find(VolumeAttributesClassShape.self, settings.key) == nil ? true : nil
            }
        }
    }

    @Test func aClaimThatNobodyUsesGoesAtOnce() async throws {
        try await ControlPlane.run { plane in
            try await makeClaim(plane)
            _ = try await makePod(plane, node: "")
            try await plane.client.delete(PersistentVolumeClaimShape.self, key)
            try await plane.eventually("the claim's end") {
                try await plane.client.find(PersistentVolumeClaimShape.self, key) == nil ? true : nil
            }
        }
    }
}
