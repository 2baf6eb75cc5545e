import APIServer
import JSON
import KubeAPI
import Schema
import Testing

/// The cells of batch, storage and networking kinds.
@Suite struct KindColumnsTests {
    private func row(_ type: ResourceType, _ object: JSONValue) -> [JSONValue] {
        var object = object
        object[path: ["metadata", "name"]] = "x"
        object[path: ["metadata", "creationTimestamp"]] = "1970-01-01T00:00:00Z"
        return Columns.columns(for: type).cells(object, Timestamp(seconds: 90))
    }

    private static let template: JSONValue = ["spec": ["containers": [["name": "c", "image": "i"]]]]

    @Test func jobShowsItsProgress() {
        let spec: JSONValue = [
            "completions": 3, "parallelism": 1, "selector": ["matchLabels": ["a": "b"]], "template": Self.template,
        ]
        #expect(
            row(JobShape.type, ["spec": spec, "status": ["succeeded": 1, "startTime": "1970-01-01T00:00:10Z"]])
                == ["x", "Running", "1/3", "80s", "90s", "c", "i", "a=b"])
        let done = row(
            JobShape.type,
            [
                "spec": spec,
                "status": [
                    "succeeded": 3, "startTime": "1970-01-01T00:00:10Z", "completionTime": "1970-01-01T00:00:25Z",
                    "conditions": [["type": "Complete", "status": "True"]],
                ],
            ])
        #expect(Array(done[1...3]) == ["Complete", "3/3", "15s"])
        #expect(row(JobShape.type, ["spec": ["parallelism": 2, "template": Self.template]])[2] == "0/1 of 2")
    }

    @Test func cronJobShowsItsSchedule() {
        let cells = row(
            CronJobShape.type,
            [
                "spec": [
                    "schedule": "*/5 * * * *", "suspend": false, "jobTemplate": ["spec": ["template": Self.template]],
                ],
                "status": ["active": [["name": "j"]], "lastScheduleTime": "1970-01-01T00:01:00Z"],
            ])
        #expect(cells == ["x", "*/5 * * * *", "<none>", "False", 1, "30s", "90s", "c", "i", "<none>"])
    }

    @Test func claimAndVolumeShowSizeAndModes() {
        let claim = row(
            PersistentVolumeClaimShape.type,
            [
                "spec": ["volumeName": "pv", "storageClassName": "fast", "volumeMode": "Filesystem"],
                "status": [
                    "phase": "Bound", "capacity": ["storage": "1Gi"], "accessModes": ["ReadWriteMany", "ReadWriteOnce"],
                ],
            ])
        #expect(claim == ["x", "Bound", "pv", "1Gi", "RWO,RWX", "fast", "<unset>", "90s", "Filesystem"])
        let volume = row(
            PersistentVolumeShape.type,
            [
                "spec": [
                    "capacity": ["storage": "1Gi"], "accessModes": ["ReadWriteOnce"],
                    "persistentVolumeReclaimPolicy": "Retain", "claimRef": ["namespace": "n", "name": "c"],
                ],
                "status": ["phase": "Bound"],
            ])
        #expect(volume == ["x", "1Gi", "RWO", "Retain", "Bound", "n/c", "", "<unset>", "", "90s", "Filesystem"])
    }

    @Test func ingressShowsHostsAddressAndPorts() {
        let hosts: [JSONValue] = ["a", "b", "c", "d"].map { ["host": .string($0)] }
        let cells = row(
            IngressShape.type,
            [
                "spec": ["ingressClassName": "web", "rules": .array(hosts), "tls": [["secretName": "s"]]],
                "status": ["loadBalancer": ["ingress": [["ip": "192.0.2.1"], ["hostname": "lb.example"]]]],
            ])
        #expect(cells == ["x", "web", "a,b,c + 1 more...", "192.0.2.1,lb.example", "80, 443", "90s"])
        #expect(row(IngressShape.type, [:]) == ["x", "<none>", "*", "", "80", "90s"])
    }

    @Test func budgetAndDaemonSetShowTheirNumbers() {
        let budget = row(
            PodDisruptionBudgetShape.type, ["spec": ["minAvailable": "50%"], "status": ["disruptionsAllowed": 2]])
        #expect(budget == ["x", "50%", "N/A", 2, "90s"])
        let daemons = row(
            DaemonSetShape.type,
            [
                "spec": ["selector": ["matchLabels": ["a": "b"]], "template": Self.template],
                "status": [
                    "desiredNumberScheduled": 3, "currentNumberScheduled": 2, "numberReady": 1,
                    "updatedNumberScheduled": 2, "numberAvailable": 1,
                ],
            ])
        #expect(daemons == ["x", 3, 2, 1, 2, 1, "<none>", "90s", "c", "i", "a=b"])
    }
}
