import JSON
import TestSupport
import Testing

/// Kinds that are served in another version than the stored one.
struct ConvertedKindsTests {
    private static let v1 = "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers"
    private static let v2 = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers"

    private static func autoscaler(_ version: String, _ spec: JSONValue) -> JSONValue {
        var spec = spec
        spec["scaleTargetRef"] = ["apiVersion": "apps/v1", "kind": "Deployment", "name": "d"]
        spec["maxReplicas"] = 5
        return [
            "apiVersion": .string("autoscaling/\(version)"), "kind": "HorizontalPodAutoscaler", "metadata": ["name": "h"],
            "spec": spec,
        ]
    }

    @Test func anOlderAutoscalerIsANewerOneWithAMetric() async throws {
        try await TestCluster.run { cluster in
            let created = try await cluster.send("POST", Self.v1, Self.autoscaler("v1", ["targetCPUUtilizationPercentage": 55]))
            #expect(created.status == 201, "\(created.text)")
            #expect(created.body["apiVersion"] == "autoscaling/v1")
            let newer = try await cluster.send("GET", "\(Self.v2)/h")
            #expect(
                newer.body[path: "spec", "metrics"] == [
                    [
                        "type": "Resource",
                        "resource": ["name": "cpu", "target": ["type": "Utilization", "averageUtilization": 55]],
                    ]
                ])
            #expect(newer.body[path: "spec", "targetCPUUtilizationPercentage"] == nil)
            #expect(newer.body[path: "metadata", "uid"] == created.body[path: "metadata", "uid"])
        }
    }

    @Test func whatTheOlderVersionCannotSayGoesThroughItUnharmed() async throws {
        let metrics: JSONValue = [
            [
                "type": "Pods",
                "pods": [
                    "metric": ["name": "requests", "selector": ["matchLabels": ["a": "b"]]],
                    "target": ["type": "AverageValue", "averageValue": "10"],
                ],
            ],
            [
                "type": "Object",
                "object": [
                    "describedObject": ["apiVersion": "v1", "kind": "Service", "name": "s"], "metric": ["name": "m"],
                    "target": ["type": "Value", "value": "100m"],
                ],
            ],
        ]
        try await TestCluster.run { cluster in
            let created = try await cluster.send(
                "POST", Self.v2, Self.autoscaler("v2", ["metrics": metrics, "behavior": ["scaleDown": ["selectPolicy": "Min"]]]))
            #expect(created.status == 201, "\(created.text)")
            let patched = try await cluster.send(
                "PATCH", "\(Self.v1)/h", ["spec": ["maxReplicas": 9]], contentType: "application/merge-patch+json")
            #expect(patched.status == 200, "\(patched.text)")
            #expect(patched.body["apiVersion"] == "autoscaling/v1")
            let after = try await cluster.send("GET", "\(Self.v2)/h")
            #expect(after.body[path: "spec", "maxReplicas"] == 9)
            #expect(after.body[path: "spec", "metrics"] == metrics)
            #expect(after.body[path: "spec", "behavior"] == created.body[path: "spec", "behavior"])
            #expect(after.body[path: "metadata", "annotations"] == nil)
        }
    }

    @Test func bothKindsOfEventsAreOne() async throws {
        let core = "/api/v1/namespaces/default/events"
        let group = "/apis/events.k8s.io/v1/namespaces/default/events"
        try await TestCluster.run { cluster in
            var watch = try await WatchReader(cluster, group)
            let created = try await cluster.send(
                "POST", core,
                [
                    "apiVersion": "v1", "kind": "Event", "metadata": ["name": "e"], "message": "hello", "reason": "Because",
                    "involvedObject": ["kind": "Pod", "namespace": "default", "name": "p"], "count": 3, "type": "Normal",
                ])
            #expect(created.status == 201, "\(created.text)")
            #expect(try await watch.next()?[path: "object", "note"] == "hello")
            let read = try await cluster.send("GET", "\(group)?fieldSelector=regarding.name%3Dp")
            #expect(read.body["kind"] == "EventList")
            #expect(read.body["apiVersion"] == "events.k8s.io/v1")
            let event = read.body["items"]?.arrayValue?.first
            #expect(event?[path: "regarding", "name"] == "p")
            #expect(event?["deprecatedCount"] == 3)
            let newer = try await cluster.send(
                "POST", group,
                [
                    "apiVersion": "events.k8s.io/v1", "kind": "Event", "metadata": ["name": "f"], "note": "there",
                    "reason": "Because", "action": "Doing", "type": "Normal", "eventTime": "2026-01-02T03:04:05.000006Z",
                    "reportingController": "example.org/c", "reportingInstance": "c-1",
                    "regarding": ["kind": "Pod", "namespace": "default", "name": "p"],
                ])
            #expect(newer.status == 201, "\(newer.text)")
            let older = try await cluster.send("GET", "\(core)/f")
            #expect(older.body["message"] == "there")
            #expect(older.body["reportingComponent"] == "example.org/c")
            #expect(try await cluster.send("DELETE", "\(group)/e").status == 200)
            #expect(try await cluster.send("GET", "\(core)/e").status == 404)
        }
    }
}
