import APIServer
import JSON
import TestSupport
import Testing
import Transport

struct UpdateTests {
    @Test func staleUpdateIsAConflictAndFreshOneIsStored() async throws {
        try await TestCluster.run { cluster in
            let created = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("cm"))
            var object = created.body
            object[path: ["data", "a"]] = "2"
            let first = try await cluster.send("PUT", "\(ConfigMaps.path)/cm", object)
            #expect(first.status == 200)
            #expect(first.body[path: "metadata", "uid"] == created.body[path: "metadata", "uid"])
            #expect(first.body[path: "metadata", "resourceVersion"] != created.body[path: "metadata", "resourceVersion"])
            object[path: ["data", "a"]] = "3"
            let stale = try await cluster.send("PUT", "\(ConfigMaps.path)/cm", object)
            #expect(stale.status == 409)
            #expect(
                stale.body["message"]
                    == "Operation cannot be fulfilled on configmaps \"cm\": the object has been modified; please apply your changes to the latest version and try again"
            )
            let unconditional = try await cluster.send("PUT", "\(ConfigMaps.path)/cm", ConfigMaps.object("cm", data: ["b": "1"]))
            #expect(unconditional.status == 200)
            #expect(unconditional.body["data"] == ["b": "1"])
        }
    }

    @Test func writeThatChangesNothingKeepsTheResourceVersion() async throws {
        try await TestCluster.run { cluster in
            let created = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("cm"))
            let again = try await cluster.send("PUT", "\(ConfigMaps.path)/cm", ConfigMaps.object("cm"))
            #expect(again.status == 200)
            #expect(again.body == created.body)
            let patched = try await cluster.send(
                "PATCH", "\(ConfigMaps.path)/cm", ["data": ["a": "1"]], contentType: "application/merge-patch+json")
            #expect(patched.body == created.body)
        }
    }

    @Test func serverOwnedMetadataCannotBeChanged() async throws {
        try await TestCluster.run { cluster in
            let created = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("cm"))
            var object = created.body
            object[path: ["metadata", "creationTimestamp"]] = "2001-01-01T00:00:00Z"
            object[path: ["metadata", "generation"]] = 7
            let updated = try await cluster.send("PUT", "\(ConfigMaps.path)/cm", object)
            #expect(updated.status == 200)
            #expect(updated.body == created.body)
            object[path: ["metadata", "uid"]] = "00000000-0000-0000-0000-000000000000"
            let other = try await cluster.send("PUT", "\(ConfigMaps.path)/cm", object)
            #expect(other.status == 409)
            #expect(
                other.body["message"]?.stringValue?.hasPrefix(
                    "Operation cannot be fulfilled on configmaps \"cm\": StorageError: invalid object, Code: 4, Key: "
                        + "/registry/configmaps/default/cm, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in "
                        + "precondition: 00000000-0000-0000-0000-000000000000, UID in object meta: ") == true)
        }
    }

    @Test func nobodyMarksAnObjectAsDeletedByAnUpdate() async throws {
        try await TestCluster.run { cluster in
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("cm"))
            for (field, value): (String, JSONValue) in [
                ("deletionTimestamp", "2030-01-01T00:00:00Z"), ("deletionGracePeriodSeconds", 7), ("uid", "x"),
            ] {
                let answer = try await cluster.send(
                    "PATCH", "\(ConfigMaps.path)/cm", ["metadata": [field: value]],
                    contentType: "application/merge-patch+json")
                #expect(answer.status == 422, "\(field)")
                #expect(
                    answer.body["message"]?.stringValue
                        == "ConfigMap \"cm\" is invalid: metadata.\(field): Invalid value: \(JSONWriter.string(value)): field is "
                        + "immutable")
            }
            let version = try await cluster.send(
                "PATCH", "\(ConfigMaps.path)/cm", ["metadata": ["resourceVersion": "abc"]],
                contentType: "application/merge-patch+json")
            #expect(version.status == 500)
            #expect(version.body["message"] == "strconv.ParseUint: parsing \"abc\": invalid syntax")
        }
    }

    @Test func aTextThatIsComposedInAnotherWayIsAnother() async throws {
        try await TestCluster.run { cluster in
            let composed = try await cluster.send(
                "POST", ConfigMaps.path, ConfigMaps.object("cm", data: ["a": "\u{E9}"]))
            let taken = try await cluster.send(
                "PATCH", "\(ConfigMaps.path)/cm", ["data": ["a": "e\u{301}"]], contentType: "application/merge-patch+json")
            #expect(taken.status == 200)
            #expect(
                taken.body[path: "metadata", "resourceVersion"] != composed.body[path: "metadata", "resourceVersion"])
            #expect(taken.body[path: "data", "a"]?.stringValue?.utf8.count == 3)
        }
    }

    @Test func nameMustMatchThePathAndTheObjectMustExist() async throws {
        try await TestCluster.run { cluster in
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("cm"))
            let mismatch = try await cluster.send("PUT", "\(ConfigMaps.path)/cm", ConfigMaps.object("cm2"))
            #expect(mismatch.status == 400)
            #expect(mismatch.body["message"] == "the name of the object (cm2) does not match the name on the URL (cm)")
            let missing = try await cluster.send("PUT", "\(ConfigMaps.path)/ghost", ConfigMaps.object("ghost"))
            #expect(missing.status == 404)
        }
    }

    @Test func statusAndSpecAreWrittenApart() async throws {
        try await TestCluster.run { cluster in
            let path = "/apis/apps/v1/namespaces/default/deployments"
            let created = try await cluster.send("POST", path, Deployments.object("d", replicas: 2))
            #expect(created.status == 201, "\(created.text)")
            #expect(created.body[path: "metadata", "generation"] == 1)
            var object = created.body
            object[path: ["spec", "replicas"]] = 5
            object[path: ["status", "replicas"]] = 4
            let status = try await cluster.send("PUT", "\(path)/d/status", object)
            #expect(status.status == 200, "\(status.text)")
            #expect(status.body[path: "spec", "replicas"] == 2)
            #expect(status.body[path: "status", "replicas"] == 4)
            #expect(status.body[path: "metadata", "generation"] == 1)
            object[path: ["metadata", "resourceVersion"]] = nil
            object[path: ["status", "replicas"]] = 9
            let whole = try await cluster.send("PUT", "\(path)/d", object)
            #expect(whole.body[path: "spec", "replicas"] == 5)
            #expect(whole.body[path: "status", "replicas"] == 4)
            #expect(whole.body[path: "metadata", "generation"] == 2)
        }
    }

    @Test func scaleReadsAndWritesReplicas() async throws {
        try await TestCluster.run { cluster in
            let path = "/apis/apps/v1/namespaces/default/deployments"
            _ = try await cluster.send("POST", path, Deployments.object("d", replicas: 2))
            let scale = try await cluster.send("GET", "\(path)/d/scale")
            #expect(scale.body["kind"] == "Scale")
            #expect(scale.body["spec"] == ["replicas": 2])
            #expect(scale.body[path: "status", "selector"] == "app=a")
            let patched = try await cluster.send(
                "PATCH", "\(path)/d/scale", ["spec": ["replicas": 7]], contentType: "application/merge-patch+json")
            #expect(patched.status == 200, "\(patched.text)")
            #expect(patched.body["spec"] == ["replicas": 7])
            let read = try await cluster.send("GET", "\(path)/d")
            #expect(read.body[path: "spec", "replicas"] == 7)
            #expect(read.body[path: "metadata", "generation"] == 2)
            let negative = try await cluster.send(
                "PATCH", "\(path)/d/scale", ["spec": ["replicas": -1]], contentType: "application/merge-patch+json")
            #expect(negative.status == 422)
        }
    }

    @Test func concurrentPatchesAllTakeEffect() async throws {
        try await TestCluster.run { cluster in
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("cm", data: [:]))
            try await withThrowingTaskGroup(of: Int.self) { group in
                for index in 0..<8 {
                    group.addTask {
                        try await cluster.send(
                            "PATCH", "\(ConfigMaps.path)/cm", ["data": ["k\(index)": "v"]],
                            contentType: "application/merge-patch+json"
                        ).status
                    }
                }
                for try await status in group { #expect(status == 200) }
            }
            let read = try await cluster.send("GET", "\(ConfigMaps.path)/cm")
            #expect(read.body["data"]?.objectValue?.count == 8)
        }
    }
}

enum Deployments {
    static func object(_ name: String, replicas: Int64) -> JSONValue {
        [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": .string(name)],
            "spec": [
                "replicas": .int(replicas), "selector": ["matchLabels": ["app": "a"]],
                "template": [
                    "metadata": ["labels": ["app": "a"]],
                    "spec": ["containers": [["name": "c", "image": "nginx:1.27"]]],
                ],
            ],
        ]
    }
}
