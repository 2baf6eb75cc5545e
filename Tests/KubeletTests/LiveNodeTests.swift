import AsyncTools
import ContainerRuntime
import Files
import Glibc
import KubeAPI
import KubeClient
import PKI
import Schema
import TestSupport
import Testing
import Transport

@testable import Kubelet

extension LiveTests {
    struct NodeTests {
        private static let port = 20_250 + Int(getpid()) % 1000

        /// A kubelet that serves, and the API server's way to it.
        private static func runServing(_ body: @Sendable @escaping (LiveNode, HTTPClient) async throws -> Void) async throws {
            let authority = try CertificateAuthority.create(commonName: "test")
            let server = try authority.issue(.server(commonName: "node", dnsNames: [], ipAddresses: ["127.0.0.1"]))
            let client = try authority.issue(.client(user: "kube-apiserver-kubelet-client", groups: []))
            let exchange = try HTTPClient(
                configuration: .init(
                    endpoint: .https(host: "127.0.0.1", port: port),
                    tls: ClientTLS(
                        caPEM: authority.certificatePEM, certificatePEM: client.certificatePEM, keyPEM: client.privateKeyPEM)))
            try await LiveNode.run {
                $0.server = .init(
                    host: "127.0.0.1", port: port, certificateChainPEM: server.certificatePEM,
                    privateKeyPEM: server.privateKeyPEM,
                    clientCAsPEM: authority.certificatePEM)
            } _: { node in
                try await body(node, exchange)
            }
            exchange.close()
        }

        private static func running(_ node: LiveNode, _ name: String, _ command: String) async throws {
            let key = try await node.create(name, command)
            try await node.wait(key, "running") { $0.phase == "Running" }
        }

        @Test func strangersAreNotLetIn() async throws {
            try await Self.runServing { _, _ in
                let stranger = try HTTPClient(
                    configuration: .init(
                        endpoint: .https(host: "127.0.0.1", port: Self.port),
                        tls: ClientTLS(caPEM: nil, skipsVerification: true)))
                let status = try? await stranger.send(HTTPRequest("GET", "/pods")).status
                #expect(status == nil || status == 401 || status == 403)
                stranger.close()
            }
        }

        @Test func logsAreServedWithTheirOptions() async throws {
            try await Self.runServing { node, client in
                try await Self.running(node, "talks", "echo one; sleep 0.5; echo two >&2; sleep 1000")
                try await eventually("log") {
                    let response = try await client.send(HTTPRequest("GET", "/containerLogs/default/talks/main"))
                    return try await response.collect(limit: 1000) == Array("one\ntwo\n".utf8)
                }
                let tail = try await client.send(HTTPRequest("GET", "/containerLogs/default/talks/main", query: "tailLines=1"))
                #expect(try await tail.collect(limit: 1000) == Array("two\n".utf8))
                let none = try await client.send(HTTPRequest("GET", "/containerLogs/default/talks/main", query: "previous=true"))
                #expect(none.status == 400)
            }
        }

        @Test func followedLogEndsWithTheContainer() async throws {
            try await Self.runServing { node, client in
                let key = try await node.create("brief", "for i in 1 2 3; do echo $i; sleep 0.3; done") { spec, _ in
                    spec.restartPolicy = "Never"
                }
                try await node.wait(key, "started") { $0.phase != "Pending" }
                let response = try await client.send(
                    HTTPRequest("GET", "/containerLogs/default/brief/main", query: "follow=true"))
                #expect(try await response.collect(limit: 1000) == Array("1\n2\n3\n".utf8))
            }
        }

        @Test func execIsTunnelledToTheContainer() async throws {
            try await Self.runServing { node, client in
                try await Self.running(node, "shell", "sleep 1000")
                let response = try await client.send(
                    HTTPRequest(
                        "GET", "/exec/default/shell/main", query: "command=echo&command=hello%20there&output=1",
                        headers: [
                            "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
                            "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Protocol": "v4.channel.k8s.io",
                        ]))
                #expect(response.status == 101)
                let received = try await response.body.withTunnel { tunnel in
                    var bytes: [UInt8] = []
                    while let chunk = try await tunnel.read(), !bytes.contains(Array("Success".utf8)) { bytes += chunk }
                    return bytes
                }
                #expect(received.contains(Array("hello there".utf8)))
            }
        }

        @Test func portForwardReachesIntoThePod() async throws {
            try await Self.runServing { node, client in
                try await Self.running(node, "port", "sleep 1000")
                let response = try await client.send(
                    HTTPRequest(
                        "GET", "/portForward/default/port", query: "ports=8080",
                        headers: [
                            "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
                            "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Protocol": "v4.channel.k8s.io",
                        ]))
                #expect(response.status == 101)
                // Each channel begins with the port it stands for, low byte first.
                let received = try await response.body.withTunnel { tunnel in
                    var bytes: [UInt8] = []
                    while bytes.count < 5, let chunk = try await tunnel.read() { bytes += chunk }
                    return bytes
                }
                #expect(received.contains([0x90, 0x1F]))
            }
        }

        @Test func newKubeletTakesRunningContainersOver() async throws {
            try await LiveNode.run { node in
                let key = try await node.create("stays", "sleep 1000")
                let before = try await node.wait(key, "running") { $0.phase == "Running" }
                // A second kubelet beside the first stands for the one that comes after it.
                try await node.withKubelet {
                    try await Task.sleep(for: .seconds(1))
                    let after = try await node.client.get(PodShape.self, key)
                    #expect(
                        after.status.containerStatuses.map(\.containerID) == before.status.containerStatuses.map(\.containerID))
                    #expect(after.status.containerStatuses.first?.restartCount == 0)
                    #expect(after.status.phase == "Running")
                }
            }
        }

        @Test func deletionGivesTheContainerTimeToEnd() async throws {
            try await LiveNode.run { node in
                let key = try await node.create(
                    "tidy", "trap 'echo bye > /host/bye; exit 0' TERM; echo up; while true; do sleep 0.1; done"
                ) {
                    spec, container in
                    spec.terminationGracePeriodSeconds = 20
                    spec.volumes = [
                        Volume {
                            $0.name = "host"
                            $0.hostPath = HostPathVolumeSource {
                                $0.path = node.directory + "/host"; $0.type = "DirectoryOrCreate"
                            }
                        }
                    ]
                    container.volumeMounts = [
                        VolumeMount {
                            $0.name = "host"; $0.mountPath = "/host"
                        }
                    ]
                }
                let pod = try await node.wait(key, "running") { $0.phase == "Running" }
                try await eventually("trap set") { node.log(pod) == "up" }
                try await node.client.delete(PodShape.self, key)
                try await eventually("gone") { try await node.client.find(PodShape.self, key) == nil }
                #expect(try FileSystem.readText(node.directory + "/host/bye") == "bye\n")
            }
        }

        @Test func sandboxThatDiesIsReplaced() async throws {
            try await LiveNode.run { node in
                let key = try await node.create("hurt", "sleep 1000")
                let before = try await node.wait(key, "running") { $0.phase == "Running" }
                let runtime = try CRIClient(socketPath: node.configuration.criSocket)
                let connection = Task { try await runtime.run() }
                let sandbox = try #require(try await runtime.sandboxes(podUID: before.uid).first)
                try await runtime.stopSandbox(sandbox.id)
                connection.cancel()
                let after = try await node.wait(key, "running again") { status in
                    status.podIP != before.status.podIP && status.containerStatuses.first?.state.running != nil
                }
                #expect(after.status.phase == "Running")
                #expect((after.status.containerStatuses.first?.restartCount ?? 0) > 0)
                #expect(after.status.podIPs.count == 1)
                #expect(
                    after.status.conditions.first { $0.type == "Ready" }.map { $0.status == "False" || $0.reason.isEmpty } == true
                )
            }
        }

        @Test func resourcesReachTheCgroup() async throws {
            try await LiveNode.run { node in
                let key = try await node.create(
                    "bounded", "cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max 2>/dev/null; sleep 1000"
                ) {
                    _, container in
                    container.resources = ResourceRequirements {
                        $0.limits = ["memory": Quantity(bytes: 64 << 20), "cpu": Quantity(milli: 500)]
                    }
                }
                let pod = try await node.wait(key, "running") { $0.phase == "Running" }
                #expect(pod.status.qosClass == "Guaranteed")
                try await eventually("limit") { node.log(pod) == "67108864" }
            }
        }

        @Test func projectedTokenIsMounted() async throws {
            try await LiveNode.run { node in
                let key = try await node.create(
                    "token",
                    "d=/var/run/secrets/kubernetes.io/serviceaccount; cat $d/namespace; echo; cut -d. -f1 $d/token 2>/dev/null || head -c 2 $d/token; sleep 1000"
                )
                let pod = try await node.wait(key, "running") { $0.phase == "Running" }
                try await eventually("log") { node.log(pod).hasPrefix("default\neyJ") || node.log(pod).hasPrefix("default\ney") }
            }
        }
    }
}
