import APIServer
import JSON
import KubeAPI
import Schema
import TestSupport
import Testing
import Transport

/// Reads protobuf answers back into the JSON they stand for.
enum ProtobufBody {
    static let mediaType = "application/vnd.kubernetes.protobuf"

    static func object(_ bytes: [UInt8]) throws -> JSONValue {
        let envelope = try ProtobufEnvelope(bytes)
        let listMetadata = ListMetaShape.shape.schema
        let schemas: [String: ObjectSchema] = [
            "ConfigMap": ConfigMapShape.shape.schema, "Pod": PodShape.shape.schema, "Status": StatusShape.shape.schema,
            "ConfigMapList": ConfigMapShape.shape.schema.list(metadata: listMetadata),
            "PartialObjectMetadata": PartialObjectMetadataShape.shape.schema,
            "PartialObjectMetadataList": PartialObjectMetadataShape.shape.schema.list(metadata: listMetadata),
            "SelfSubjectReview": SelfSubjectReviewShape.shape.schema,
            "CustomResourceDefinition": CustomResourceDefinitionShape.shape.schema,
            "CustomResourceDefinitionList": CustomResourceDefinitionShape.shape.schema.list(metadata: listMetadata),
            "APIService": APIServiceShape.shape.schema,
            "APIServiceList": APIServiceShape.shape.schema.list(metadata: listMetadata),
        ]
        return try #require(schemas[envelope.kind]).object(protobufBody: bytes)
    }

    /// The events in a stream of frames: each is its length in four bytes and a `WatchEvent`.
    static func events(_ bytes: [UInt8]) throws -> [JSONValue] {
        var events: [JSONValue] = []
        var rest = bytes[...]
        while rest.count >= 4 {
            let count = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            let frame = Array(rest.dropFirst(4).prefix(count))
            rest = rest.dropFirst(4 + count)
            // type = 1, object = 2 { raw = 1 }: none of these lengths needs more than two bytes here.
            let typeLength = Int(frame[1])
            let type = String(decoding: frame[2..<(2 + typeLength)], as: UTF8.self)
            let start = try #require(frame.indices.first { frame[$0...].starts(with: ProtobufEnvelope.magic) })
            events.append(["type": .string(type), "object": try object(Array(frame[start...]))])
        }
        #expect(rest.isEmpty)
        return events
    }
}

struct ProtobufTests {
    private static let accept = ProtobufBody.mediaType

    @Test func objectsAndListsAreTheSameInProtobufAndJSON() async throws {
        try await TestCluster.run { cluster in
            for name in ["a", "b"] { _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object(name)) }
            for path in ["\(ConfigMaps.path)/a", ConfigMaps.path, "\(ConfigMaps.path)?limit=1"] {
                let json = try await cluster.send("GET", path)
                let protobuf = try await cluster.send("GET", path, accept: Self.accept)
                #expect(protobuf.status == 200)
                #expect(protobuf.headers["Content-Type"] == Self.accept)
                #expect(try ProtobufBody.object(protobuf.bytes) == json.body)
            }
        }
    }

    @Test func podOfManyFieldsComesBackAsItWasStored() async throws {
        try await TestCluster.run { cluster in
            let path = "/api/v1/namespaces/default/pods"
            let created = try await cluster.send(
                "POST", path,
                [
                    "metadata": ["name": "p", "annotations": ["a": "\"quoted\" \\ and\nlines", "b": "ü", "c": ""]],
                    "spec": [
                        "containers": [
                            [
                                "name": "c", "image": "i", "command": ["", "x"],
                                "resources": ["requests": ["cpu": "100m", "memory": "1Gi"]],
                                "livenessProbe": ["httpGet": ["port": "http", "path": "/"], "periodSeconds": 3],
                                "ports": [["containerPort": 80, "name": "http"]],
                            ]
                        ],
                        "volumes": [
                            ["emptyDir": ["sizeLimit": "5Mi"], "name": "v"],
                            ["name": "w", "projected": ["sources": [["configMap": ["name": "c"]]]]],
                        ],
                        "tolerations": [["key": "k", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 0]],
                    ],
                ], contentType: "application/json", accept: Self.accept)
            #expect(created.status == 201)
            let json = try await cluster.send("GET", "\(path)/p")
            #expect(try ProtobufBody.object(created.bytes) == json.body)
        }
    }

    @Test func protobufBodiesAreRead() async throws {
        try await TestCluster.run { cluster in
            var map = ConfigMap(name: "p", namespace: "default")
            map.data = ["k": "v"]
            let body = ConfigMapShape.shape.schema.protobufBody(map.json)
            let created = try await cluster.send(
                "POST", ConfigMaps.path, bytes: body, contentType: Self.accept, accept: "\(Self.accept),application/json")
            #expect(created.status == 201)
            #expect(try ProtobufBody.object(created.bytes)["data"] == ["k": "v"])
            let broken = try await cluster.send(
                "POST", ConfigMaps.path, bytes: Array(body.dropLast(12)), contentType: Self.accept)
            #expect(broken.status == 400)
        }
    }

    @Test func errorsAndOutcomesAreStatusMessages() async throws {
        try await TestCluster.run { cluster in
            let missing = try await cluster.send("GET", "\(ConfigMaps.path)/none", accept: Self.accept)
            #expect(missing.status == 404)
            #expect(missing.headers["Content-Type"] == Self.accept)
            let status = try ProtobufBody.object(missing.bytes)
            #expect(status["kind"] == "Status")
            #expect(status["reason"] == "NotFound")
            #expect(status[path: "details", "name"] == "none")
            #expect(status["code"] == 404)
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("a"))
            let deleted = try await cluster.send("DELETE", "\(ConfigMaps.path)/a", accept: Self.accept)
            #expect(try ProtobufBody.object(deleted.bytes)["status"] == "Success")
        }
    }

    @Test func answersThatAreNotStoredComeInProtobufToo() async throws {
        try await TestCluster.run { cluster in
            let review = try await cluster.send(
                "POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", .emptyObject, accept: Self.accept)
            let user = try ProtobufBody.object(review.bytes)[path: "status", "userInfo"]
            #expect(user?["username"] == "admin")
            #expect(user?["groups"]?.arrayValue?.first == "system:masters")
        }
    }

    @Test func metadataAloneComesInProtobuf() async throws {
        try await TestCluster.run { cluster in
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("a"))
            for (path, kind) in [
                ("\(ConfigMaps.path)/a", "PartialObjectMetadata"), (ConfigMaps.path, "PartialObjectMetadataList"),
            ] {
                let suffix = ";as=\(kind);g=meta.k8s.io;v=v1"
                let protobuf = try await cluster.send("GET", path, accept: Self.accept + suffix)
                let json = try await cluster.send("GET", path, accept: "application/json" + suffix)
                #expect(protobuf.headers["Content-Type"] == Self.accept)
                #expect(json.body["kind"] == .string(kind))
                let decoded = try ProtobufBody.object(protobuf.bytes)
                #expect(decoded["metadata"] == json.body["metadata"])
                #expect(
                    decoded["items"]?.arrayValue?.map { $0["metadata"] } == json.body["items"]?.arrayValue?.map { $0["metadata"] }
                )
            }
        }
    }

    @Test func tablesHaveNoProtobufForm() async throws {
        try await TestCluster.run { cluster in
            let table = ";as=Table;g=meta.k8s.io;v=v1"
            let refused = try await cluster.send("GET", ConfigMaps.path, accept: Self.accept + table)
            #expect(refused.status == 406)
            let fallback = try await cluster.send(
                "GET", ConfigMaps.path, accept: "\(Self.accept)\(table),application/json\(table)")
            #expect(fallback.body["kind"] == "Table")
        }
    }

    @Test func watchEventsAreFrames() async throws {
        try await TestCluster.run { cluster in
            let list = try await cluster.send("GET", ConfigMaps.path)
            let version = list.body[path: "metadata", "resourceVersion"]?.stringValue ?? ""
            let created = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("a"))
            _ = try await cluster.send("DELETE", "\(ConfigMaps.path)/a")
            for accept in ["\(Self.accept),application/json", "\(Self.accept);stream=watch"] {
                let watch = try await cluster.send(
                    "GET", "\(ConfigMaps.path)?watch=1&resourceVersion=\(version)&timeoutSeconds=1&allowWatchBookmarks=1",
                    accept: accept)
                #expect(watch.headers["Content-Type"] == "\(Self.accept);stream=watch")
                let events = try ProtobufBody.events(watch.bytes)
                #expect(events.map { $0["type"] } == ["ADDED", "DELETED", "BOOKMARK"])
                #expect(events.first?["object"] == created.body)
            }
            let metadata = try await cluster.send(
                "GET", "\(ConfigMaps.path)?watch=1&resourceVersion=\(version)&timeoutSeconds=1",
                accept: "\(Self.accept);as=PartialObjectMetadata;g=meta.k8s.io;v=v1")
            let events = try ProtobufBody.events(metadata.bytes)
            #expect(events.first?[path: "object", "kind"] == "PartialObjectMetadata")
            #expect(events.first?[path: "object", "metadata"] == created.body["metadata"])
        }
    }
}
