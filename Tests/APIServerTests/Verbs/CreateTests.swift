import APIServer
import JSON
import KubeClient
import TestSupport
import Testing
import Transport

/// Requests about ConfigMaps, which have the fewest rules of their own.
enum ConfigMaps {
    static let path = "/api/v1/namespaces/default/configmaps"

    static func object(_ name: String, data: JSONValue = ["a": "1"], labels: JSONValue? = nil) -> JSONValue {
        var object: JSONValue = [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name)], "data": data,
        ]
        if let labels { object[path: ["metadata", "labels"]] = labels }
        return object
    }
}

struct CreateTests {
    @Test func createdObjectGetsIdentityAndCanBeRead() async throws {
        try await TestCluster.run { cluster in
            let created = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("cm"))
            #expect(created.status == 201)
            #expect(created.body[path: "metadata", "uid"]?.stringValue?.count == 36)
            #expect(created.body[path: "metadata", "namespace"] == "default")
            #expect(created.body[path: "metadata", "creationTimestamp"]?.stringValue?.hasSuffix("Z") == true)
            let read = try await cluster.send("GET", "\(ConfigMaps.path)/cm")
            #expect(read.status == 200)
            #expect(read.body == created.body)
            #expect(read.headers["Content-Type"] == "application/json")
        }
    }

    @Test func secondCreateOfTheSameNameIsAConflict() async throws {
        try await TestCluster.run { cluster in
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("cm"))
            let second = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("cm"))
            #expect(second.status == 409)
            #expect(second.body["reason"] == "AlreadyExists")
            #expect(second.body["message"] == "configmaps \"cm\" already exists")
            #expect(second.body["details"] == ["name": "cm", "kind": "configmaps"])
        }
    }

    @Test func generatedNamesBeginWithThePrefixAndDiffer() async throws {
        try await TestCluster.run { cluster in
            var object = ConfigMaps.object("")
            object["metadata"] = ["generateName": "web-"]
            let first = try await cluster.send("POST", ConfigMaps.path, object)
            let second = try await cluster.send("POST", ConfigMaps.path, object)
            let names = [first, second].compactMap { $0.body[path: "metadata", "name"]?.stringValue }
            #expect(names.count == 2)
            #expect(Set(names).count == 2)
            #expect(names.allSatisfy { $0.hasPrefix("web-") && $0.count == 9 })
        }
    }

    @Test func dryRunStoresNothing() async throws {
        try await TestCluster.run { cluster in
            let answer = try await cluster.send("POST", "\(ConfigMaps.path)?dryRun=All", ConfigMaps.object("cm"))
            #expect(answer.status == 201)
            #expect(answer.body[path: "metadata", "uid"] != nil)
            #expect(try await cluster.send("GET", "\(ConfigMaps.path)/cm").status == 404)
        }
    }

    @Test(arguments: [
        (
            "{\"apiVersion\": \"v1\", ", 400,
            "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: unexpected end of JSON input ({\"apiVersion\": \"v1\", )"
        ),
        (
            "[]", 400,
            "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" } (5b5d)"
        ),
        (
            "{\"kind\":\"Pod\",\"apiVersion\":\"v1\"}", 400,
            "Pod in version \"v1\" cannot be handled as a ConfigMap: converting (v1.Pod) to (core.ConfigMap): unknown conversion"
        ),
        (
            "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v2\"}", 400,
            "ConfigMap in version \"v2\" cannot be handled as a ConfigMap: no kind \"ConfigMap\" is registered for version \"v2\" in scheme \"pkg/api/legacyscheme/scheme.go:30\""
        ),
        (
            "{\"metadata\":{\"name\":\"x\",\"namespace\":\"other\"}}", 400,
            "the namespace of the provided object does not match the namespace sent on the request"
        ),
        ("{\"metadata\":{}}", 422, "ConfigMap \"\" is invalid: metadata.name: Required value: name or generateName is required"),
        (
            "{\"metadata\":{\"name\":\"z\",\"resourceVersion\":\"1\"}}", 500,
            "resourceVersion should not be set on objects to be created"
        ),
        (
            "{\"metadata\":{\"name\":\"z\"},\"data\":{\"a\":5}}", 400,
            "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.data of type string"
        ),
        (
            "{\"metadata\":\"z\"}", 400,
            "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: json: cannot unmarshal string into Go struct field ConfigMap.metadata of type v1.ObjectMeta"
        ),
        ("{\"metadata\":{\"name\":\"Bad_Name\"}}", 422, "ConfigMap \"Bad_Name\" is invalid: metadata.name: Invalid value"),
    ])
    func malformedBodiesAreRefused(body: String, code: Int, message: String) async throws {
        try await TestCluster.run { cluster in
            let answer = try await cluster.send("POST", ConfigMaps.path, bytes: Array(body.utf8))
            #expect(answer.status == code)
            #expect(answer.body["code"] == .int(Int64(code)))
            #expect(answer.body["kind"] == "Status")
            #expect(answer.body["message"]?.stringValue?.contains(message) == true, "\(answer.text)")
        }
    }

    @Test func keysThatYAMLRepeatsAreTreatedAsFieldsAre() async throws {
        try await TestCluster.run { cluster in
            let text = "metadata:\n  name: y\ndata:\n  a: '1'\n  \"a\": '2'\n  b: x\n  a: '3'\n"
            func send(_ validation: String) async throws -> TestAnswer {
                try await cluster.send(
                    "POST", "\(ConfigMaps.path)?dryRun=All&fieldValidation=\(validation)", bytes: Array(text.utf8),
                    contentType: "application/yaml")
            }
            let strict = try await send("Strict")
            #expect(strict.status == 400)
            #expect(
                strict.body["message"]
                    == "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error: yaml: unmarshal errors:\n  line 5: key \"a\" already set in map\n  line 7: key \"a\" already set in map"
            )
            let warned = try await send("Warn")
            #expect(warned.status == 201)
            #expect(warned.body["data"] == ["a": "3", "b": "x"])
            #expect(warned.headers.all("Warning").count == 2)
            let ignored = try await send("Ignore")
            #expect(ignored.status == 201)
            #expect(ignored.headers.all("Warning").isEmpty)
        }
    }

    @Test func aNamespaceSaysNothingOfWhatLivesInNone() async throws {
        try await TestCluster.run { cluster in
            let answer = try await cluster.send(
                "POST", "/apis/rbac.authorization.k8s.io/v1/clusterroles", ["metadata": ["name": "r", "namespace": "x"]])
            #expect(answer.status == 201, "\(answer.text)")
            #expect(answer.body[path: "metadata", "namespace"] == nil)
        }
    }

    @Test func unknownFieldsAreRefusedWarnedOfOrIgnored() async throws {
        try await TestCluster.run { cluster in
            let body = Array("{\"metadata\":{\"name\":\"s\"},\"dat\":{\"a\":\"1\"},\"data\":{\"b\":\"1\",\"b\":\"2\"}}".utf8)
            let strict = try await cluster.send("POST", "\(ConfigMaps.path)?fieldValidation=Strict", bytes: body)
            #expect(strict.status == 400)
            #expect(
                strict.body["message"]
                    == "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error: unknown field \"dat\", duplicate field \"data.b\""
            )
            let ignored = try await cluster.send("POST", "\(ConfigMaps.path)?fieldValidation=Ignore&dryRun=All", bytes: body)
            #expect(ignored.status == 201)
            #expect(ignored.headers.all("Warning").isEmpty)
            let warned = try await cluster.send("POST", ConfigMaps.path, bytes: body)
            #expect(warned.status == 201)
            #expect(
                warned.headers.all("Warning")
                    == ["299 - \"unknown field \\\"dat\\\"\"", "299 - \"duplicate field \\\"data.b\\\"\""])
            #expect(warned.body["dat"] == nil)
            #expect(warned.body["data"] == ["b": "2"])
        }
    }

    @Test func otherContentTypesAreRefused() async throws {
        try await TestCluster.run { cluster in
            let form = try await cluster.send(
                "POST", ConfigMaps.path, bytes: Array("a=b".utf8), contentType: "application/x-www-form-urlencoded")
            #expect(form.status == 415)
            #expect(form.body["reason"] == "UnsupportedMediaType")
            let image = try await cluster.send("GET", ConfigMaps.path, accept: "image/png")
            #expect(image.status == 406)
            #expect(image.body["reason"] == "NotAcceptable")
        }
    }

    @Test func createInAMissingNamespaceIsNotFound() async throws {
        try await TestCluster.run { cluster in
            let answer = try await cluster.send(
                "POST", "/api/v1/namespaces/none/configmaps", ["metadata": ["name": "z"]])
            #expect(answer.status == 404)
            #expect(answer.body["message"] == "namespaces \"none\" not found")
        }
    }

    @Test func pathsOutsideTheAPIAreNotFound() async throws {
        try await TestCluster.run { cluster in
            let resource = try await cluster.send("GET", "/api/v1/namespaces/default/nosuch")
            #expect(resource.status == 404)
            #expect(resource.body["message"] == "the server could not find the requested resource")
            #expect(resource.body["details"] == [:])
            let group = try await cluster.send("GET", "/apis/nosuch.example/v1")
            #expect(group.status == 404)
            #expect(group.text == "404 page not found\n")
            let method = try await cluster.send(
                "PATCH", "/api/v1/namespaces/default/pods", [:], contentType: "application/merge-patch+json")
            #expect(method.status == 405)
            #expect(method.body["message"] == "the server does not allow this method on the requested resource")
            #expect(try await cluster.send("GET", "/api/v1/namespaces/default/pods/%zz").status == 400)
            #expect(try await cluster.send("GET", "/api/v1/pods?labelSelector=%f").status == 400)
        }
    }

    @Test func finalizersNeedADomainOrBeStandard() async throws {
        try await TestCluster.run { cluster in
            for (finalizer, code) in [("mine", 422), ("orphan", 201), ("example.com/mine", 201), ("a/b/c", 422)] {
                var object = ConfigMaps.object("cm-\(finalizer.utf8.count)")
                object[path: ["metadata", "finalizers"]] = [.string(finalizer)]
                let answer = try await cluster.send("POST", ConfigMaps.path, object)
                #expect(answer.status == code, "\(finalizer): \(answer.text)")
            }
        }
    }
}
