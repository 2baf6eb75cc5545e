import APIServer
import JSON
import TestSupport
import Testing
import Transport

/// Checks of core kinds through the public door: codes, causes and their number.
struct CoreRulesTests {
    private static let maps = "/api/v1/namespaces/default/configmaps"
    private static let services = "/api/v1/namespaces/default/services"

    private func causes(_ answer: TestAnswer) -> [String] {
        (answer.body[path: "details", "causes"]?.arrayValue ?? []).map {
            "\($0["field"]?.stringValue ?? ""): \($0["message"]?.stringValue ?? "")"
        }
    }

    private func service(_ spec: JSONValue) -> JSONValue {
        ["apiVersion": "v1", "kind": "Service", "metadata": ["name": "s"], "spec": spec]
    }

    @Test func badLabelOfAChangeIsFourCausesAndOneSentence() async throws {
        try await TestCluster.run { cluster in
            _ = try await cluster.send("POST", Self.maps, ConfigMaps.object("c"))
            let answer = try await cluster.send(
                "PATCH", "\(Self.maps)/c", ["metadata": ["labels": ["a": "b c"]]],
                contentType: "application/merge-patch+json")
            #expect(answer.status == 422)
            #expect(causes(answer).count == 4)
            #expect(Set(causes(answer)).count == 1)
            let message = answer.body["message"]?.stringValue ?? ""
            #expect(message.hasPrefix("ConfigMap \"c\" is invalid: metadata.labels: Invalid value: \"b c\""))
        }
    }

    @Test func generatedNameIsRefusedWithItsPrefix() async throws {
        try await TestCluster.run { cluster in
            var object = ConfigMaps.object("")
            object["metadata"] = ["generateName": "ABC-"]
            let answer = try await cluster.send("POST", Self.maps, object)
            #expect(answer.status == 422)
            #expect(causes(answer).count == 2)
            #expect(causes(answer).first?.hasPrefix("metadata.generateName: Invalid value: \"ABC-\": a lowercase") == true)
        }
    }

    @Test func addressesThatProgramsReadDifferentlyAreRefused() async throws {
        try await TestCluster.run { cluster in
            let answer = try await cluster.send(
                "POST", Self.services,
                service([
                    "type": "LoadBalancer", "ports": [["port": 80]], "externalIPs": ["010.0.0.9", "::ffff:10.0.0.9"],
                    "loadBalancerSourceRanges": ["10.0.0.1/8"],
                ]))
            #expect(
                causes(answer) == [
                    "spec.externalIPs[0]: Invalid value: \"010.0.0.9\": must not have leading 0s",
                    "spec.externalIPs[1]: Invalid value: \"::ffff:10.0.0.9\": must not be an IPv4-mapped IPv6 address",
                    "spec.LoadBalancerSourceRanges[0]: Invalid value: \"10.0.0.1/8\": must not have bits set beyond the prefix "
                        + "length",
                ])
        }
    }

    @Test func serviceAddressesMustAgreeBeforeAnyIsGiven() async throws {
        try await TestCluster.run { cluster in
            let other = try await cluster.send(
                "POST", Self.services,
                service(["clusterIP": "10.43.0.77", "clusterIPs": ["10.43.0.78"], "ports": [["port": 80]]]))
            #expect(
                causes(other) == ["spec.clusterIPs: Invalid value: [\"10.43.0.78\"]: first value must match `clusterIP`"])
            let two = try await cluster.send(
                "POST", Self.services,
                service([
                    "clusterIP": "10.43.0.77", "clusterIPs": ["10.43.0.77", "10.43.0.78"], "ports": [["port": 80]],
                ]))
            #expect(
                causes(two) == [
                    "spec.clusterIPs: Invalid value: [\"10.43.0.77\",\"10.43.0.78\"]: may specify no more than one IP for each "
                        + "IP family"
                ])
        }
    }

    @Test func statusOfAPodKeepsWhatClientsLeaveOut() async throws {
        try await TestCluster.run { cluster in
            let pod: JSONValue = [
                "apiVersion": "v1", "kind": "Pod", "metadata": ["name": "p"],
                "spec": ["automountServiceAccountToken": false, "containers": [["name": "c", "image": "i"]]],
            ]
            let path = "/api/v1/namespaces/default/pods"
            _ = try await cluster.send("POST", path, pod)
            let condition: JSONValue = ["type": "Ready", "status": "False", "observedGeneration": 1]
            func send(_ status: JSONValue) async throws -> TestAnswer {
                try await cluster.send(
                    "PATCH", "\(path)/p/status", ["status": status], contentType: "application/merge-patch+json")
            }
            _ = try await send(["observedGeneration": 1, "conditions": [condition]])
            let kept = try await send(["observedGeneration": nil, "conditions": [["type": "Ready", "status": "True"]]])
            #expect(kept.body[path: "status", "observedGeneration"] == 1)
            #expect(kept.body[path: "status", "conditions"]?.arrayValue?.first?["observedGeneration"] == 1)
            let changed = try await send(["qosClass": "Guaranteed"])
            #expect(causes(changed) == ["status.qosClass: Invalid value: \"Guaranteed\": field is immutable"])
        }
    }

    @Test func labelKeysOfANewPodBecomePartOfItsSelectors() async throws {
        try await TestCluster.run { cluster in
            let constraint: JSONValue = [
                "maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule", "matchLabelKeys": ["hash"],
                "labelSelector": ["matchLabels": ["app": "a"]],
            ]
            let pod: JSONValue = [
                "apiVersion": "v1", "kind": "Pod", "metadata": ["name": "p", "labels": ["app": "a", "hash": "x"]],
                "spec": [
                    "automountServiceAccountToken": false, "containers": [["name": "c", "image": "i"]],
                    "topologySpreadConstraints": [constraint],
                ],
            ]
            let made = try await cluster.send("POST", "/api/v1/namespaces/default/pods", pod).body
            let selector = made[path: "spec", "topologySpreadConstraints"]?.arrayValue?.first?["labelSelector"]
            #expect(selector?["matchExpressions"] == [["key": "hash", "operator": "In", "values": ["x"]]])
        }
    }

    @Test func podAsAWholeAsksForWhatItsContainersDo() async throws {
        try await TestCluster.run { cluster in
            func pod(_ name: String, limit: JSONValue, _ resources: JSONValue) -> JSONValue {
                [
                    "apiVersion": "v1", "kind": "Pod", "metadata": ["name": .string(name)],
                    "spec": [
                        "automountServiceAccountToken": false, "resources": resources,
                        "containers": [["name": "c", "image": "i", "resources": ["requests": ["cpu": limit]]]],
                    ],
                ]
            }
            let path = "/api/v1/namespaces/default/pods"
            let good = try await cluster.send(
                "POST", path, pod("a", limit: "1", ["limits": ["cpu": "2", "memory": "1Gi"]])
            ).body
            #expect(good[path: "spec", "resources", "requests"] == ["cpu": "1", "memory": "1Gi"])
            #expect(good[path: "status", "qosClass"] == "Burstable")
            let bad = try await cluster.send("POST", path, pod("b", limit: "3", ["requests": ["cpu": "2", "x": "1"]]))
            #expect(
                causes(bad).last
                    == "spec.resources.requests[cpu]: Invalid value: \"2\": must be greater than or equal to aggregate container "
                    + "requests of 3")
        }
    }

    @Test func fieldThatAKindDoesNotKnowIsNamed() async throws {
        try await TestCluster.run { cluster in
            let plain = try await cluster.send("GET", "\(Self.maps)?fieldSelector=spec.x%3D1")
            #expect(
                plain.body["message"]
                    == "\"spec.x\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"")
            let own = try await cluster.send("GET", "\(Self.services)?fieldSelector=spec.x%3D1")
            #expect(own.body["message"] == "field label not supported: spec.x")
        }
    }

    @Test func eventsOfTheNewKindAreComplete() async throws {
        try await TestCluster.run { cluster in
            let event: JSONValue = [
                "apiVersion": "events.k8s.io/v1", "kind": "Event", "metadata": ["name": "e"], "type": "Odd",
                "eventTime": "2026-01-01T00:00:00.000000Z", "reportingController": "example.com/x",
                "reportingInstance": "i", "reason": "r",
            ]
            let answer = try await cluster.send("POST", "/apis/events.k8s.io/v1/namespaces/default/events", event)
            #expect(causes(answer) == ["action: Required value", "type: Invalid value: \"\": has invalid value: Odd"])
        }
    }
}
