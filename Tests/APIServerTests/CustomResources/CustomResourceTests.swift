import APIServer
import JSON
import Store
import TestSupport
import Testing
import Transport

struct CustomResourceTests {
    @Test func objectsOfANewKindAreStoredPrunedAndFilledIn() async throws {
        try await Gadgets.run { cluster in
            let created = try await cluster.send(
                "POST", Gadgets.path,
                Gadgets.object(
                    "g", ["color": "red", "junk": 1, "parts": [["name": "a", "more": 2]], "free": ["x": [1]], "port": "http"]))
            #expect(created.status == 201, "\(created.text)")
            #expect(
                created.body["spec"] == [
                    "color": "red", "parts": [["name": "a", "weight": 1]], "free": ["x": [1]], "port": "http", "size": 2,
                ])
            #expect(
                created.headers.all("Warning").sorted() == [
                    "299 - \"unknown field \\\"spec.junk\\\"\"", "299 - \"unknown field \\\"spec.parts[0].more\\\"\"",
                ])
            #expect(created.body[path: "metadata", "generation"] == 1)
            let read = try await cluster.send("GET", "\(Gadgets.path)/g")
            #expect(read.body == created.body)
            let strict = try await cluster.send(
                "POST", "\(Gadgets.path)?fieldValidation=Strict", Gadgets.object("h", ["junk": 1]))
            #expect(strict.status == 400)
            #expect(strict.body["message"]?.stringValue?.contains("unknown field \"spec.junk\"") == true)
        }
    }

    @Test(
        arguments: [
            (["size": 0], "spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1"),
            (["size": 101], "spec.size: Invalid value: 101: spec.size in body should be less than or equal to 100"),
            (["size": "a"], "spec.size: Invalid value: \"string\": spec.size in body must be of type integer: \"string\""),
            (["color": "green"], "spec.color: Unsupported value: \"green\": supported values: \"red\", \"blue\""),
            (["code": "A"], "spec.code: Invalid value: \"A\": spec.code in body should match '^[a-z]+$'"),
            (["code": "abcdef"], "spec.code: Too long: may not be more than 5 bytes"),
            (
                ["labels": ["a": 1]],
                "spec.labels.a: Invalid value: \"integer\": spec.labels.a in body must be of type string: \"integer\""
            ),
            (["parts": [[:]]], "spec.parts[0].name: Required value"),
            (["parts": [["name": "a"], ["name": "a"]]], "spec.parts[1]: Duplicate value: {\"name\":\"a\"}"),
        ] as [(JSONValue, String)])
    func valuesOutsideTheSchemaAreRefused(spec: JSONValue, message: String) async throws {
        try await Gadgets.run { cluster in
            let answer = try await cluster.send("POST", Gadgets.path, Gadgets.object("g", spec))
            #expect(answer.status == 422)
            #expect(answer.body["message"]?.stringValue == "Gadget.example.org \"g\" is invalid: \(message)")
        }
    }

    @Test func statusAndScaleAreWrittenApart() async throws {
        try await Gadgets.run { cluster in
            var object = Gadgets.object("g")
            object["status"] = ["ready": 9]
            let created = try await cluster.send("POST", Gadgets.path, object)
            #expect(created.body["status"] == nil)
            let status = try await cluster.send(
                "PATCH", "\(Gadgets.path)/g/status", ["spec": ["size": 50], "status": ["ready": 1, "selector": "a=b"]],
                contentType: "application/merge-patch+json")
            #expect(status.status == 200, "\(status.text)")
            #expect(status.body[path: "spec", "size"] == 3)
            #expect(status.body[path: "status", "ready"] == 1)
            #expect(status.body[path: "metadata", "generation"] == 1)
            let scale = try await cluster.send("GET", "\(Gadgets.path)/g/scale")
            #expect(scale.body["spec"] == ["replicas": 3])
            #expect(scale.body["status"] == ["replicas": 1, "selector": "a=b"])
            let scaled = try await cluster.send(
                "PATCH", "\(Gadgets.path)/g/scale", ["spec": ["replicas": 7]], contentType: "application/merge-patch+json")
            #expect(scaled.status == 200, "\(scaled.text)")
            let read = try await cluster.send("GET", "\(Gadgets.path)/g")
            #expect(read.body[path: "spec", "size"] == 7)
            #expect(read.body[path: "metadata", "generation"] == 2)
        }
    }

    @Test func columnsAndSelectorsComeFromTheDefinition() async throws {
        try await Gadgets.run { cluster in
            _ = try await cluster.send("POST", Gadgets.path, Gadgets.object("a", ["color": "red"]))
            _ = try await cluster.send("POST", Gadgets.path, Gadgets.object("b", ["color": "blue", "size": 5]))
            let table = try await cluster.send(
                "GET", "\(Gadgets.path)?fieldSelector=spec.color%3Dblue",
                accept: "application/json;as=Table;v=v1;g=meta.k8s.io")
            let columns = table.body["columnDefinitions"]?.arrayValue?.compactMap { $0["name"]?.stringValue }
            #expect(columns == ["Name", "Size", "Age"])
            let rows = table.body["rows"]?.arrayValue?.map { $0["cells"]?.arrayValue?.prefix(2).map { $0 } ?? [] }
            #expect(rows == [["b", 5]])
            let unknown = try await cluster.send("GET", "\(Gadgets.path)?fieldSelector=spec.size%3D1")
            #expect(unknown.status == 400)
        }
    }

    @Test func discoveryAndOpenAPIShowTheKindWhileItIsThere() async throws {
        try await TestCluster.run { cluster in
            #expect(try await cluster.send("GET", "/apis/example.org/v1").status == 404)
            try await Gadgets.define(cluster)
            let list = try await cluster.send("GET", "/apis/example.org/v1")
            let names = list.body["resources"]?.arrayValue?.compactMap { $0["name"]?.stringValue }
            #expect(names == ["gadgets", "gadgets/scale", "gadgets/status"])
            #expect(list.body["resources"]?.arrayValue?.first?["shortNames"] == ["gd"])
            let document = try await cluster.send("GET", "/openapi/v3/apis/example.org/v1")
            let schema = document.body[path: "components", "schemas", "org.example.v1.Gadget"]
            #expect(schema?[path: "properties", "spec", "properties", "size", "minimum"] == 1)
            #expect(schema?["x-kubernetes-group-version-kind"] == [["group": "example.org", "version": "v1", "kind": "Gadget"]])
            let groups = try await cluster.send("GET", "/apis").body["groups"]?.arrayValue ?? []
            #expect(groups.contains { $0["name"] == "example.org" })
        }
    }

    @Test func watchersOfAKindSeeItsObjects() async throws {
        try await Gadgets.run { cluster in
            var watch = try await WatchReader(cluster, Gadgets.path)
            _ = try await cluster.send("POST", Gadgets.path, Gadgets.object("g"))
            #expect(try await watch.summary() == "ADDED g")
            _ = try await cluster.send("DELETE", "\(Gadgets.path)/g")
            #expect(try await watch.summary() == "DELETED g")
        }
    }

    @Test func deletionOfTheDefinitionTakesTheObjectsWithIt() async throws {
        try await Gadgets.run { cluster in
            for name in ["a", "b"] { _ = try await cluster.send("POST", Gadgets.path, Gadgets.object(name)) }
            let answer = try await cluster.send("DELETE", "\(Gadgets.definitions)/\(Gadgets.name)")
            #expect(answer.status == 200)
            for _ in 0..<2000 {
                if try await cluster.send("GET", "\(Gadgets.definitions)/\(Gadgets.name)").status == 404 { break }
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(try await cluster.send("GET", "\(Gadgets.definitions)/\(Gadgets.name)").status == 404)
            #expect(try await cluster.send("GET", Gadgets.path).status == 404)
            // Nothing of the old kind comes back with a new definition of the same name.
            try await Gadgets.define(cluster)
            #expect(try await cluster.send("GET", Gadgets.path).body["items"] == [])
        }
    }

    @Test func everyServedVersionShowsTheSameObjects() async throws {
        let newer = Gadgets.version(
            "v2",
            spec: [
                "type": "object",
                "properties": ["size": ["type": "integer"], "mode": ["type": "string", "default": "plain"]],
            ])
        try await Gadgets.run(Gadgets.definition(more: [newer])) { cluster in
            let other = "/apis/example.org/v2/namespaces/default/gadgets"
            var watch = try await WatchReader(cluster, other)
            _ = try await cluster.send("POST", Gadgets.path, Gadgets.object("g", ["size": 4, "color": "red"]))
            let read = try await cluster.send("GET", "\(other)/g")
            #expect(read.body["apiVersion"] == "example.org/v2")
            #expect(read.body["spec"] == ["size": 4, "mode": "plain"])
            #expect(try await watch.next()?[path: "object", "apiVersion"] == "example.org/v2")
            let made = try await cluster.send("POST", other, Gadgets.object("h", ["size": 5], version: "v2"))
            #expect(made.status == 201, "\(made.text)")
            #expect(made.body["apiVersion"] == "example.org/v2")
            #expect(try await cluster.send("GET", "\(Gadgets.path)/h").body["apiVersion"] == "example.org/v1")
            let list = try await cluster.send("GET", other)
            #expect(list.body["apiVersion"] == "example.org/v2")
            #expect(list.body["items"]?.arrayValue?.count == 2)
        }
    }

    @Test func kindsAndObjectsSurviveARestart() async throws {
        let store = MemoryStore()
        let before = try await TestCluster.run(store: store) { cluster in
            try await Gadgets.define(cluster)
            return try await cluster.send("POST", Gadgets.path, Gadgets.object("g")).body
        }
        try await TestCluster.run(store: store) { cluster in
            let after = try await cluster.send("GET", "\(Gadgets.path)/g")
            #expect(after.body == before)
        }
    }

    @Test func aDefaultThatIsAddedLaterShowsInOldObjects() async throws {
        let plain: JSONValue = ["type": "object", "properties": ["size": ["type": "integer"]]]
        try await Gadgets.run(Gadgets.definition(spec: plain)) { cluster in
            _ = try await cluster.send("POST", Gadgets.path, Gadgets.object("g", ["size": 1]))
            var changed = Gadgets.definition(
                spec: [
                    "type": "object", "properties": ["size": ["type": "integer"], "mode": ["type": "string", "default": "x"]],
                ])
            let stored = try await cluster.send("GET", "\(Gadgets.definitions)/\(Gadgets.name)")
            changed[path: ["metadata", "resourceVersion"]] = stored.body[path: "metadata", "resourceVersion"]
            let answer = try await cluster.send("PUT", "\(Gadgets.definitions)/\(Gadgets.name)", changed)
            #expect(answer.status == 200, "\(answer.text)")
            #expect(try await cluster.send("GET", "\(Gadgets.path)/g").body["spec"] == ["size": 1, "mode": "x"])
        }
    }

    @Test func expressionsOfTheSchemaMustHold() async throws {
        let spec: JSONValue = [
            "type": "object", "properties": ["size": ["type": "integer"], "most": ["type": "integer"]],
            "x-kubernetes-validations": [
                ["rule": "self.size <= self.most", "message": "size is more than most"],
                ["rule": "self.most >= oldSelf.most", "message": "most cannot shrink"],
            ],
        ]
        try await Gadgets.run(Gadgets.definition(spec: spec)) { cluster in
            let refused = try await cluster.send("POST", Gadgets.path, Gadgets.object("g", ["size": 3, "most": 2]))
            #expect(refused.status == 422)
            #expect(
                refused.body["message"]
                    == "Gadget.example.org \"g\" is invalid: spec: Invalid value: size is more than most")
            let created = try await cluster.send("POST", Gadgets.path, Gadgets.object("g", ["size": 1, "most": 5]))
            #expect(created.status == 201)
            let shrunk = try await cluster.send(
                "PATCH", "\(Gadgets.path)/g", ["spec": ["most": 4]], contentType: "application/merge-patch+json")
            #expect(shrunk.status == 422)
            #expect(shrunk.text.contains("most cannot shrink"))
        }
    }

    @Test(
        arguments: [
            (["size": 9], "spec.size: Invalid value: 9: too large"),
            (["size": 1, "name": "a b"], "spec.name: Duplicate value: \"a b\""),
            (["size": 1, "tags": ["a"]], "spec.tags: Invalid value: tag a is reserved"),
            (["size": 1, "parts": ["x": 3]], "spec.parts[x]: Forbidden: odd"),
            (["size": 1, "ratio": 2], "spec.ratio: Invalid value: 2: failed rule: self < 1.5"),
            (["size": 1, "other": "x"], "spec.size: Required value: other is not size"),
            (["size": 0], "spec: Invalid value: \"object\": division by zero evaluating rule: 10 / self.size > 0"),
        ] as [(JSONValue, String)])
    func anExpressionSaysWhatIsWrongWithWhat(value: JSONValue, message: String) async throws {
        let spec: JSONValue = [
            "type": "object",
            "properties": [
                "size": [
                    "type": "integer", "x-kubernetes-validations": [["rule": "self < 5", "message": " too large "]],
                ],
                "name": [
                    "type": "string",
                    "x-kubernetes-validations": [["rule": "!self.contains(' ')", "reason": "FieldValueDuplicate"]],
                ],
                "ratio": ["type": "number", "x-kubernetes-validations": [["rule": "self < 1.5"]]],
                "other": ["type": "string"],
                "tags": [
                    "type": "array", "items": ["type": "string"],
                    "x-kubernetes-validations": [
                        ["rule": "!('a' in self)", "messageExpression": "'tag ' + self[0] + ' is reserved'"]
                    ],
                ],
                "parts": [
                    "type": "object",
                    "additionalProperties": [
                        "type": "integer",
                        "x-kubernetes-validations": [
                            ["rule": "self % 2 == 0", "message": "odd", "reason": "FieldValueForbidden"]
                        ],
                    ],
                ],
            ],
            "x-kubernetes-validations": [
                ["rule": "10 / self.size > 0"],
                [
                    "rule": "!has(self.other)", "message": "other is not size", "fieldPath": ".size",
                    "reason": "FieldValueRequired",
                ],
            ],
        ]
        try await Gadgets.run(Gadgets.definition(spec: spec)) { cluster in
            let refused = try await cluster.send("POST", Gadgets.path, Gadgets.object("g", value))
            #expect(refused.status == 422)
            #expect(refused.body["message"]?.stringValue == "Gadget.example.org \"g\" is invalid: \(message)")
        }
    }

    @Test func whatWasWrongBeforeIsWarnedOf() async throws {
        let plain: JSONValue = [
            "type": "object", "properties": ["size": ["type": "integer"], "note": ["type": "string"]],
        ]
        let strict: JSONValue = [
            "type": "object",
            "properties": [
                "size": ["type": "integer", "x-kubernetes-validations": [["rule": "self < 5", "message": "too large"]]],
                "note": ["type": "string"],
            ],
        ]
        try await Gadgets.run(Gadgets.definition(spec: plain)) { cluster in
            _ = try await cluster.send("POST", Gadgets.path, Gadgets.object("g", ["size": 9]))
            var changed = Gadgets.definition(spec: strict)
            let stored = try await cluster.send("GET", "\(Gadgets.definitions)/\(Gadgets.name)")
            changed[path: ["metadata", "resourceVersion"]] = stored.body[path: "metadata", "resourceVersion"]
            _ = try await cluster.send("PUT", "\(Gadgets.definitions)/\(Gadgets.name)", changed)
            let merge = "application/merge-patch+json"
            let noted = try await cluster.send(
                "PATCH", "\(Gadgets.path)/g", ["spec": ["note": "x"]], contentType: merge)
            #expect(noted.status == 200)
            #expect(noted.headers["Warning"] == "299 - \"spec.size: Invalid value: 9: too large\"")
            let grown = try await cluster.send(
                "PATCH", "\(Gadgets.path)/g", ["spec": ["size": 10]], contentType: merge)
            #expect(grown.status == 422)
        }
    }

    @Test func customKindsHaveNoStrategicMerge() async throws {
        try await Gadgets.run { cluster in
            _ = try await cluster.send("POST", Gadgets.path, Gadgets.object("g"))
            let answer = try await cluster.send(
                "PATCH", "\(Gadgets.path)/g", ["spec": ["size": 4]],
                contentType: "application/strategic-merge-patch+json")
            #expect(answer.status == 415)
        }
    }
}
