import APIServer
import JSON
import TestSupport
import Testing
import Transport

/// What a PUT may do without knowing the stored state.
struct UpdatePolicyTests {
    private static let leases = "/apis/coordination.k8s.io/v1/namespaces/default/leases"

    private static func lease(_ holder: String, version: JSONValue? = nil) -> JSONValue {
        var lease: JSONValue = [
            "apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": ["name": "l"],
            "spec": ["holderIdentity": .string(holder)],
        ]
        if let version { lease[path: ["metadata", "resourceVersion"]] = version }
        return lease
    }

    @Test func someKindsAreMadeByAPut() async throws {
        try await TestCluster.run { cluster in
            let made = try await cluster.send("PUT", "\(Self.leases)/l", Self.lease("a", version: "7"), agent: "elector/1")
            #expect(made.status == 201, "\(made.text)")
            #expect(ApplyTests.fields(made, of: "elector") == #"{"f:spec":{"f:holderIdentity":{}}}"#)
            let missing = try await cluster.send("PUT", "\(ConfigMaps.path)/none", ConfigMaps.object("none"))
            #expect(missing.status == 404)
        }
    }

    @Test func makingByAPutTakesTheRightToCreate() async throws {
        try await TestCluster.run { cluster in
            let nobody = cluster.exchange(user: "nobody")
            let answer = try await cluster.send("PUT", "\(Self.leases)/l", Self.lease("a"), as: nobody)
            #expect(answer.status == 403)
        }
    }

    @Test func someKindsWantTheVersionTheyAreChangedFrom() async throws {
        try await TestCluster.run { cluster in
            let made = try await cluster.send("POST", Self.leases, Self.lease("a"))
            let blind = try await cluster.send("PUT", "\(Self.leases)/l", Self.lease("b"))
            #expect(blind.status == 422)
            #expect(
                blind.body["message"]
                    == "Lease.coordination.k8s.io \"l\" is invalid: metadata.resourceVersion: Invalid value: 0x0: must be specified for an update"
            )
            let version = made.body[path: "metadata", "resourceVersion"]
            let right = try await cluster.send("PUT", "\(Self.leases)/l", Self.lease("b", version: version))
            #expect(right.status == 200, "\(right.text)")
            let stale = try await cluster.send("PUT", "\(Self.leases)/l", Self.lease("c", version: version))
            #expect(stale.status == 409)
        }
    }

    @Test func ownersGivenTwiceAreDroppedWithAWarning() async throws {
        try await TestCluster.run { cluster in
            let owner: JSONValue = ["apiVersion": "v1", "kind": "ConfigMap", "name": "o", "uid": "u-1"]
            var object = ConfigMaps.object("cm")
            object[path: ["metadata", "ownerReferences"]] = [owner, owner]
            let answer = try await cluster.send("POST", ConfigMaps.path, object)
            #expect(answer.status == 201, "\(answer.text)")
            #expect(answer.body[path: "metadata", "ownerReferences"] == [owner])
            #expect(answer.headers.all("Warning").first?.contains("duplicate UID(s) observed: u-1") == true)
        }
    }
}
