import APIServer
import JSON
import TestSupport
import Testing
import Transport

struct DeleteTests {
    @Test func deletionAnswersAStatusWithTheDetails() async throws {
        try await TestCluster.run { cluster in
            let created = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("cm"))
            let answer = try await cluster.send("DELETE", "\(ConfigMaps.path)/cm")
            #expect(answer.status == 200)
            #expect(answer.body["status"] == "Success")
            #expect(
                answer.body["details"]
                    == ["name": "cm", "kind": "configmaps", "uid": created.body[path: "metadata", "uid"] ?? ""])
            #expect(try await cluster.send("GET", "\(ConfigMaps.path)/cm").status == 404)
            #expect(try await cluster.send("DELETE", "\(ConfigMaps.path)/cm").status == 404)
        }
    }

    @Test func optionsOfAnotherTypeDeleteNothing() async throws {
        try await TestCluster.run { cluster in
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("cm"))
            for options: JSONValue in [["gracePeriodSeconds": "0"], ["preconditions": "none"], ["dryRun": "All"], [1]] {
                let answer = try await cluster.send("DELETE", "\(ConfigMaps.path)/cm", options)
                // Without a reason, as Kubernetes, which takes it for a failure of its own.
                #expect(answer.status == 500, "\(JSONWriter.string(options))")
                #expect(answer.body["reason"] == nil)
            }
            #expect(try await cluster.send("GET", "\(ConfigMaps.path)/cm").status == 200)
        }
    }

    @Test func preconditionsAreChecked() async throws {
        try await TestCluster.run { cluster in
            let created = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("cm"))
            let uid = created.body[path: "metadata", "uid"]?.stringValue ?? ""
            let wrong = try await cluster.send(
                "DELETE", "\(ConfigMaps.path)/cm",
                ["kind": "DeleteOptions", "apiVersion": "v1", "preconditions": ["uid": "00000000-0000-0000-0000-000000000000"]])
            #expect(wrong.status == 409)
            #expect(
                wrong.body["message"]
                    == .string(
                        "Operation cannot be fulfilled on ConfigMap \"cm\": the UID in the precondition (00000000-0000-0000-0000-000000000000) does not match the UID in record (\(uid)). The object might have been deleted and then recreated"
                    ))
            let stale = try await cluster.send(
                "DELETE", "\(ConfigMaps.path)/cm", ["preconditions": ["resourceVersion": "1"]])
            #expect(stale.status == 409)
            let right = try await cluster.send(
                "DELETE", "\(ConfigMaps.path)/cm", ["preconditions": ["uid": .string(uid)]])
            #expect(right.status == 200)
        }
    }

    @Test func objectWithFinalizersStaysUntilTheyAreGone() async throws {
        try await TestCluster.run { cluster in
            var object = ConfigMaps.object("cm")
            object[path: ["metadata", "finalizers"]] = ["example.com/hold"]
            _ = try await cluster.send("POST", ConfigMaps.path, object)
            let deleted = try await cluster.send("DELETE", "\(ConfigMaps.path)/cm")
            #expect(deleted.status == 200)
            #expect(deleted.body["kind"] == "ConfigMap")
            #expect(deleted.body[path: "metadata", "deletionTimestamp"] != nil)
            #expect(deleted.body[path: "metadata", "deletionGracePeriodSeconds"] == 0)
            let again = try await cluster.send("DELETE", "\(ConfigMaps.path)/cm")
            #expect(again.body == deleted.body)
            let added = try await cluster.send(
                "PATCH", "\(ConfigMaps.path)/cm", ["metadata": ["finalizers": ["example.com/hold", "example.com/more"]]],
                contentType: "application/merge-patch+json")
            #expect(added.status == 422)
            let released = try await cluster.send(
                "PATCH", "\(ConfigMaps.path)/cm", ["metadata": ["finalizers": .null]],
                contentType: "application/merge-patch+json")
            #expect(released.status == 200)
            #expect(try await cluster.send("GET", "\(ConfigMaps.path)/cm").status == 404)
        }
    }

    @Test func propagationPolicySetsTheCollectorsFinalizers() async throws {
        try await TestCluster.run { cluster in
            for (policy, finalizer) in [("Foreground", "foregroundDeletion"), ("Orphan", "orphan")] {
                let name = policy.lowercased()
                _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object(name))
                let answer = try await cluster.send("DELETE", "\(ConfigMaps.path)/\(name)?propagationPolicy=\(policy)")
                #expect(answer.body[path: "metadata", "finalizers"] == [.string(finalizer)])
            }
            let unknown = try await cluster.send("DELETE", "\(ConfigMaps.path)/foreground?propagationPolicy=Never")
            #expect(unknown.status == 422)
            #expect(
                unknown.body["message"]
                    == "DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Unsupported value: \"Never\": supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\""
            )
        }
    }

    @Test func theQueryCountsOnlyWithoutABody() async throws {
        try await TestCluster.run { cluster in
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("cm"))
            let both = try await cluster.send(
                "DELETE", "\(ConfigMaps.path)/cm?orphanDependents=true",
                ["propagationPolicy": "Foreground", "orphanDependents": true])
            #expect(both.status == 422)
            let dry = try await cluster.send("DELETE", "\(ConfigMaps.path)/cm?dryRun=Some")
            #expect(
                dry.body["message"]
                    == "DeleteOptions.meta.k8s.io \"\" is invalid: dryRun: Unsupported value: [\"Some\"]: supported values: \"All\""
            )
            let answer = try await cluster.send(
                "DELETE", "\(ConfigMaps.path)/cm?propagationPolicy=Never", ["kind": "DeleteOptions", "apiVersion": "v1"])
            #expect(answer.status == 200)
            #expect(try await cluster.send("GET", "\(ConfigMaps.path)/cm").status == 404)
        }
    }

    @Test func whoAsksForDependentsToGoIsToldThatItTakesTime() async throws {
        try await TestCluster.run { cluster in
            var object = ConfigMaps.object("cm")
            object[path: ["metadata", "finalizers"]] = ["example.com/hold"]
            _ = try await cluster.send("POST", ConfigMaps.path, object)
            let answer = try await cluster.send("DELETE", "\(ConfigMaps.path)/cm", ["orphanDependents": false])
            #expect(answer.status == 202)
        }
    }

    @Test func boundPodIsGivenItsGracePeriod() async throws {
        try await TestCluster.run { cluster in
            let path = "/api/v1/namespaces/default/pods"
            let created = try await cluster.send("POST", path, Pods.object("p"))
            #expect(created.status == 201, "\(created.text)")
            let bound = try await cluster.send(
                "POST", "\(path)/p/binding",
                ["metadata": ["name": "p"], "target": ["kind": "Node", "name": "n1"]])
            #expect(bound.status == 201, "\(bound.text)")
            let deleted = try await cluster.send("DELETE", "\(path)/p")
            #expect(deleted.body[path: "metadata", "deletionGracePeriodSeconds"] == 30)
            #expect(try await cluster.send("GET", "\(path)/p").status == 200)
            let shorter = try await cluster.send("DELETE", "\(path)/p?gracePeriodSeconds=5")
            #expect(shorter.body[path: "metadata", "deletionGracePeriodSeconds"] == 5)
            let longer = try await cluster.send("DELETE", "\(path)/p?gracePeriodSeconds=60")
            #expect(longer.body[path: "metadata", "deletionGracePeriodSeconds"] == 5)
            let forced = try await cluster.send("DELETE", "\(path)/p?gracePeriodSeconds=0")
            #expect(forced.status == 200)
            #expect(forced.body["kind"] == "Pod")
            #expect(try await cluster.send("GET", "\(path)/p").status == 404)
        }
    }

    @Test func unscheduledAndEvictedPodsGoAtOnce() async throws {
        try await TestCluster.run { cluster in
            let path = "/api/v1/namespaces/default/pods"
            _ = try await cluster.send("POST", path, Pods.object("p"))
            _ = try await cluster.send("POST", path, Pods.object("q"))
            #expect(try await cluster.send("DELETE", "\(path)/p").body["kind"] == "Pod")
            #expect(try await cluster.send("GET", "\(path)/p").status == 404)
            let evicted = try await cluster.send("POST", "\(path)/q/eviction", ["metadata": ["name": "q"]])
            #expect(evicted.status == 201)
            #expect(evicted.body == ["kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "code": 201])
            #expect(try await cluster.send("GET", "\(path)/q").status == 404)
        }
    }

    @Test func podIsBoundOnlyOnce() async throws {
        try await TestCluster.run { cluster in
            let path = "/api/v1/namespaces/default/pods"
            _ = try await cluster.send("POST", path, Pods.object("p"))
            let binding: JSONValue = ["metadata": ["name": "p"], "target": ["kind": "Node", "name": "n1"]]
            let first = try await cluster.send("POST", "\(path)/p/binding", binding)
            #expect(first.status == 201)
            let second = try await cluster.send("POST", "\(path)/p/binding", binding)
            #expect(second.status == 409)
            #expect(
                second.body["message"]
                    == "Operation cannot be fulfilled on pods/binding \"p\": pod p is already assigned to node \"n1\"")
            let pod = try await cluster.send("GET", "\(path)/p")
            #expect(pod.body[path: "spec", "nodeName"] == "n1")
            #expect(pod.body[path: "status", "conditions"]?.arrayValue?.first?["type"] == "PodScheduled")
        }
    }

    @Test func collectionIsDeletedBySelector() async throws {
        try await TestCluster.run { cluster in
            for name in ["a", "b"] {
                _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object(name, labels: ["k": "v"]))
            }
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("c"))
            let answer = try await cluster.send("DELETE", "\(ConfigMaps.path)?labelSelector=k%3Dv")
            #expect(answer.status == 200)
            #expect(answer.body["kind"] == "ConfigMapList")
            #expect(answer.body["items"]?.arrayValue?.count == 2)
            #expect(try await cluster.send("GET", "\(ConfigMaps.path)/c").status == 200)
            #expect(try await cluster.send("GET", "\(ConfigMaps.path)/a").status == 404)
        }
    }

    @Test func namespaceWaitsForItsFinalizer() async throws {
        try await TestCluster.run { cluster in
            _ = try await cluster.send("POST", "/api/v1/namespaces", ["metadata": ["name": "team"]])
            let deleted = try await cluster.send("DELETE", "/api/v1/namespaces/team")
            #expect(deleted.status == 200)
            #expect(deleted.body[path: "status", "phase"] == "Terminating")
            let refused = try await cluster.send(
                "POST", "/api/v1/namespaces/team/configmaps", ["metadata": ["name": "x"]])
            #expect(refused.status == 403)
            let again = try await cluster.send("DELETE", "/api/v1/namespaces/team")
            #expect(again.status == 409)
            var object = deleted.body
            object["spec"] = [:]
            let finalized = try await cluster.send("PUT", "/api/v1/namespaces/team/finalize", object)
            #expect(finalized.status == 200, "\(finalized.text)")
            #expect(try await cluster.send("GET", "/api/v1/namespaces/team").status == 404)
        }
    }
}

enum Pods {
    static func object(_ name: String, labels: JSONValue? = nil) -> JSONValue {
        var object: JSONValue = [
            "apiVersion": "v1", "kind": "Pod", "metadata": ["name": .string(name)],
            "spec": ["containers": [["name": "c", "image": "busybox"]]],
        ]
        if let labels { object[path: ["metadata", "labels"]] = labels }
        return object
    }
}
