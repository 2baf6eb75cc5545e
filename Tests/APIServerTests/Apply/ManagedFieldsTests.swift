import APIServer
import JSON
import TestSupport
import Testing
import Transport

/// `metadata.managedFields` on every kind of write.
struct ManagedFieldsTests {
    private static let merge = "application/merge-patch+json"
    private static let path = "\(ConfigMaps.path)/cm"

    private static func entries(_ answer: TestAnswer) -> [JSONValue] {
        answer.body[path: "metadata", "managedFields"]?.arrayValue ?? []
    }

    @Test func theManagerIsTheParameterOrTheProgram() async throws {
        try await TestCluster.run { cluster in
            let program = try await cluster.send(
                "POST", ConfigMaps.path, ConfigMaps.object("a"), agent: "tool/v1.2 (linux/amd64) kubernetes/$Format")
            #expect(Self.entries(program).first?["manager"] == "tool")
            #expect(Self.entries(program).first?["operation"] == "Update")
            #expect(Self.entries(program).first?["time"] == program.body[path: "metadata", "creationTimestamp"])
            let named = try await cluster.send(
                "POST", ConfigMaps.path + "?fieldManager=me", ConfigMaps.object("b"), agent: "tool/v1.2")
            #expect(Self.entries(named).first?["manager"] == "me")
            let nameless = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("c"))
            #expect(Self.entries(nameless).first?["manager"] == "unknown")
        }
    }

    @Test(arguments: ["POST", "PUT", "PATCH"]) func aBadManagerIsRefused(_ method: String) async throws {
        try await TestCluster.run { cluster in
            let target = method == "POST" ? ConfigMaps.path : Self.path
            let long = String(repeating: "m", count: 129)
            let answer = try await cluster.send(
                method, "\(target)?fieldManager=\(long)", ConfigMaps.object("cm"),
                contentType: method == "PATCH" ? Self.merge : "application/json")
            #expect(answer.status == 422)
            #expect(
                answer.body[path: "details", "causes"] == [
                    [
                        "reason": "FieldValueTooLong", "message": "Too long: may not be more than 128 bytes",
                        "field": "fieldManager",
                    ]
                ])
            let odd = try await cluster.send(
                method, "\(target)?fieldManager=a%0Ab", ConfigMaps.object("cm"),
                contentType: method == "PATCH" ? Self.merge : "application/json")
            #expect(odd.status == 422)
        }
    }

    @Test func forceIsForAppliesOnly() async throws {
        try await TestCluster.run { cluster in
            let answer = try await cluster.send("PATCH", Self.path + "?force=true", ["data": ["a": "1"]], contentType: Self.merge)
            #expect(answer.status == 422)
            #expect(
                answer.body["message"]
                    == "PatchOptions.meta.k8s.io \"\" is invalid: force: Forbidden: may not be specified for non-apply patch")
        }
    }

    @Test func aChangeTakesTheFieldsFromTheirOwner() async throws {
        try await TestCluster.run { cluster in
            _ = try await cluster.send(
                "POST", ConfigMaps.path, ConfigMaps.object("cm", data: ["a": "1", "b": "1"]), agent: "one/1")
            let patched = try await cluster.send(
                "PATCH", Self.path, ["data": ["a": "2", "c": "3"], "metadata": ["labels": ["x": "y"]]], contentType: Self.merge,
                agent: "two/1")
            #expect(ApplyTests.fields(patched, of: "one") == #"{"f:data":{".":{},"f:b":{}}}"#)
            #expect(
                ApplyTests.fields(patched, of: "two")
                    == #"{"f:data":{"f:a":{},"f:c":{}},"f:metadata":{"f:labels":{".":{},"f:x":{}}}}"#)
            let removed = try await cluster.send(
                "PATCH", Self.path, ["data": ["a": nil, "b": nil]], contentType: Self.merge, agent: "three/1")
            #expect(ApplyTests.managers(removed) == ["one", "two"])
            #expect(ApplyTests.fields(removed, of: "one") == #"{"f:data":{}}"#)
        }
    }

    @Test func aWriteThatChangesNothingLeavesTheObjectAlone() async throws {
        try await TestCluster.run { cluster in
            let created = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("cm"), agent: "one/1")
            let same = try await cluster.send("PUT", Self.path, ConfigMaps.object("cm"), agent: "two/1")
            #expect(same.body == created.body)
        }
    }

    @Test func statusWritesAreRememberedApart() async throws {
        try await TestCluster.run { cluster in
            _ = try await cluster.send(
                "POST", "/apis/apps/v1/namespaces/default/deployments", Deployments.object("d", replicas: 1), agent: "one/1")
            let answer = try await cluster.send(
                "PATCH", "/apis/apps/v1/namespaces/default/deployments/d/status",
                ["status": ["replicas": 2], "spec": ["replicas": 7]],
                contentType: Self.merge, agent: "two/1")
            #expect(answer.status == 200, "\(answer.text)")
            #expect(ApplyTests.fields(answer, of: "two", "status") == #"{"f:status":{"f:replicas":{}}}"#)
            #expect(ApplyTests.fields(answer, of: "one")?.contains("f:replicas") == true)
        }
    }

    @Test func tooManyUpdatersAreMerged() async throws {
        try await TestCluster.run { cluster in
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("cm"), agent: "m0/1")
            var last: TestAnswer?
            for number in 1...14 {
                last = try await cluster.send(
                    "PATCH", Self.path, ["data": .object([JSONObject.Member(key: "k\(number)", value: "v")].object)],
                    contentType: Self.merge, agent: "m\(number)/1")
            }
            let managers = last.map(ApplyTests.managers) ?? []
            #expect(managers.count == 10)
            #expect(managers.contains("ancient-changes"))
            #expect(managers.contains("m14"))
        }
    }

    @Test(arguments: [JSONValue.array([]), [[:]]]) func clientsMayResetThem(_ list: JSONValue) async throws {
        try await TestCluster.run { cluster in
            var object = ConfigMaps.object("cm")
            _ = try await cluster.send("POST", ConfigMaps.path, object)
            object[path: ["metadata", "managedFields"]] = list
            let answer = try await cluster.send("PUT", Self.path, object)
            #expect(answer.status == 200, "\(answer.text)")
            #expect(Self.entries(answer).isEmpty)
            let later = try await cluster.send("PATCH", Self.path, ["data": ["z": "1"]], contentType: Self.merge)
            #expect(Self.entries(later).isEmpty)
        }
    }

    @Test(arguments: [
        JSONValue.array([["manager": "x", "operation": "Apply", "apiVersion": "v1", "fieldsType": "FieldsV2", "fieldsV1": [:]]]),
        [["manager": "x", "operation": "Nope", "apiVersion": "v1", "fieldsType": "FieldsV1", "fieldsV1": [:]]],
        [["manager": "x", "operation": "Apply", "apiVersion": "v1", "fieldsType": "FieldsV1", "fieldsV1": ["f:a": 1]]],
        [["manager": "x", "operation": "Apply", "apiVersion": "v1", "fieldsType": "FieldsV1", "fieldsV1": ["k:{": [:]]]],
    ])
    func invalidListsAreIgnored(_ list: JSONValue) async throws {
        try await TestCluster.run { cluster in
            var object = ConfigMaps.object("cm")
            let created = try await cluster.send("POST", ConfigMaps.path, object)
            object[path: ["metadata", "managedFields"]] = list
            let answer = try await cluster.send("PUT", Self.path, object)
            #expect(answer.status == 200, "\(answer.text)")
            #expect(Self.entries(answer) == Self.entries(created))
        }
    }
}

extension [JSONObject.Member] {
    fileprivate var object: JSONObject { JSONObject(self) }
}
