import APIServer
import JSON
import TestSupport
import Testing

@Suite struct DeviceAdminAccessTests {
    private static func object(_ kind: String, _ spec: JSONValue) -> JSONValue {
        ["apiVersion": "resource.k8s.io/v1", "kind": .string(kind), "metadata": ["name": "c"], "spec": spec]
    }

    @Test func onlyLabelledNamespacesGetDevicesInUse() async throws {
        try await TestCluster.run { cluster in
            let spec: JSONValue = [
                "devices": [
                    "requests": [
                        ["name": "a", "exactly": ["deviceClassName": "x"]],
                        ["name": "b", "exactly": ["deviceClassName": "x", "adminAccess": true]],
                    ]
                ]
            ]
            let path = "/apis/resource.k8s.io/v1/namespaces/default"
            let requests = [
                ("resourceclaims", Self.object("ResourceClaim", spec)),
                ("resourceclaimtemplates", Self.object("ResourceClaimTemplate", ["spec": spec])),
            ]
            for (plural, object) in requests {
                let refused = try await cluster.send("POST", "\(path)/\(plural)", object)
                #expect(refused.status == 422)
                #expect(
                    refused.body["message"]?.stringValue
                        == "\(object.text("kind")).resource.k8s.io \"c\" is invalid: spec.devices.requests[1].adminAccess: "
                        + "Forbidden: admin access to devices requires the `resource.kubernetes.io/admin-access: true` label on "
                        + "the containing namespace")
            }
            _ = try await cluster.send(
                "PATCH", "/api/v1/namespaces/default",
                ["metadata": ["labels": ["resource.kubernetes.io/admin-access": "true"]]],
                contentType: "application/merge-patch+json")
            for (plural, object) in requests {
                #expect(try await cluster.send("POST", "\(path)/\(plural)", object).status == 201)
            }
        }
    }
}

extension JSONValue {
    fileprivate func text(_ key: String) -> String { self[key]?.stringValue ?? "" }
}
