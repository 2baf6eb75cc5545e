import APIServer
import JSON
import KubeAPI
import Schema
import TestSupport
import Testing
import Transport

/// Discovery and OpenAPI as clients get them.
struct DocumentAnswersTests {
    private static let protobuf = "application/vnd.kubernetes.protobuf"

    private static func get(
        _ cluster: TestCluster, _ target: String, headers: HTTPHeaders = [:]
    ) async throws -> (response: HTTPResponse, body: [UInt8]) {
        let parts = target.split(separator: "?", maxSplits: 1).map(String.init)
        let response = try await cluster.exchange.send(
            HTTPRequest("GET", parts[0], query: parts.count > 1 ? parts[1] : "", headers: headers))
        guard case .bytes(let bytes) = response.body else { return (response, []) }
        return (response, bytes)
    }

    @Test func legacyDiscoveryComesInEverySyntax() async throws {
        try await TestCluster.run { cluster in
            let schemas: [(String, ObjectSchema)] = [
                ("/api", APIVersionsShape.shape.schema), ("/apis", APIGroupListShape.shape.schema),
                ("/apis/apps", APIGroupShape.shape.schema), ("/api/v1", APIResourceListShape.shape.schema),
            ]
            for (path, schema) in schemas {
                let json = try await cluster.send("GET", path)
                let binary = try await Self.get(cluster, path, headers: ["Accept": Self.protobuf])
                #expect(binary.response.headers["Content-Type"] == Self.protobuf)
                var decoded = try schema.object(protobufBody: binary.body)
                if json.body["apiVersion"] == nil { decoded["apiVersion"] = nil }
                #expect(decoded == json.body, "\(path)")
                let yaml = try await cluster.send("GET", path, accept: "application/yaml")
                #expect(try YAMLReader.document(yaml.text) == json.body)
                #expect(try await cluster.send("GET", path, accept: "image/png").status == 406)
            }
        }
    }

    @Test func aggregatedDiscoveryComesInProtobuf() async throws {
        try await TestCluster.run { cluster in
            let suffix = ";g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
            let json = try await cluster.send("GET", "/apis", accept: "application/json\(suffix)")
            let binary = try await Self.get(cluster, "/apis", headers: ["Accept": "\(Self.protobuf)\(suffix),application/json"])
            #expect(binary.response.headers["Content-Type"] == Self.protobuf + suffix)
            let decoded = try APIGroupDiscoveryListShape.shape.schema.object(protobufBody: binary.body)
            let names = decoded["items"]?.arrayValue?.map { $0[path: "metadata", "name"] }
            #expect(names == json.body["items"]?.arrayValue?.map { $0[path: "metadata", "name"] })
            let versions = decoded["items"]?.arrayValue?.first { $0[path: "metadata", "name"] == "apps" }?["versions"]
            let resources = versions?.arrayValue?.first?["resources"]?.arrayValue ?? []
            #expect(resources.contains { $0["resource"] == "deployments" && $0["scope"] == "Namespaced" })
        }
    }

    @Test func documentsWithTheirDigestMayBeKeptForEver() async throws {
        try await TestCluster.run { cluster in
            let index = try await cluster.send("GET", "/openapi/v3")
            let address = try #require(index.body["paths"]?["apis/apps/v1"]?["serverRelativeURL"]?.stringValue)
            let document = try await Self.get(cluster, address)
            #expect(document.response.status == 200)
            #expect(document.response.headers["Cache-Control"] == "public, immutable")
            #expect(document.response.headers["Expires"]?.hasSuffix(" GMT") == true)
            let etag = try #require(document.response.headers["ETag"])
            #expect(address.hasSuffix("hash=\(etag.filter { $0 != "\"" })"))
            let known = try await Self.get(cluster, address, headers: ["If-None-Match": etag])
            #expect(known.response.status == 304)
            let stale = try await Self.get(cluster, "/openapi/v3/apis/apps/v1?hash=ABC")
            #expect(stale.response.status == 301)
            #expect(stale.response.headers["Location"] == address)
            let plain = try await Self.get(cluster, "/openapi/v3/apis/apps/v1")
            #expect(plain.response.headers["Cache-Control"] == "no-cache, private")
            #expect(plain.body == document.body)
        }
    }

    @Test func openAPIComesCompressedAndInProtobuf() async throws {
        try await TestCluster.run { cluster in
            for path in ["/openapi/v2", "/openapi/v3/api/v1"] {
                let packed = try await Self.get(cluster, path, headers: ["Accept-Encoding": "gzip"])
                let plain = try await Self.get(cluster, path)
                #expect(packed.response.headers["Content-Encoding"] == "gzip")
                #expect(packed.body.starts(with: [0x1F, 0x8B]))
                #expect(packed.body.count < plain.body.count / 4)
                #expect(packed.response.headers["ETag"] == plain.response.headers["ETag"])
            }
            let asked = "application/com.github.proto-openapi.spec.v3@v1.0+protobuf"
            let answered = "application/com.github.proto-openapi.spec.v3.v1.0+protobuf"
            let binary = try await Self.get(cluster, "/openapi/v3/apis/apps/v1", headers: ["Accept": asked])
            #expect(binary.response.headers["Content-Type"] == answered)
            // Field 1: "3.0.0".
            #expect(binary.body.prefix(7) == [0x0A, 5, 0x33, 0x2E, 0x30, 0x2E, 0x30])
            #expect(try await Self.get(cluster, "/openapi/v2", headers: ["Accept": "image/png"]).response.status == 406)
        }
    }

    @Test func largeAnswersAreCompressedForWhoReadsThat() async throws {
        try await TestCluster.run { cluster in
            let text = JSONValue.string(String(repeating: "words and ", count: 20_000))
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("large", data: ["a": text]))
            let packed = try await Self.get(cluster, ConfigMaps.path, headers: ["Accept-Encoding": "deflate, gzip"])
            #expect(packed.response.headers["Content-Encoding"] == "gzip")
            #expect(packed.response.headers["Vary"] == "Accept-Encoding")
            #expect(packed.body.count < 20_000)
            #expect(try await Self.get(cluster, ConfigMaps.path).response.headers["Content-Encoding"] == nil)
            let small = try await Self.get(
                cluster, "/api/v1/namespaces/default", headers: ["Accept-Encoding": "gzip"])
            #expect(small.response.headers["Content-Encoding"] == nil)
        }
    }
}
