import ContainerRuntime
import Files
import Glibc
import JSON
import KubeAPI
import KubeClient
import Schema
import TestSupport
import Testing

@testable import Kubelet

extension LiveTests {
    struct PodTests {
        @Test func podRunsAndIsRemoved() async throws {
            try await LiveNode.run { node in
                let key = try await node.create("runs", "echo hello; sleep 1000")
                let pod = try await node.wait(key, "ready") {
                    $0.conditions.contains { $0.type == "Ready" && $0.status == "True" }
                }
                #expect(pod.status.phase == "Running")
                #expect(!pod.status.podIP.isEmpty)
                #expect(pod.status.containerStatuses.first?.state.running?.startedAt != nil)
                #expect(pod.status.qosClass == "BestEffort")
                try await eventually("log") { node.log(pod) == "hello" }
                try await node.client.delete(PodShape.self, key)
                try await eventually("gone") { try await node.client.find(PodShape.self, key) == nil }
            }
        }

        @Test func podThatEndsSucceedsAndTellsItsLastWords() async throws {
            try await LiveNode.run { node in
                let key = try await node.create("ends", "printf done > /dev/termination-log") { spec, _ in
                    spec.restartPolicy = "Never"
                }
                let pod = try await node.wait(key, "succeeded") { $0.phase == "Succeeded" }
                let ended = pod.status.containerStatuses.first?.state.terminated
                #expect(ended?.exitCode == 0)
                #expect(ended?.reason == "Completed")
                #expect(ended?.message == "done")
            }
        }

        @Test func failingContainerIsRestartedAndThenBacksOff() async throws {
            try await LiveNode.run { node in
                let key = try await node.create("fails", "exit 3")
                let pod = try await node.wait(key, "crash loop") {
                    $0.containerStatuses.first?.state.waiting?.reason == "CrashLoopBackOff"
                }
                let status = try #require(pod.status.containerStatuses.first)
                #expect(status.restartCount == 1)
                #expect(status.lastState.terminated?.exitCode == 3)
                #expect(pod.status.phase == "Running")
            }
        }

        @Test func initContainersRunInOrderBeforeTheOthers() async throws {
            try await LiveNode.run { node in
                let key = try await node.create("init", "cat /work/log; sleep 1000") { spec, container in
                    spec.volumes = [
                        Volume {
                            $0.name = "work"; $0.emptyDir = EmptyDirVolumeSource()
                        }
                    ]
                    let mount = VolumeMount {
                        $0.name = "work"; $0.mountPath = "/work"
                    }
                    container.volumeMounts = [mount]
                    spec.initContainers = ["one", "two"].map { name in
                        Container {
                            $0.name = name
                            $0.image = LiveNode.image
                            $0.command = ["/bin/sh", "-c", "echo \(name) >> /work/log"]
                            $0.volumeMounts = [mount]
                        }
                    }
                }
                let pod = try await node.wait(key, "running") { $0.phase == "Running" }
                try await eventually("log") { node.log(pod) == "one\ntwo" }
                #expect(pod.status.initContainerStatuses.map { $0.state.terminated?.reason } == ["Completed", "Completed"])
            }
        }

        @Test func environmentAndVolumesCarryObjectsIntoTheContainer() async throws {
            try await LiveNode.run { node in
                _ = try await node.client.create(
                    ConfigMap(name: "settings", namespace: "default") { $0.data = ["color": "blue"] })
                _ = try await node.client.create(
                    Secret(name: "keys", namespace: "default") { $0.data = ["token": Base64Bytes(Array("s3cret".utf8))] })
                let key = try await node.create(
                    "objects",
                    "echo $COLOR $TOKEN $NAME $KUBERNETES_X; cat /c/color /s/token; echo; cat /c/color > /tmp/x; sleep 1000"
                ) { spec, container in
                    container.env = [
                        EnvVar {
                            $0.name = "COLOR"
                            $0.valueFrom = EnvVarSource {
                                $0.configMapKeyRef = ConfigMapKeySelector {
                                    $0.name = "settings"; $0.key = "color"
                                }
                            }
                        },
                        EnvVar {
                            $0.name = "TOKEN"
                            $0.valueFrom = EnvVarSource {
                                $0.secretKeyRef = SecretKeySelector {
                                    $0.name = "keys"; $0.key = "token"
                                }
                            }
                        },
                        EnvVar {
                            $0.name = "NAME"
                            $0.valueFrom = EnvVarSource { $0.fieldRef = ObjectFieldSelector { $0.fieldPath = "metadata.name" } }
                        },
                        EnvVar {
                            $0.name = "KUBERNETES_X"; $0.value = "$(NAME)-$$(x)"
                        },
                    ]
                    spec.volumes = [
                        Volume {
                            $0.name = "c"; $0.configMap = ConfigMapVolumeSource { $0.name = "settings" }
                        },
                        Volume {
                            $0.name = "s"; $0.secret = SecretVolumeSource { $0.secretName = "keys" }
                        },
                    ]
                    container.volumeMounts = [
                        VolumeMount {
                            $0.name = "c"; $0.mountPath = "/c"
                        },
                        VolumeMount {
                            $0.name = "s"; $0.mountPath = "/s/token"; $0.subPath = "token"
                        },
                    ]
                }
                let pod = try await node.wait(key, "running") { $0.phase == "Running" }
                try await eventually("log") { node.log(pod) == "blue s3cret objects objects-$(x)\nblues3cret" }
            }
        }

        @Test func livenessFailureRestartsTheContainer() async throws {
            try await LiveNode.run { node in
                let key = try await node.create("sick", "sleep 1000") { _, container in
                    container.livenessProbe = Probe {
                        $0.exec = ExecAction { $0.command = ["/bin/false"] }
                        $0.periodSeconds = 1
                        $0.failureThreshold = 1
                    }
                }
                let pod = try await node.wait(key, "restarted") { $0.containerStatuses.first?.restartCount == 1 }
                #expect(pod.status.containerStatuses.first?.lastState.terminated != nil)
            }
        }

        @Test func readinessFollowsTheProbe() async throws {
            try await LiveNode.run { node in
                let key = try await node.create("slow", "sleep 2; touch /tmp/ready; sleep 1000") { _, container in
                    container.readinessProbe = Probe {
                        $0.exec = ExecAction { $0.command = ["test", "-e", "/tmp/ready"] }
                        $0.periodSeconds = 1
                    }
                }
                try await node.wait(key, "running, not ready") {
                    $0.phase == "Running" && $0.conditions.contains { $0.type == "Ready" && $0.status == "False" }
                }
                try await node.wait(key, "ready") { $0.conditions.contains { $0.type == "Ready" && $0.status == "True" } }
            }
        }

        @Test func missingImageIsToldClearly() async throws {
            try await LiveNode.run { node in
                let key = try await node.create("nowhere", "true") { _, container in container.image = "registry.invalid/none:1" }
                try await node.wait(key, "pull error") {
                    ["ErrImagePull", "ImagePullBackOff"].contains($0.containerStatuses.first?.state.waiting?.reason ?? "")
                }
            }
        }

        @Test func hooksRunAndProbesFollowOneAnother() async throws {
            try await LiveNode.run { node in
                let key = try await node.create(
                    "hooks",
                    "trap 'exit 0' TERM; while [ ! -e /tmp/posted ]; do sleep 0.1; done; touch /tmp/index.html; "
                        + "busybox httpd -p 8080 -h /tmp; while true; do sleep 0.1; done"
                ) { spec, container in
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
                    func shell(_ line: String) -> LifecycleHandler {
                        LifecycleHandler { $0.exec = ExecAction { $0.command = ["sh", "-c", line] } }
                    }
                    container.lifecycle = Lifecycle {
                        $0.postStart = shell("touch /tmp/posted")
                        $0.preStop = shell("echo pre > /host/pre")
                    }
                    container.startupProbe = Probe {
                        $0.httpGet = HTTPGetAction {
                            $0.port = .int(8080); $0.path = "/"
                        }
                        $0.periodSeconds = 1
                        $0.failureThreshold = 20
                    }
                    container.readinessProbe = Probe {
                        $0.tcpSocket = TCPSocketAction { $0.port = .int(8080) }
                        $0.periodSeconds = 1
                    }
                }
                try await node.wait(key, "ready") { $0.conditions.contains { $0.type == "Ready" && $0.status == "True" } }
                try await node.client.delete(PodShape.self, key)
                try await eventually("gone") { try await node.client.find(PodShape.self, key) == nil }
                #expect(try FileSystem.readText(node.directory + "/host/pre") == "pre\n")
                let events = try await node.client.list(EventShape.self, namespace: "default").items.map(\.reason)
                #expect(Set(["Pulled", "Created", "Started", "Killing"]).isSubset(of: events))
            }
        }

        @Test func securityContextIsApplied() async throws {
            try await LiveNode.run { node in
                let key = try await node.create(
                    "safe",
                    "id -u; id -g; touch /root-file 2>/dev/null || echo read-only; stat -c %g /data /memory; grep NoNewPrivs /proc/self/status | cut -f2; echo x > /data/x && echo written; sleep 1000"
                ) { spec, container in
                    spec.securityContext = PodSecurityContext {
                        $0.runAsUser = 1000
                        $0.runAsGroup = 3000
                        $0.fsGroup = 2000
                        $0.runAsNonRoot = true
                    }
                    container.securityContext = SecurityContext {
                        $0.readOnlyRootFilesystem = true
                        $0.allowPrivilegeEscalation = false
                        $0.capabilities = Capabilities { $0.drop = ["ALL"] }
                    }
                    spec.volumes = [
                        Volume {
                            $0.name = "data"; $0.emptyDir = EmptyDirVolumeSource()
                        },
                        Volume {
                            $0.name = "memory"; $0.emptyDir = EmptyDirVolumeSource { $0.medium = "Memory" }
                        },
                    ]
                    container.volumeMounts = [
                        VolumeMount {
                            $0.name = "data"; $0.mountPath = "/data"
                        },
                        VolumeMount {
                            $0.name = "memory"; $0.mountPath = "/memory"
                        },
                    ]
                }
                let pod = try await node.wait(key, "running") { $0.phase == "Running" }
                try await eventually("log") { node.log(pod) == "1000\n3000\nread-only\n2000\n2000\n1\nwritten" }
            }
        }

        @Test func rootImageIsRefusedWhenRootIsForbidden() async throws {
            try await LiveNode.run { node in
                let key = try await node.create("rooted", "sleep 1000") { spec, _ in
                    spec.securityContext = PodSecurityContext { $0.runAsNonRoot = true }
                }
                let pod = try await node.wait(key, "refused") {
                    $0.containerStatuses.first?.state.waiting?.reason == "CreateContainerConfigError"
                }
                #expect(pod.status.containerStatuses.first?.state.waiting?.message.contains("will run as root") == true)
            }
        }

        @Test func hostNetworkPodHasTheNodesAddressAndSidecarsEndWithIt() async throws {
            try await LiveNode.run { node in
                let key = try await node.create("host", "sleep 1") { spec, _ in
                    spec.hostNetwork = true
                    spec.restartPolicy = "Never"
                    spec.initContainers = [
                        Container {
                            $0.name = "side"
                            $0.image = LiveNode.image
                            $0.command = ["/bin/sh", "-c", "trap 'exit 0' TERM; while true; do sleep 0.1; done"]
                            $0.restartPolicy = "Always"
                        }
                    ]
                }
                let pod = try await node.wait(key, "succeeded") { $0.phase == "Succeeded" }
                #expect(pod.status.podIP == "127.0.0.1")
                try await node.wait(key, "sidecar ended") { $0.initContainerStatuses.first?.state.terminated != nil }
            }
        }

        @Test func changedConfigMapReachesTheRunningContainer() async throws {
            try await LiveNode.run { node in
                let settings = try await node.client.create(
                    ConfigMap(name: "live", namespace: "default") { $0.data = ["k": "old"] })
                let key = try await node.create(
                    "fresh", "while [ $(cat /c/k) = old ]; do sleep 0.1; done; echo $(cat /c/k); sleep 1000"
                ) { spec, container in
                    spec.volumes = [
                        Volume {
                            $0.name = "c"; $0.configMap = ConfigMapVolumeSource { $0.name = "live" }
                        }
                    ]
                    container.volumeMounts = [
                        VolumeMount {
                            $0.name = "c"; $0.mountPath = "/c"
                        }
                    ]
                }
                let pod = try await node.wait(key, "running") { $0.phase == "Running" }
                _ = try await node.client.patch(ConfigMapShape.self, settings.key, .merge(["data": ["k": "new"]]))
                // Any change of the Pod's labels brings the look forward that comes every half minute.
                try await eventually("new value") {
                    let label = JSONValue.string("\(UInt32.random(in: 0...UInt32.max))")
                    _ = try await node.client.patch(PodShape.self, key, .merge(["metadata": ["labels": ["look": label]]]))
                    return node.log(pod) == "new"
                }
            }
        }

        /// Prints how long a Pod takes beside what the bare calls to the runtime take; asserts nothing about time.
        @Test func createToRunningIsMeasured() async throws {
            try await LiveNode.run { node in
                var pods: [Double] = []
                var floors: [Double] = []
                for round in 0..<10 {
                    var begin = ContinuousClock.now
                    let key = try await node.create("timed-\(round)", "sleep 1000")
                    while try await node.client.get(PodShape.self, key).status.phase != "Running" {
                        try await Task.sleep(for: .milliseconds(2))
                    }
                    pods.append((ContinuousClock.now - begin) / .milliseconds(1))
                    begin = .now
                    let made = try await node.runBare("bare-\(round)")
                    floors.append((ContinuousClock.now - begin) / .milliseconds(1))
                    try await node.removeBare(made)
                }
                print("create to Running, median ms:", Int(pods.sorted()[5]), "bare CRI calls:", Int(floors.sorted()[5]))
                #expect(pods.count == floors.count)
            }
        }
    }
}

extension LiveNode {
    /// A sandbox and a container by nothing but the runtime's calls.
    fileprivate func runBare(_ name: String) async throws -> String {
        try await withRuntime { runtime in
            var sandbox = SandboxConfiguration(name: name, namespace: "bare", uid: name)
            sandbox.logDirectory = directory + "/bare"
            sandbox.hostname = name
            sandbox.cgroupParent = "/swiftlet-kubelet-test/bare"
            sandbox.security.seccomp = .runtimeDefault
            let id = try await runtime.runSandbox(sandbox)
            var container = ContainerConfiguration(name: "main", image: Self.image)
            container.command = ["/bin/sh", "-c", "sleep 1000"]
            container.logPath = "main.log"
            container.security.seccomp = .runtimeDefault
            try await runtime.startContainer(try await runtime.createContainer(container, inSandbox: id, sandbox))
            return id
        }
    }

    fileprivate func removeBare(_ id: String) async throws {
        try await withRuntime { runtime in
            try await runtime.stopSandbox(id)
            try await runtime.removeSandbox(id)
        }
    }

    private func withRuntime<R: Sendable>(_ body: @Sendable @escaping (CRIClient) async throws -> R) async throws -> R {
        let runtime = try CRIClient(socketPath: configuration.criSocket)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await runtime.run() }
            defer { group.cancelAll() }
            return try await body(runtime)
        }
    }
}
