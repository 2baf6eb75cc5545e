import AsyncTools
import ContainerRuntime
import Files
import Glibc
import KubeAPI
import KubeClient
import Logging
import Schema
import TestSupport
import Testing

@testable import Kubelet

/// Tests against a real containerd, one after another: a node has its runtime to itself.
@Suite(.serialized, .enabled(if: LiveNode.socket != nil, "scripts/live-tests runs these, on a containerd of their own"))
struct LiveTests {}

/// A node on a real containerd, whose socket `SWIFTLET_TEST_CRI` names, with an API server in this process. Without the
/// variable the tests that need one are skipped.
struct LiveNode: Sendable {
    static let socket = getenv("SWIFTLET_TEST_CRI").map { String(cString: $0) }
    static let image = getenv("SWIFTLET_TEST_IMAGE").map { String(cString: $0) } ?? "docker.io/library/busybox:1"

    let cluster: TestCluster
    let directory: String
    let configuration: KubeletConfiguration
    var client: KubeClient { cluster.client }

    /// - Parameter prepare: changes what the kubelet is told.
    static func run(
        _ prepare: (inout KubeletConfiguration) throws -> Void = { _ in },
        _ body: @Sendable @escaping (LiveNode) async throws -> Void
    ) async throws {
        let socket = try #require(socket)
        let directory = "/tmp/swiftlet-kubelet-test-\(getpid())"
        var configuration = KubeletConfiguration(
            nodeName: "live-\(getpid())", nodeIP: "127.0.0.1", dataDirectory: directory, criSocket: socket)
        configuration.cgroupParent = "/swiftlet-kubelet-test"
        configuration.clusterDNS = ["10.43.0.10"]
        try prepare(&configuration)
        let fixed = configuration
        try await TestCluster.run { cluster in
            // A controller's work, which this cluster lacks.
            _ = try await cluster.client.create(
                ConfigMap(name: "kube-root-ca.crt", namespace: "default") { $0.data = ["ca.crt": "certificate"] })
            let node = LiveNode(cluster: cluster, directory: directory, configuration: fixed)
            try await node.withKubelet {
                try await body(node)
                try await node.removeEverything()
            }
        }
        try? FileSystem.remove(directory)
    }

    /// Runs a kubelet as long as the body takes, and ends it as a crash would: without a word.
    func withKubelet(_ body: @Sendable @escaping () async throws -> Void) async throws {
        var logger = Logger(label: "kubelet")
        logger.logLevel = getenv("SWIFTLET_TEST_VERBOSE") == nil ? .error : .debug
        let kubelet = try KubeletService(configuration: configuration, client: client, logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await kubelet.run() }
            group.addTask {
                try await waitUntilReady()
                try await body()
            }
            // The body ends first; the kubelet only ends by failing.
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func waitUntilReady() async throws {
        try await eventually("node ready") {
            let node = try await client.find(NodeShape.self, ObjectKey(namespace: "", name: configuration.nodeName))
            return node?.status.conditions.contains { $0.type == "Ready" && $0.status == "True" } ?? false
        }
    }

    private func removeEverything() async throws {
        for pod in try await client.list(PodShape.self).items {
            try await client.delete(PodShape.self, pod.key, .init(gracePeriodSeconds: 1))
        }
        try await eventually("no pods left") { try await client.list(PodShape.self).items.isEmpty }
        try await eventually("node swept") { FileSystem.names(in: directory + "/pods").isEmpty }
    }

    /// Creates a Pod with one container that runs a shell command.
    @discardableResult
    func create(
        _ name: String, _ command: String, _ change: (inout PodSpec, inout Container) -> Void = { _, _ in }
    ) async throws -> ObjectKey {
        let pod = Pod(name: name, namespace: "default") {
            var container = Container {
                $0.name = "main"
                $0.image = Self.image
                $0.imagePullPolicy = "IfNotPresent"
                $0.command = ["/bin/sh", "-c", command]
            }
            var spec = PodSpec {
                $0.nodeName = configuration.nodeName
                $0.terminationGracePeriodSeconds = 1
            }
            change(&spec, &container)
            spec.containers = [container] + spec.containers
            $0.spec = spec
        }
        return try await client.create(pod).key
    }

    /// Waits until the Pod's status is as wished, and gives the Pod.
    @discardableResult
    func wait(_ key: ObjectKey, _ what: String, _ isTrue: @Sendable @escaping (PodStatus) -> Bool) async throws -> Pod {
        let found = Guarded<Pod?>(nil)
        do {
            try await eventually(what) {
                let pod = try await client.get(PodShape.self, key)
                found.withLock { $0 = pod }
                return isTrue(pod.status)
            }
        } catch {
            Issue.record("\(what): \(found.current.map { "\($0.status.json)" } ?? "no pod")")
            throw error
        }
        return try #require(found.current)
    }

    /// What the container wrote to its standard output.
    func log(_ pod: Pod, container: String = "main", attempt: Int = 0) -> String {
        let path = "\(configuration.logDirectory(pod.key, uid: pod.uid))/\(container)/\(attempt).log"
        return LogTail.lastLines(of: path, count: 1000, maximumBytes: 1 << 20)
            .map { String(decoding: $0.content, as: UTF8.self) }.joined(separator: "\n")
    }
}

struct Timeout: Error {
    let what: String
}

/// Asks again and again, for at most 30 seconds.
func eventually(_ what: String, _ isTrue: @Sendable () async throws -> Bool) async throws {
    for _ in 0..<1500 {
        if try await isTrue() { return }
        try await Task.sleep(for: .milliseconds(20))
    }
    throw Timeout(what: what)
}
