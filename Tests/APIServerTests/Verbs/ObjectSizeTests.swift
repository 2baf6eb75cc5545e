import JSON
import TestSupport
import Testing

/// No object is larger than Kubernetes' store takes.
struct ObjectSizeTests {
    @Test func aLargerObjectIsRefused() async throws {
        try await TestCluster.run { cluster in
            let lease: JSONValue = [
                "metadata": ["name": "l"], "spec": ["holderIdentity": .string(String(repeating: "x", count: 1_600_000))],
            ]
            let answer = try await cluster.send("POST", "/apis/coordination.k8s.io/v1/namespaces/default/leases", lease)
            #expect(answer.status == 500)
            #expect(answer.body["message"] == "etcdserver: request is too large")
        }
    }

    @Test func anObjectIsStoredWithoutManagedFieldsWhenTheyMakeItTooLarge() async throws {
        try await TestCluster.run { cluster in
            var data = JSONObject()
            for number in 10_000..<15_000 { data.append(String(repeating: "k", count: 195) + String(number), "") }
            let map: JSONValue = ["metadata": ["name": "m"], "data": .object(data)]
            let answer = try await cluster.send("POST", "/api/v1/namespaces/default/configmaps", map)
            #expect(answer.status == 201)
            #expect(answer.body[path: "metadata", "name"] == "m")
            #expect(answer.body[path: "metadata", "managedFields"] == nil)
        }
    }
}
