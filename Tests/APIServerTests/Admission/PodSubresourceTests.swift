import JSON
import TestSupport
import Testing
import Transport

struct PodSubresourceTests {
    private static let pod = "\(PodRequests.path)/p"

    // MARK: Ephemeral containers

    @Test func ephemeralContainersAreAddedAndStay() async throws {
        try await TestCluster.run { cluster in
            try await cluster.created(PodRequests.path, PodRequests.object("p"))
            let added = try await cluster.send(
                "PATCH", "\(Self.pod)/ephemeralcontainers",
                [
                    "metadata": ["labels": ["smuggled": "in"]],
                    "spec": ["ephemeralContainers": [["name": "debug", "image": "tools:1", "targetContainerName": "c"]]],
                ], contentType: "application/strategic-merge-patch+json")
            #expect(added.status == 200, "\(added.text)")
            let containers = added.body["spec"]?["ephemeralContainers"]?.arrayValue ?? []
            #expect(containers.count == 1)
            #expect(containers.first?["imagePullPolicy"] == "IfNotPresent")
            #expect(added.body[path: "metadata", "labels"] == nil)
            #expect(added.body[path: "metadata", "generation"] == 2)

            let changed = try await cluster.mergePatch(
                "\(Self.pod)/ephemeralcontainers",
                ["spec": ["ephemeralContainers": [["name": "debug", "image": "other:1", "targetContainerName": "c"]]]])
            #expect(changed.status == 422)
            #expect(changed.message.contains(#"existing ephemeral containers "debug" may not be changed"#))
            let removed = try await cluster.mergePatch("\(Self.pod)/ephemeralcontainers", ["spec": ["ephemeralContainers": []]])
            #expect(
                removed.message
                    == "Pod \"p\" is invalid: spec.ephemeralContainers: Forbidden: existing ephemeral containers \"debug\" may not be removed\n"
            )
            #expect(try await cluster.send("GET", "\(Self.pod)/ephemeralcontainers").body["kind"] == "Pod")
        }
    }

    @Test func ephemeralContainersHaveFewerFieldsThanOthers() async throws {
        try await TestCluster.run { cluster in
            try await cluster.created(PodRequests.path, PodRequests.object("p"))
            let refused = try await cluster.mergePatch(
                "\(Self.pod)/ephemeralcontainers",
                [
                    "spec": [
                        "ephemeralContainers": [
                            [
                                "name": "c", "image": "x:1", "targetContainerName": "none",
                                "ports": [["containerPort": 80]],
                            ]
                        ]
                    ]
                ])
            #expect(
                refused.body[path: "details", "causes"] == [
                    [
                        "reason": "FieldValueDuplicate", "message": #"Duplicate value: "c""#,
                        "field": "spec.ephemeralContainers[0].name",
                    ],
                    [
                        "reason": "FieldValueNotFound", "message": #"Not found: "none""#,
                        "field": "spec.ephemeralContainers[0].targetContainerName",
                    ],
                    [
                        "reason": "FieldValueForbidden", "message": "Forbidden: cannot be set for an Ephemeral Container",
                        "field": "spec.ephemeralContainers[0].ports",
                    ],
                ])
            var pod = PodRequests.object("q")
            pod[path: ["spec", "ephemeralContainers"]] = [["name": "e", "image": "x:1"]]
            let created = try await cluster.send("POST", PodRequests.path, pod)
            #expect(created.message.contains("spec.ephemeralContainers: Forbidden: cannot be set on create"))
        }
    }

    // MARK: Resize

    private static let burstable: JSONValue = [
        "resources": ["requests": ["cpu": "100m", "memory": "64Mi"], "limits": ["cpu": "200m", "memory": "64Mi"]]
    ]

    private func resize(_ cluster: TestCluster, _ resources: JSONValue) async throws -> TestAnswer {
        try await cluster.send(
            "PATCH", "\(Self.pod)/resize", ["spec": ["containers": [["name": "c", "resources": resources]]]],
            contentType: "application/strategic-merge-patch+json")
    }

    @Test func resizeChangesCPUAndMemoryOnly() async throws {
        try await TestCluster.run { cluster in
            try await cluster.created(PodRequests.path, PodRequests.object("p", container: Self.burstable))
            let resized = try await resize(cluster, ["requests": ["cpu": "150m"], "limits": ["memory": "128Mi"]])
            #expect(resized.status == 200, "\(resized.text)")
            let container = resized.body["spec"]?["containers"]?.arrayValue?.first
            #expect(container?[path: "resources", "requests", "cpu"] == "150m")
            #expect(container?[path: "resources", "limits", "memory"] == "128Mi")
            #expect(resized.body[path: "metadata", "generation"] == 2)
            let direct = try await cluster.send(
                "PATCH", Self.pod, ["spec": ["containers": [["name": "c", "resources": ["requests": ["cpu": "1m"]]]]]],
                contentType: "application/strategic-merge-patch+json")
            #expect(direct.status == 422)
            let image = try await cluster.send(
                "PATCH", "\(Self.pod)/resize", ["spec": ["containers": [["name": "c", "image": "evil:1"]]]],
                contentType: "application/strategic-merge-patch+json")
            #expect(image.body["spec"]?["containers"]?.arrayValue?.first?["image"] == "example.com/x:1")
        }
    }

    @Test func resizeKeepsTheQualityOfServiceAndTheContainers() async throws {
        try await TestCluster.run { cluster in
            try await cluster.created(PodRequests.path, PodRequests.object("p", container: Self.burstable))
            let guaranteed = try await resize(cluster, ["requests": ["cpu": "200m"]])
            #expect(
                guaranteed.message
                    == #"Pod "p" is invalid: spec: Invalid value: "Burstable": Pod QOS Class may not change as a result of resizing"#
            )
            let removed = try await resize(cluster, ["limits": ["cpu": nil]])
            #expect(removed.message.contains("spec.containers[0].resources.limits: Forbidden: resource limits cannot be removed"))
            let extended = try await resize(
                cluster, ["limits": ["example.com/gpu": "1"], "requests": ["example.com/gpu": "1"]])
            #expect(extended.message.contains("spec: Forbidden: only cpu and memory resources are mutable"))
            let renamed = try await cluster.mergePatch(
                "\(Self.pod)/resize", ["spec": ["containers": [["name": "other", "image": "x:1"]]]])
            #expect(
                renamed.message
                    == #"Pod "p" is invalid: spec.containers[0].name: Forbidden: containers may not be renamed or reordered on resize"#
            )
        }
    }

    // MARK: Eviction

    private static let budgets = "/apis/policy/v1/namespaces/default/poddisruptionbudgets"

    private func makeBudget(_ cluster: TestCluster, _ name: String, allowed: Int64, observed: Int64 = 1) async throws {
        try await cluster.created(
            Self.budgets,
            [
                "apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": ["name": .string(name)],
                "spec": ["minAvailable": 2, "selector": ["matchLabels": ["app": "web"]]],
            ])
        let status = try await cluster.mergePatch(
            "\(Self.budgets)/\(name)/status",
            [
                "status": [
                    "observedGeneration": .int(observed), "disruptionsAllowed": .int(allowed), "currentHealthy": 2,
                    "desiredHealthy": 2, "expectedPods": 2,
                ]
            ])
        #expect(status.status == 200, "\(status.text)")
    }

    private func makeRunningPod(_ cluster: TestCluster, _ name: String, isReady: Bool = true) async throws {
        try await cluster.created(PodRequests.path, PodRequests.object(name, spec: ["nodeName": "n"], labels: ["app": "web"]))
        _ = try await cluster.mergePatch(
            "\(PodRequests.path)/\(name)/status",
            [
                "status": [
                    "phase": "Running",
                    "conditions": [["type": "Ready", "status": isReady ? "True" : "False"]],
                ]
            ])
    }

    private func evict(_ cluster: TestCluster, _ name: String, query: String = "") async throws -> TestAnswer {
        try await cluster.send(
            "POST", "\(PodRequests.path)/\(name)/eviction\(query)",
            ["apiVersion": "policy/v1", "kind": "Eviction", "metadata": ["name": .string(name)]])
    }

    @Test func evictionsTakeFromTheBudgetUntilItIsEmpty() async throws {
        try await TestCluster.run { cluster in
            try await makeBudget(cluster, "b", allowed: 1)
            for name in ["p1", "p2"] { try await makeRunningPod(cluster, name) }
            #expect(try await evict(cluster, "p1", query: "?dryRun=All").status == 201)
            let first = try await evict(cluster, "p1")
            #expect(first.status == 201, "\(first.text)")
            #expect(first.body["status"] == "Success")
            let budget = try await cluster.send("GET", "\(Self.budgets)/b").body
            #expect((budget[path: "status", "disruptionsAllowed"]?.intValue ?? 0) == 0)
            #expect(budget[path: "status", "disruptedPods", "p1"] != nil)
            let pod = try await cluster.send("GET", "\(PodRequests.path)/p1").body
            #expect(pod[path: "metadata", "deletionTimestamp"] != nil)
            #expect(pod["status"]?["conditions"]?.arrayValue?.contains { $0["type"] == "DisruptionTarget" } == true)

            let second = try await evict(cluster, "p2")
            #expect(second.status == 429)
            #expect(second.body["reason"] == "TooManyRequests")
            #expect(second.message == "Cannot evict pod as it would violate the pod's disruption budget.")
            #expect(
                second.body[path: "details", "causes"] == [
                    [
                        "reason": "DisruptionBudget",
                        "message": "The disruption budget b needs 2 healthy pods and has 2 currently",
                    ]
                ])
            #expect(try await cluster.send("GET", "\(PodRequests.path)/p2").body[path: "metadata", "deletionTimestamp"] == nil)
        }
    }

    @Test func evictionsMayBeWrittenInTheOldVersion() async throws {
        try await TestCluster.run { cluster in
            for (name, version, code) in [("p1", "policy/v1beta1", 201), ("p2", "policy/v2", 400)] {
                try await makeRunningPod(cluster, name)
                let answer = try await cluster.send(
                    "POST", "\(PodRequests.path)/\(name)/eviction",
                    ["apiVersion": .string(version), "kind": "Eviction", "metadata": ["name": .string(name)]])
                #expect(answer.status == code, "\(answer.text)")
            }
        }
    }

    @Test func evictionOfAnotherPodOfTheNameIsRefused() async throws {
        try await TestCluster.run { cluster in
            try await makeRunningPod(cluster, "p")
            let answer = try await cluster.send(
                "POST", "\(PodRequests.path)/p/eviction",
                [
                    "apiVersion": "policy/v1", "kind": "Eviction", "metadata": ["name": "p"],
                    "deleteOptions": ["preconditions": ["uid": "other"]],
                ])
            #expect(answer.status == 409)
            #expect(
                answer.message.hasPrefix(
                    "Operation cannot be fulfilled on Pod \"p\": the UID in the precondition (other) does not match the UID in "
                        + "record ("))
            let pod = try await cluster.send("GET", "\(PodRequests.path)/p").body
            #expect(pod[path: "status", "conditions"]?.arrayValue?.contains { $0["type"] == "DisruptionTarget" } == false)
        }
    }

    @Test func concurrentEvictionsNeverTakeMoreThanThereIs() async throws {
        try await TestCluster.run { cluster in
            try await makeBudget(cluster, "b", allowed: 3)
            let names = (0..<12).map { "p\($0)" }
            for name in names { try await makeRunningPod(cluster, name) }
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for name in names { group.addTask { try await evict(cluster, name).status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 201 }.count == 3)
            #expect(statuses.filter { $0 == 429 }.count == 9)
        }
    }

    @Test func budgetThatIsNotYetProcessedHoldsPods() async throws {
        try await TestCluster.run { cluster in
            try await makeBudget(cluster, "b", allowed: 1, observed: 0)
            try await makeRunningPod(cluster, "p")
            let refused = try await evict(cluster, "p")
            #expect(refused.status == 429)
            #expect(refused.headers["Retry-After"] == "10")
            #expect(
                refused.body[path: "details", "causes"] == [
                    [
                        "reason": "DisruptionBudget",
                        "message": "The disruption budget b is still being processed by the server.",
                    ]
                ])
        }
    }

    @Test func podsThatAreNotReadyGoWithoutBeingCounted() async throws {
        try await TestCluster.run { cluster in
            try await makeBudget(cluster, "b", allowed: 0)
            try await makeRunningPod(cluster, "ill", isReady: false)
            try await makeRunningPod(cluster, "well")
            #expect(try await evict(cluster, "well").status == 429)
            #expect(try await evict(cluster, "ill").status == 201)
            try await makeBudget(cluster, "c", allowed: 5)
            let two = try await evict(cluster, "well")
            #expect(two.status == 500)
            #expect(
                two.message
                    == "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.")
        }
    }
}
