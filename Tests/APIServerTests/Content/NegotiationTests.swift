import APIServer
import JSON
import KubeAPI
import TestSupport
import Testing
import Transport

struct NegotiationTests {
    private static let protobuf = "application/vnd.kubernetes.protobuf"

    @Test(arguments: [
        ("application/json", "application/json"), ("*/*", "application/json"), ("application/*", "application/json"),
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

    @Test func refusalsNameWhatThereIs() async throws {
        try await TestCluster.run { cluster in
            let kinds = "application/json, application/yaml, \(Self.protobuf)"
            let streams = "application/json;stream=watch, \(Self.protobuf);stream=watch"
            let expectations = [
                (ConfigMaps.path, "image/png", "406: Not Acceptable\n\nAvailable representations: \(kinds), \(streams)"),
                ("\(ConfigMaps.path)/a", "image/png", "406: Not Acceptable\n\nAvailable representations: \(kinds)"),
                (
                    "\(ConfigMaps.path)/a", "application/json;as=Table;g=meta.k8s.io;v=v9",
                    "only the following media types are accepted: \(kinds)"
                ),
                (
                    "\(ConfigMaps.path)?watch=1", "application/yaml", "only the following media types are accepted: \(streams)"
                ),
            ]
            for (path, accept, message) in expectations {
                let answer = try await cluster.send("GET", path, accept: accept)
                #expect(answer.status == 406)
                // Errors come in what the client accepts, or in JSON.
                let body = try YAMLReader.document(answer.text)
                #expect(body["reason"] == "NotAcceptable")
                #expect(body["message"]?.stringValue == message)
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
