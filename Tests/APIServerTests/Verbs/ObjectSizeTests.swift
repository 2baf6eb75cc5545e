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

    @Test func manyControllersAreToldOfInAnAnswerOfBoundedSize() async throws {
        try await TestCluster.run { cluster in
            let owners: [JSONValue] = (0..<5_000).map {
                ["apiVersion": "v1", "kind": "Pod", "name": "p", "uid": .string("u\($0)"), "controller": true]
            }
            let map: JSONValue = ["metadata": ["name": "m", "ownerReferences": .array(owners)]]
            let answer = try await cluster.send("POST", "/api/v1/namespaces/default/configmaps", map)
            #expect(answer.status == 422)
            #expect(answer.body[path: "details", "causes"]?.arrayValue?.count == 8)
        }
    }

    @Test func anObjectThatCouldNotBeReadBackIsRefused() async throws {
        try await TestCluster.run { cluster in
            var schema: JSONValue = ["type": "object"]
            schema["x-kubernetes-preserve-unknown-fields"] = true
            let definition: JSONValue = [
                "metadata": ["name": "nests.example.com"],
                "spec": [
                    "group": "example.com", "scope": "Cluster", "names": ["plural": "nests", "kind": "Nest"],
                    "versions": [
                        ["name": "v1", "served": true, "storage": true, "schema": ["openAPIV3Schema": schema]]
                    ],
                ],
            ]
            let definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
            #expect(try await cluster.send("POST", definitions, definition).status == 201)
            let path = "/apis/example.com/v1/nests"
            try await eventually { try await cluster.send("GET", path).status == 200 }
            func nest(_ name: String, _ depth: Int) async throws -> TestAnswer {
                let inner = String(repeating: "{\"a\":", count: depth) + "1" + String(repeating: "}", count: depth)
                let text =
                    "{\"apiVersion\":\"example.com/v1\",\"kind\":\"Nest\",\"metadata\":{\"name\":\"\(name)\"},\"x\":\(inner)}"
                return try await cluster.send("POST", path, bytes: Array(text.utf8))
            }
            #expect(try await nest("shallow", 100).status == 201)
            #expect(try await nest("deep", 509).status == 400)
            #expect(try await cluster.send("GET", path).body["items"]?.arrayValue?.count == 1)
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
