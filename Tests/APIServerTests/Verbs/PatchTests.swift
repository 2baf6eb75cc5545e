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
        [["op": "remove", "path": "/data/zzz"]], [["op": "replace", "path": "/nowhere/zzz", "value": "1"]],
        [["op": "fly", "path": "/a"]], [["op": "remove"]], [["op": "remove", "path": "data"]],
        [["op": "replace", "path": "", "value": 1]],
        [["op": "add", "path": "/data/zzz/deep", "value": "1"]], [["op": "move", "from": "/data", "path": "/data/a/b"]],
        [["op": "remove", "path": ""]], [["op": "copy", "from": "/nowhere/at/all", "path": "/data/x"]],
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
        (json, "{}", "error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp"),
        (json, "[1]", "error decoding patch: json: cannot unmarshal number into Go value of type handlers.jsonPatchOp"),
        (
            json, #"[{"op":1}]"#,
            "error decoding patch: json: cannot unmarshal number into Go struct field jsonPatchOp.op of type string"
        ),
        (json, "[", "error decoding patch: unexpected end of JSON input"),
        (merge, "[]", "error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}"),
        (merge, "null", "Invalid JSON Patch"),
        (merge, "{a}", "error decoding patch: invalid character 'a' looking for beginning of object key string"),
        (strategic, "{\"a\":}", "invalid character '}' looking for beginning of value"),
        (strategic, "1", "json: cannot unmarshal number into Go value of type map[string]interface {}"),
    ])
    func malformedPatchIsABadRequestAndNothingWhereNothingIs(type: String, patch: String, message: String) async throws {
        try await withConfigMap { cluster in
            let answer = try await cluster.send(
                "PATCH", "\(ConfigMaps.path)/cm", bytes: Array(patch.utf8), contentType: type)
            #expect(answer.status == 400, "\(answer.text)")
            #expect(answer.body["message"] == .string(message))
            let missing = try await cluster.send(
                "PATCH", "\(ConfigMaps.path)/none", bytes: Array(patch.utf8), contentType: type)
            #expect(missing.status == 404)
        }
    }

    @Test func jsonPatchTakesWhatIsNotGivenForNull() async throws {
        try await withConfigMap { cluster in
            let answer = try await cluster.send(
                "PATCH", "\(ConfigMaps.path)/cm",
                [
                    ["op": "add", "path": "/data/x"], ["op": "replace", "path": "/data/y", "value": "2"],
                    ["op": "add", "path": "/metadata/finalizers", "value": ["e.x/a", "e.x/b"]],
                    ["op": "remove", "path": "/metadata/finalizers/-1"],
                    ["op": "test", "path": "/data/none", "value": nil, "extra": 1],
                ], contentType: Self.json)
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer.body["data"] == ["a": "1", "b": "2", "x": "", "y": "2"])
            #expect(answer.body[path: "metadata", "finalizers"] == ["e.x/a"])
            #expect(answer.headers.all("Warning") == ["299 - \"json patch unknown field \\\"[4].extra\\\"\""])
        }
    }

    @Test func whatDoesNotFitTheKindIsSaidAsThePatchWasMade() async throws {
        try await withConfigMap { cluster in
            for (type, why) in [
                (Self.merge, "json: cannot unmarshal number into Go struct field ConfigMap.data of type string"),
                (Self.strategic, "cannot convert int64 to string"),
            ] {
                let answer = try await cluster.send("PATCH", "\(ConfigMaps.path)/cm", ["data": ["a": 5]], contentType: type)
                #expect(answer.status == 422)
                #expect(answer.body["message"]?.stringValue?.hasSuffix(": \(why)") == true, "\(answer.text)")
            }
            let kind = try await cluster.send("PATCH", "\(ConfigMaps.path)/cm", ["kind": "Secret"], contentType: Self.merge)
            #expect(kind.status == 422)
            #expect(
                kind.body["message"]?.stringValue?.hasSuffix(
                    "converting (v1.Secret) to (core.ConfigMap): unknown conversion") == true)
        }
    }

    @Test func optionsAreCheckedTogetherAndNamedByTheVerb() async throws {
        try await withConfigMap { cluster in
            let answer = try await cluster.send(
                "PATCH", "\(ConfigMaps.path)/cm?force=true&dryRun=&fieldValidation=No&fieldManager=a%01", [:],
                contentType: Self.merge)
            #expect(answer.status == 422)
            #expect(
                answer.body["message"]
                    == "PatchOptions.meta.k8s.io \"\" is invalid: [force: Forbidden: may not be specified for non-apply patch, fieldManager: Invalid value: \"a\\x01\": invalid character U+0001 (at position 1), dryRun: Unsupported value: [\"\"]: supported values: \"All\", fieldValidation: Unsupported value: \"No\": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\"]"
            )
            let put = try await cluster.send("PUT", "\(ConfigMaps.path)/cm?fieldValidation=No", ConfigMaps.object("cm"))
            #expect(put.body[path: "details", "kind"] == "UpdateOptions")
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
