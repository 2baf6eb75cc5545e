import APIServer
import JSON
import KubeAPI
import TestSupport
import Testing
import Transport

struct NegotiationTests {
    private static let protobuf = "application/vnd.kubernetes.protobuf"

    @Test(arguments: [
        ("application/json", "application/json"), ("*/*", "application/json"),
        ("application/*, application/json;q=0.1", "application/json"),
        // Kubernetes' comparison of ranges is no order: here the rule about wildcards is asked first, and there the weights.
        ("*/*, application/yaml;q=0.5", "application/yaml"), ("application/yaml;q=0.5, */*", "application/json"),
        ("application/yaml; q=x, application/json;q=0.1", "application/json"),
        ("application/yaml;sv=v9, application/json", "application/json"),
        ("text/html, application/yaml;q=0.5, application/json;q=0.4", "application/yaml"),
        ("application/json;q=0.1,\(protobuf)", protobuf), ("*/*, application/yaml", "application/yaml"),
        ("\(protobuf);as=Table;g=meta.k8s.io;v=v1, application/json", "application/json"),
        ("application/json; charset=utf-8", "application/json"), ("\(protobuf), */*", protobuf),
        ("application/json;as=Nothing;g=meta.k8s.io;v=v1,application/yaml", "application/yaml"),
    ])
    func mostWantedTypeThatCanBeServedIsAnswered(accept: String, expected: String) async throws {
        try await TestCluster.run { cluster in
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("a"))
            let answer = try await cluster.send("GET", "\(ConfigMaps.path)/a", accept: accept)
            #expect(answer.status == 200)
            #expect(answer.headers["Content-Type"] == expected)
        }
    }

    private static let kinds = "application/json, application/yaml, \(protobuf)"
    private static let streams = "application/json;stream=watch, \(protobuf);stream=watch"

    @Test func refusalsNameWhatThereIs() async throws {
        let (kinds, streams) = (Self.kinds, Self.streams)
        let representations = "406: Not Acceptable\n\nAvailable representations: "
        let only = "only the following media types are accepted: "
        let expectations = [
            (ConfigMaps.path, "image/png", "\(representations)\(kinds), \(streams)"),
            ("\(ConfigMaps.path)/a", "application/cbor", "\(representations)\(kinds)"),
            ("\(ConfigMaps.path)/a", "application/*", "\(representations)\(kinds)"),
            ("\(ConfigMaps.path)/a", "Application/JSON", "\(representations)\(kinds)"),
            ("/version", "application/yaml", "\(representations)application/json"),
            ("/apis/apps/v1", "image/png", "\(representations)\(kinds)"), ("/apis", "image/png", "\(only)\(kinds)"),
            ("\(ConfigMaps.path)/a", "application/json;as=Table;g=meta.k8s.io;v=v9", "\(only)\(kinds)"),
            ("\(ConfigMaps.path)?watch=1", "application/yaml", "\(only)\(streams)"),
            ("\(ConfigMaps.path)?watch=1", "application/yaml, application/json", "\(only)\(streams)"),
        ]
        try await TestCluster.run { cluster in
            for (path, accept, message) in expectations {
                let answer = try await cluster.send("GET", path, accept: accept)
                #expect(answer.status == 406, "\(path) \(accept)")
                // Errors come in what the client accepts, or in JSON.
                let body = try YAMLReader.document(answer.text)
                #expect(body["reason"] == "NotAcceptable")
                #expect(body["message"]?.stringValue == message, "\(path) \(accept)")
            }
        }
    }

    @Test func customObjectsAreNegotiatedByTheirHandlerAlone() async throws {
        try await Gadgets.run { cluster in
            _ = try await cluster.send("POST", Gadgets.path, Gadgets.object("g"))
            for accept in ["image/png", Self.protobuf, "application/cbor"] {
                let refused = try await cluster.send("GET", "\(Gadgets.path)/g", accept: accept)
                #expect(refused.status == 406, "\(accept)")
                #expect(refused.text.contains("only the following media types are accepted: \(Self.kinds)"), "\(accept)")
            }
            #expect(try await cluster.send("GET", Gadgets.path, accept: "application/*").status == 200)
            let both = try await cluster.send("GET", Gadgets.path, accept: "\(Self.protobuf), application/json")
            #expect(both.headers["Content-Type"] == "application/json")
            let metadata = try await cluster.send(
                "GET", "\(Gadgets.path)/g", accept: "\(Self.protobuf);as=PartialObjectMetadata;g=meta.k8s.io;v=v1")
            #expect(metadata.headers["Content-Type"] == Self.protobuf)
            #expect(try ProtobufBody.object(metadata.bytes)[path: "metadata", "name"] == "g")
            #expect(try await cluster.send("HEAD", "\(Gadgets.path)/g").status == 200)
        }
    }

    @Test func metadataIsAskedForAsWhatItIs() async throws {
        try await TestCluster.run { cluster in
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("a"))
            for (path, kind, message) in [
                (
                    ConfigMaps.path, "PartialObjectMetadata",
                    "you requested PartialObjectMetadata, but the requested object is a list (*core.ConfigMapList)"
                ),
                (
                    "\(ConfigMaps.path)/a", "PartialObjectMetadataList",
                    "you requested PartialObjectMetadataList, but the requested object is not a list (*core.ConfigMap)"
                ),
            ] {
                let answer = try await cluster.send(
                    "GET", path, accept: "application/json;as=\(kind);g=meta.k8s.io;v=v1")
                #expect(answer.status == 406)
                #expect(answer.body["message"]?.stringValue == message)
            }
        }
    }

    @Test func patchesOfUnknownTypesAreRefusedBeforeTheyAreRead() async throws {
        try await Gadgets.run { cluster in
            let builtIn = try await cluster.send("PATCH", "\(ConfigMaps.path)/none", [:], contentType: "application/json")
            #expect(builtIn.status == 415)
            #expect(builtIn.body["message"] == "415: Unsupported Media Type")
            #expect(builtIn.body["details"] == [:])
            // A list of types that names a good one gets further, and no patch is of two types.
            let list = "application/json-patch+json, application/merge-patch+json"
            let several = try await cluster.send("PATCH", "\(ConfigMaps.path)/none", [:], contentType: list)
            #expect(several.status == 415)
            #expect(
                several.body["message"]?.stringValue?.hasSuffix("strategic-merge-patch+json, application/apply-patch+yaml")
                    == true)
            for type in ["application/json", "application/strategic-merge-patch+json"] {
                let custom = try await cluster.send("PATCH", "\(Gadgets.path)/none", [:], contentType: type)
                #expect(custom.status == 415)
                #expect(
                    custom.body["message"]
                        == "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml"
                )
            }
        }
    }

    @Test func pathsOfNothingAreAStatusInBuiltInGroupsOnly() async throws {
        try await Gadgets.run { cluster in
            for path in ["/api/v9", "/apis/apps/v9", "/apis/apps/v9/deployments", "/api/v1/nosuch"] {
                let answer = try await cluster.send("GET", path)
                #expect(answer.status == 404)
                #expect(answer.body["message"] == "the server could not find the requested resource", "\(path)")
            }
            let elsewhere = [
                "/apis/none", "/apis/none/v1/things", "/apis/example.org/v9", "/apis/example.org/v1/nosuch", "/none",
            ]
            for path in elsewhere {
                let answer = try await cluster.send("GET", path)
                #expect(answer.status == 404)
                #expect(answer.text == "404 page not found\n", "\(path)")
                #expect(answer.headers["X-Content-Type-Options"] == "nosniff")
            }
        }
    }

    @Test func customKindsRefuseInWordsOfTheirOwn() async throws {
        try await Gadgets.run { cluster in
            let expectations = [
                ("POST", "\(Gadgets.path)/g/status", 405, "create is not supported on resources of kind \"gadgets.example.org\""),
                ("OPTIONS", Gadgets.path, 405, " is not supported on resources of kind \"gadgets.example.org\""),
                ("GET", "\(Gadgets.path)/g/nosuch", 404, "gadgets.example.org \"g\" not found"),
                ("PUT", Gadgets.path, 400, "name must be provided"),
            ]
            for (method, path, status, message) in expectations {
                let answer = try await cluster.send(method, path, [:])
                #expect(answer.status == status)
                #expect(answer.body["message"]?.stringValue == message)
            }
        }
    }

    @Test func tablesComeInBothVersionsAndInYAML() async throws {
        try await TestCluster.run { cluster in
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("a"))
            let old = try await cluster.send(
                "GET", ConfigMaps.path, accept: "application/json;as=Table;g=meta.k8s.io;v=v1beta1")
            #expect(old.body["apiVersion"] == "meta.k8s.io/v1beta1")
            #expect(old.body["rows"]?.arrayValue?.first?[path: "object", "apiVersion"] == "meta.k8s.io/v1beta1")
            let yaml = try await cluster.send(
                "GET", ConfigMaps.path, accept: "application/yaml;as=Table;g=meta.k8s.io;v=v1")
            #expect(try YAMLReader.document(yaml.text)["kind"] == "Table")
        }
    }

    @Test func peopleGetIndentedJSON() async throws {
        try await TestCluster.run { cluster in
            for (query, agent, isIndented) in [
                ("", "curl/8.0", true), ("pretty=true", "kubectl", true), ("pretty=0", "curl/8.0", false),
                ("", "kubectl", false),
            ] {
                let response = try await cluster.exchange.send(
                    HTTPRequest(
                        "GET", "/api/v1/namespaces/default", query: query,
                        headers: ["User-Agent": agent, "Accept": "application/json"]))
                let text = String(decoding: try await response.collect(limit: 100_000), as: UTF8.self)
                #expect(text.hasPrefix(isIndented ? "{\n  \"kind\": \"Namespace\"," : "{\"kind\""))
            }
        }
    }

    @Test func onlyGetReadsAResource() async throws {
        try await TestCluster.run { cluster in
            for method in ["HEAD", "OPTIONS", "TRACE"] {
                let answer = try await cluster.send(method, ConfigMaps.path)
                #expect(answer.status == 405)
                #expect(answer.body["reason"] == "MethodNotAllowed")
            }
        }
    }
}
