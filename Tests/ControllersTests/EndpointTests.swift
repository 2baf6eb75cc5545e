import JSON
import KubeAPI
import KubeClient
import Schema
import Testing

@Suite(.timeLimit(.minutes(10))) struct EndpointTests {
    private func slices(_ plane: ControlPlane, _ service: String) async throws -> [EndpointSlice] {
        try await plane.client.list(
            EndpointSliceShape.self, namespace: "default", labelSelector: "kubernetes.io/service-name=\(service)"
        ).items
    }

    private func pod(_ name: String) -> Pod {
        Pod(name: name, namespace: "default") {
            $0.metadata.labels = ["app": "web"]
            $0.spec = Make.template().spec
            $0.spec.nodeName = "node-1"
        }
    }

    @Test func podsAppearReadyWithTheirResolvedPort() async throws {
        try await ControlPlane.run { plane in
            _ = try await plane.client.create(Make.service("web"))
            let made = try await plane.client.create(pod("a"))
            try await plane.makeReady(made, address: "10.42.0.9")
            let slice = try await plane.eventually("the endpoint") {
                try await slices(plane, "web").first { $0.endpoints.first?.conditions.ready == true }
            }
            let endpoint = try #require(slice.endpoints.first)
            #expect(endpoint.addresses == ["10.42.0.9"])
            #expect(endpoint.targetRef?.uid == made.uid)
            #expect(endpoint.nodeName == "node-1")
            #expect(slice.ports.first?.port == 8080)
            #expect(slice.ports.first?.name == "http")
            #expect(slice.addressType == "IPv4")
            #expect(slice.labels["endpointslice.kubernetes.io/managed-by"] == "endpointslice-controller.k8s.io")
            let legacy = try await plane.eventually("the older form") {
                try await plane.client.find(EndpointsShape.self, ObjectKey(namespace: "default", name: "web"))
                    .flatMap { $0.subsets.first?.addresses.first?.ip == "10.42.0.9" ? $0 : nil }
            }
            #expect(legacy.subsets.first?.ports.first?.port == 8080)
        }
    }

    @Test func aPodThatIsBeingDeletedIsNotReadyAtOnceButStillServes() async throws {
        try await ControlPlane.run { plane in
            _ = try await plane.client.create(Make.service("web"))
            let made = try await plane.client.create(pod("a"))
            try await plane.makeReady(made, address: "10.42.0.9")
            _ = try await plane.eventually("the endpoint") {
                try await slices(plane, "web").first { $0.endpoints.first?.conditions.ready == true }
            }
            try await plane.client.delete(PodShape.self, made.key)
            let slice = try await plane.eventually("the end of readiness") {
                try await slices(plane, "web").first { $0.endpoints.first?.conditions.ready == false }
            }
            #expect(slice.endpoints.first?.conditions.serving == true)
            #expect(slice.endpoints.first?.conditions.terminating == true)
            try await plane.client.delete(PodShape.self, made.key, .init(gracePeriodSeconds: 0))
            try await plane.eventually("an empty slice") {
                try await slices(plane, "web").allSatisfy { $0.endpoints.isEmpty } ? true : nil
            }
        }
    }

    @Test func slicesGoWithTheirService() async throws {
        try await ControlPlane.run { plane in
            let service = try await plane.client.create(Make.service("web"))
            try await plane.eventually("a slice") { try await slices(plane, "web").isEmpty ? nil : true }
            try await plane.client.delete(ServiceShape.self, service.key)
            try await plane.eventually("no slice") { try await slices(plane, "web").isEmpty ? true : nil }
            try await plane.eventually("no Endpoints") {
                try await plane.client.find(EndpointsShape.self, service.key) == nil ? true : nil
            }
        }
    }

    @Test func handWrittenEndpointsAreCopiedIntoSlices() async throws {
        try await ControlPlane.run { plane in
            _ = try await plane.client.create(
                KubeAPI.Service(name: "outside", namespace: "default") {
                    $0.spec.ports = [ServicePort { $0.port = 80 }]
                })
            func endpoints(_ address: String) -> Endpoints {
                Endpoints(name: "outside", namespace: "default") {
                    $0.subsets = [
                        EndpointSubset {
                            $0.addresses = [EndpointAddress { $0.ip = address }]
                            $0.ports = [EndpointPort { $0.port = 8080 }]
                        }
                    ]
                }
            }
            let made = try await plane.client.create(endpoints("192.0.2.1"))
            let slice = try await plane.eventually("the copy") { try await slices(plane, "outside").first }
            #expect(slice.endpoints.first?.addresses == ["192.0.2.1"])
            #expect(slice.ports.first?.port == 8080)
            var changed = made
            changed.subsets = endpoints("192.0.2.2").subsets
            _ = try await plane.client.update(changed)
            try await plane.eventually("the change") {
                let slices = try await slices(plane, "outside")
                return slices.count == 1 && slices.first?.endpoints.first?.addresses == ["192.0.2.2"] ? true : nil
            }
            try await plane.client.delete(ServiceShape.self, made.key)
            try await plane.eventually("the end of the Endpoints") {
                try await plane.client.find(EndpointsShape.self, made.key) == nil ? true : nil
            }
            try await plane.eventually("the end of the copy") { try await slices(plane, "outside").isEmpty ? true : nil }
        }
    }
}
