import Glibc
import KubeAPI
import KubeClient
import Schema
import Testing
@testable import Kubelet
@Suite struct TmpRestart {
    @Test func tmpRestart() async throws {
        try await LiveNode.run { node in
            let key = try await node.create("survivor", "sleep 1000")
            let before = try await node.wait(key, "running") { $0.phase == "Running" }
            let dying = try await node.create("dying", "sleep 4; exit 3") { spec, _ in spec.restartPolicy = "Never" }
            try await node.wait(dying, "running") { $0.phase == "Running" }
            print("KILL NOW")
            try FileTree.write([], to: "/tmp/f-ctr/killnow")
            try await eventually("restarted") { !FileTree.exists("/tmp/f-ctr/killnow") }
            print("RESTARTED")
            try await node.wait(dying, "failed") { $0.phase == "Failed" }
            let key2 = try await node.create("second", "sleep 1000")
            try await node.wait(key2, "running") { $0.phase == "Running" }
            let after = try await node.client.get(PodShape.self, key)
            #expect(after.status.containerStatuses.map(\.containerID) == before.status.containerStatuses.map(\.containerID))
            #expect(after.status.containerStatuses.first?.restartCount == 0)
            print(before.status.containerStatuses.first?.restartCount as Any, after.status.phase)
        }
    }
    @Test func tmpHooks() async throws {
        try await LiveNode.run { node in
            let key = try await node.create("hooks", "sleep 0.5; cat /tmp/started; sleep 1000") { spec, c in
                spec.terminationGracePeriodSeconds = 10
                spec.volumes = [Volume { $0.name = "host"; $0.hostPath = HostPathVolumeSource { $0.path = node.directory + "/hooks"; $0.type = "DirectoryOrCreate" } }]
                c.volumeMounts = [VolumeMount { $0.name = "host"; $0.mountPath = "/host" }]
                c.lifecycle = Lifecycle {
                    $0.postStart = LifecycleHandler { $0.exec = ExecAction { $0.command = ["sh", "-c", "echo post > /tmp/started"] } }
                    $0.preStop = LifecycleHandler { $0.exec = ExecAction { $0.command = ["sh", "-c", "echo pre > /host/pre"] } }
                }
                c.readinessProbe = Probe { $0.tcpSocket = TCPSocketAction { $0.port = .int(8080) }; $0.periodSeconds = 1 }
                c.startupProbe = Probe { $0.httpGet = HTTPGetAction { $0.port = .int(8080); $0.path = "/" }; $0.periodSeconds = 1; $0.failureThreshold = 10 }
                c.command = ["/bin/sh", "-c", "sleep 0.5; cat /tmp/started; touch /tmp/index.html; sleep 1; busybox httpd -f -p 8080 -h /tmp"]
            }
            let pod = try await node.wait(key, "ready") { $0.conditions.contains { $0.type == "Ready" && $0.status == "True" } }
            try await eventually("post") { node.log(pod) == "post" }
            try await node.client.delete(PodShape.self, key)
            try await eventually("gone") { try await node.client.find(PodShape.self, key) == nil }
            #expect(FileTree.readText(node.directory + "/hooks/pre") == "pre\n")
            for e in try await node.client.list(EventShape.self, namespace: "default").items { print(e.type, e.reason, e.message, e.involvedObject.fieldPath, e.count) }
        }
    }
}
