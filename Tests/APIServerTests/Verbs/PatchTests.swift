import APIServer
import JSON
import TestSupport
import Testing
import Transport

struct PatchTests {
    private static let json = "application/json-patch+json"
    private static let merge = "application/merge-patch+json"
    private static let strategic = "application/strategic-merge-patch+json"
    private static let deployment = "/apis/apps/v1/namespaces/default/deployments/d"

    private func withConfigMap(_ body: @escaping @Sendable (TestCluster) async throws -> Void) async throws {
        try await TestCluster.run { cluster in
            _ = try await cluster.send(
                "POST", ConfigMaps.path, ConfigMaps.object("cm", data: ["a": "1", "b": "2"], labels: ["k": "v"]))
            try await body(cluster)
        }
    }

    private func withDeployment(_ body: @escaping @Sendable (TestCluster) async throws -> Void) async throws {
        try await TestCluster.run { cluster in
            _ = try await cluster.send(
                "POST", "/apis/apps/v1/namespaces/default/deployments", Deployments.object("d", replicas: 0))
            try await body(cluster)
        }
    }

    /// The containers after a strategic merge patch of the Pod template's spec.
    private static func patchTemplate(_ cluster: TestCluster, _ spec: JSONValue) async throws -> TestAnswer {
        try await cluster.send(
            "PATCH", deployment, ["spec": ["template": ["spec": spec]]], contentType: strategic)
    }

    private static func containers(_ answer: TestAnswer) -> [String] {
        answer.body[path: "spec", "template", "spec", "containers"]?.arrayValue?.compactMap { $0["name"]?.stringValue } ?? []
    }

    @Test func jsonPatchTestsReplacesAndAdds() async throws {
        try await withConfigMap { cluster in
            let answer = try await cluster.send(
                "PATCH", "\(ConfigMaps.path)/cm",
                [
                    ["op": "test", "path": "/data/a", "value": "1"], ["op": "replace", "path": "/data/a", "value": "9"],
                    ["op": "add", "path": "/metadata/labels/x~1y", "value": "z"],
                    ["op": "copy", "from": "/data/a", "path": "/data/c"], ["op": "move", "from": "/data/b", "path": "/data/d"],
                    ["op": "remove", "path": "/metadata/labels/k"],
                ], contentType: Self.json)
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer.body["data"] == ["a": "9", "c": "9", "d": "2"])
            #expect(answer.body[path: "metadata", "labels"] == ["x/y": "z"])
        }
    }

    @Test(arguments: [
        JSONValue.array([["op": "test", "path": "/data/a", "value": "nope"]]),
        [["op": "remove", "path": "/data/zzz"]], [["op": "replace", "path": "/data/zzz", "value": "1"]],
        [["op": "add", "path": "/data/zzz/deep", "value": "1"]], [["op": "move", "from": "/data", "path": "/data/a/b"]],
        [["op": "remove", "path": ""]], [["op": "copy", "from": "/nowhere", "path": "/data/x"]],
        [["op": "add", "path": "/metadata/labels/0/1", "value": 1]],
    ])
    func jsonPatchThatDoesNotFitIsRefused(patch: JSONValue) async throws {
        try await withConfigMap { cluster in
            let answer = try await cluster.send("PATCH", "\(ConfigMaps.path)/cm", patch, contentType: Self.json)
            #expect(answer.status == 422, "\(answer.text)")
            #expect(answer.body["message"] == "the server rejected our request due to an error in our request")
            #expect(try await cluster.send("GET", "\(ConfigMaps.path)/cm").body["data"] == ["a": "1", "b": "2"])
        }
    }

    @Test(arguments: [
        JSONValue.emptyObject, [["op": "fly", "path": "/a"]], [["op": "add", "path": "/data/x"]], [["op": "remove"]],
        [["op": "remove", "path": "data"]], ["text"],
    ])
    func malformedJSONPatchIsABadRequest(patch: JSONValue) async throws {
        try await withConfigMap { cluster in
            let answer = try await cluster.send("PATCH", "\(ConfigMaps.path)/cm", patch, contentType: Self.json)
            #expect(answer.status == 400, "\(answer.text)")
        }
    }

    @Test func jsonPatchEditsLists() async throws {
        try await withDeployment { cluster in
            let list = "/spec/template/spec/containers"
            let answer = try await cluster.send(
                "PATCH", Self.deployment,
                [
                    ["op": "add", "path": "\(list)/-", "value": ["name": "last", "image": "x:1"]],
                    ["op": "add", "path": "\(list)/0", "value": ["name": "first", "image": "x:1"]],
                    ["op": "replace", "path": "\(list)/1/image", "value": "y:2"],
                ], contentType: Self.json)
            #expect(answer.status == 200, "\(answer.text)")
            #expect(Self.containers(answer) == ["first", "c", "last"])
            let images = answer.body[path: "spec", "template", "spec", "containers"]?.arrayValue?.map { $0["image"] }
            #expect(images == ["x:1", "y:2", "x:1"])
            let outside = try await cluster.send(
                "PATCH", Self.deployment, [["op": "remove", "path": "\(list)/9"]], contentType: Self.json)
            #expect(outside.status == 422)
        }
    }

    @Test func mergePatchRemovesNulls() async throws {
        try await withConfigMap { cluster in
            let answer = try await cluster.send(
                "PATCH", "\(ConfigMaps.path)/cm", ["data": ["b": .null, "c": "3"]], contentType: Self.merge)
            #expect(answer.body["data"] == ["a": "1", "c": "3"])
            let scalar = try await cluster.send(
                "PATCH", "\(ConfigMaps.path)/cm", bytes: Array("5".utf8), contentType: Self.merge)
            #expect(scalar.status == 400)
            let wrong = try await cluster.send(
                "PATCH", "\(ConfigMaps.path)/cm", ["data": ["a": 5]], contentType: Self.merge)
            #expect(wrong.status == 422)
            #expect(wrong.body[path: "details", "causes"]?.arrayValue?.first?["field"] == "patch")
        }
    }

    @Test func patchesAreTriedWithoutATrace() async throws {
        try await withConfigMap { cluster in
            let answer = try await cluster.send(
                "PATCH", "\(ConfigMaps.path)/cm?dryRun=All", ["data": ["dry": "run"]], contentType: Self.merge)
            #expect(answer.body["data"] == ["a": "1", "b": "2", "dry": "run"])
            #expect(try await cluster.send("GET", "\(ConfigMaps.path)/cm").body["data"] == ["a": "1", "b": "2"])
        }
    }

    @Test func patchOfAnOlderVersionIsAConflict() async throws {
        try await withConfigMap { cluster in
            let answer = try await cluster.send(
                "PATCH", "\(ConfigMaps.path)/cm", ["metadata": ["resourceVersion": "1"], "data": ["x": "y"]],
                contentType: Self.merge)
            #expect(answer.status == 409)
        }
    }

    @Test func patchCannotRenameTheObject() async throws {
        try await withConfigMap { cluster in
            let answer = try await cluster.send(
                "PATCH", "\(ConfigMaps.path)/cm", ["metadata": ["name": "other"]], contentType: Self.merge)
            #expect(answer.status == 400)
        }
    }

    @Test func strategicPatchMergesContainersByName() async throws {
        try await withDeployment { cluster in
            let answer = try await Self.patchTemplate(
                cluster,
                [
                    "containers": [
                        ["name": "c", "env": [["name": "X", "value": "1"]]], ["name": "side", "image": "y:1"],
                    ]
                ])
            #expect(answer.status == 200, "\(answer.text)")
            #expect(Self.containers(answer) == ["c", "side"])
            let first = answer.body[path: "spec", "template", "spec", "containers"]?.arrayValue?.first
            #expect(first?["image"] == "nginx:1.27")
            #expect(first?["env"] == [["name": "X", "value": "1"]])
            let again = try await Self.patchTemplate(
                cluster, ["containers": [["name": "c", "env": [["name": "Y", "value": "2"]]]]])
            let env = again.body[path: "spec", "template", "spec", "containers"]?.arrayValue?.first { $0["name"] == "c" }?["env"]
            #expect(Set(env?.arrayValue?.compactMap { $0["name"]?.stringValue } ?? []) == ["X", "Y"])
        }
    }

    @Test func strategicPatchDeletesAndReplacesElements() async throws {
        try await withDeployment { cluster in
            _ = try await Self.patchTemplate(cluster, ["containers": [["name": "side", "image": "y:1"]]])
            let deleted = try await Self.patchTemplate(cluster, ["containers": [["name": "side", "$patch": "delete"]]])
            #expect(Self.containers(deleted) == ["c"])
            let replaced = try await Self.patchTemplate(
                cluster, ["containers": [["$patch": "replace"], ["name": "only", "image": "z:1"]]])
            #expect(replaced.status == 200, "\(replaced.text)")
            #expect(Self.containers(replaced) == ["only"])
        }
    }

    @Test func strategicPatchOrdersElements() async throws {
        try await withDeployment { cluster in
            let ordered = try await Self.patchTemplate(
                cluster,
                [
                    "$setElementOrder/containers": [["name": "z"], ["name": "c"]],
                    "containers": [["name": "z", "image": "z:1"]],
                ])
            #expect(Self.containers(ordered) == ["z", "c"])
            // Without an order new elements come first.
            let added = try await Self.patchTemplate(cluster, ["containers": [["name": "n", "image": "n:1"]]])
            #expect(Self.containers(added) == ["n", "z", "c"])
        }
    }

    @Test func strategicPatchRetainsKeys() async throws {
        try await withDeployment { cluster in
            let answer = try await cluster.send(
                "PATCH", Self.deployment, ["spec": ["strategy": ["$retainKeys": ["type"], "type": "Recreate"]]],
                contentType: Self.strategic)
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer.body[path: "spec", "strategy"] == ["type": "Recreate"])
        }
    }

    @Test func strategicPatchReplacesAndDeletesMaps() async throws {
        try await withConfigMap { cluster in
            let replaced = try await cluster.send(
                "PATCH", "\(ConfigMaps.path)/cm", ["data": ["$patch": "replace", "z": "1"]], contentType: Self.strategic)
            #expect(replaced.body["data"] == ["z": "1"])
            let removed = try await cluster.send(
                "PATCH", "\(ConfigMaps.path)/cm", ["metadata": ["labels": ["$patch": "delete"]]],
                contentType: Self.strategic)
            #expect(removed.body[path: "metadata", "labels"] == nil)
            let unknown = try await cluster.send(
                "PATCH", "\(ConfigMaps.path)/cm", ["data": ["$patch": "fly"]], contentType: Self.strategic)
            #expect(unknown.status == 500)
            #expect(unknown.body["message"] == "unknown patch type: fly in map: map[$patch:fly]")
        }
    }

    @Test func strategicPatchEditsListsOfPlainValues() async throws {
        try await withConfigMap { cluster in
            func patch(_ metadata: JSONValue) async throws -> TestAnswer {
                try await cluster.send(
                    "PATCH", "\(ConfigMaps.path)/cm", ["metadata": metadata], contentType: Self.strategic)
            }
            _ = try await patch(["finalizers": ["x.example/a", "x.example/b"]])
            let added = try await patch(["finalizers": ["x.example/b", "x.example/c"]])
            #expect(
                Set(added.body[path: "metadata", "finalizers"]?.arrayValue ?? []) == [
                    "x.example/a", "x.example/b", "x.example/c",
                ])
            let removed = try await patch([
                "$deleteFromPrimitiveList/finalizers": ["x.example/b"],
                "$setElementOrder/finalizers": ["x.example/c", "x.example/a"],
            ])
            #expect(removed.body[path: "metadata", "finalizers"] == ["x.example/c", "x.example/a"])
        }
    }

    @Test func elementWithoutItsMergeKeyIsRefused() async throws {
        try await withDeployment { cluster in
            let answer = try await Self.patchTemplate(cluster, ["containers": [["image": "x"]]])
            #expect(answer.status == 500)
            #expect(answer.body["message"] == "map: map[image:x] does not contain declared merge key: name")
        }
    }

    @Test func otherPatchTypesAreRefused() async throws {
        try await withConfigMap { cluster in
            for type in ["application/apply-patch+cbor", "application/json", "text/plain"] {
                let answer = try await cluster.send("PATCH", "\(ConfigMaps.path)/cm", [:], contentType: type)
                #expect(answer.status == 415, "\(type)")
                #expect(answer.body["kind"] == "Status")
            }
        }
    }
}
