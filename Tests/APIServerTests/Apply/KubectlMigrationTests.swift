import APIServer
import JSON
import TestSupport
import Testing
import Transport

/// From client-side to server-side apply, as `kubectl` goes.
struct KubectlMigrationTests {
    private static let annotation = "kubectl.kubernetes.io/last-applied-configuration"

    private static func object(_ data: JSONValue, lastApplied: String) -> JSONValue {
        var object = ConfigMaps.object("cm", data: data)
        object[path: ["metadata", "annotations", annotation]] = .string(lastApplied)
        return object
    }

    private static let last =
        #"{"apiVersion":"v1","data":{"a":"1","b":"1"},"kind":"ConfigMap","metadata":{"annotations":{},"name":"cm","namespace":"default"}}"#
        + "\n"

    @Test func whatKubectlAppliedClientSideIsItsOwn() async throws {
        try await TestCluster.run { cluster in
            _ = try await cluster.send(
                "POST", ConfigMaps.path, Self.object(["a": "1", "b": "1"], lastApplied: Self.last),
                agent: "kubectl-client-side-apply")
            let other = try await ApplyTests.apply(
                cluster, "\(ConfigMaps.path)/cm", ConfigMaps.object("cm", data: ["a": "2"]), by: "someone")
            #expect(other.status == 409)
            let mine = try await ApplyTests.apply(
                cluster, "\(ConfigMaps.path)/cm", ConfigMaps.object("cm", data: ["a": "2", "b": "1"]), by: "kubectl")
            #expect(mine.status == 200, "\(mine.text)")
            #expect(mine.body["data"] == ["a": "2", "b": "1"])
            #expect(
                mine.body[path: "metadata", "annotations", Self.annotation]
                    == .string(
                        #"{"apiVersion":"v1","data":{"a":"2","b":"1"},"kind":"ConfigMap","metadata":{"name":"cm"}}"# + "\n"))
        }
    }

    @Test func whatOthersChangedSinceIsAConflictForKubectlToo() async throws {
        try await TestCluster.run { cluster in
            _ = try await cluster.send(
                "POST", ConfigMaps.path, Self.object(["a": "1", "b": "1"], lastApplied: Self.last),
                agent: "kubectl-client-side-apply")
            _ = try await cluster.send(
                "PATCH", "\(ConfigMaps.path)/cm", ["data": ["b": "9"]], contentType: "application/merge-patch+json",
                agent: "editor/1")
            let mine = try await ApplyTests.apply(
                cluster, "\(ConfigMaps.path)/cm", ConfigMaps.object("cm", data: ["a": "2", "b": "1"]), by: "kubectl")
            #expect(mine.status == 409)
            #expect(mine.body["message"] == "Apply failed with 1 conflict: conflict with \"editor\" using v1: .data.b")
        }
    }

    @Test func kubectlMayRewriteTheOwnersByPatch() async throws {
        try await TestCluster.run { cluster in
            let path = "\(ConfigMaps.path)/cm"
            let created = try await cluster.send(
                "POST", ConfigMaps.path, ConfigMaps.object("cm"), agent: "kubectl-client-side-apply/v1")
            var entry = created.body[path: "metadata", "managedFields"]?.arrayValue?.first ?? .null
            entry["manager"] = "kubectl"
            entry["operation"] = "Apply"
            let version = created.body[path: "metadata", "resourceVersion"] ?? .null
            let patch: JSONValue = [
                ["op": "replace", "path": "/metadata/managedFields", "value": [entry]],
                ["op": "replace", "path": "/metadata/resourceVersion", "value": version],
            ]
            let answer = try await cluster.send("PATCH", path, patch, contentType: "application/json-patch+json")
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer.body[path: "metadata", "managedFields"] == [entry])
            let stale = try await cluster.send("PATCH", path, patch, contentType: "application/json-patch+json")
            #expect(stale.status == 409)
        }
    }
}
