import ArgumentParser
import ContainerRuntime
import Files
import KubeAPI
import KubeClient
import Schema

extension Bench {
    /// How long a Pod takes from its creation until a watcher sees it running.
    struct Pods: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Measure Pods from create to Running, one by one and in a burst.",
            discussion: """
                Makes a namespace, Pods in it, and removes both. The image must be on the nodes. The floor is the same \
                sandbox and container made by bare CRI calls in the same run; it needs the runtime's socket, which is \
                known for a cluster that `swiftlet up` started here.

                Examples:
                  swiftlet bench pods
                  swiftlet bench pods --count 24 --name test -o json
                  swiftlet bench pods --kubeconfig k.yaml --image registry.k8s.io/pause:3.10 \\
                    --cri-socket /run/containerd/containerd.sock
                """)

        @OptionGroup var target: BenchTarget
        @OptionGroup var cluster: ClusterOptions
        @OptionGroup var output: BenchOutput

        @Option(help: "Pods of the burst, and Pods made one by one.")
        var count = 24

        @Option(help: "The image of the Pods' one container.")
        var image = PauseImage.name

        @Option(help: ArgumentHelp("The container runtime that the floor is measured with.", valueName: "path"))
        var criSocket: String?

        @Option(help: ArgumentHelp("Give up when Pods do not run after this long.", valueName: "seconds"))
        var timeout = 60

        func validate() throws {
            guard (1...500).contains(count) else { throw ValidationError("--count \(count): use 1 to 500") }
            guard (1...3600).contains(timeout) else { throw ValidationError("--timeout \(timeout): use 1 to 3600 seconds") }
        }

        func run() async throws {
            let client = try target.client()
            let (single, burst) = try await BenchNamespace.with(client) { namespace in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    let observer = PodObserver(client, namespace: namespace)
                    group.addTask { await observer.run() }
                    defer { group.cancelAll() }
                    return try await PodTrial(
                        client: client, observer: observer, namespace: namespace, image: image, patience: .seconds(timeout)
                    ).run(count)
                }
            }
            let floor = try await floor()
            var report = BenchReport()
            report.lines = [
                BenchReport.Line(
                    name: "one Pod, create to Running, median of \(count)", value: single.median, details: single.spread,
                    floor: floor.map { ("bare CRI", $0.single.median) }),
                BenchReport.Line(
                    name: "burst of \(count) Pods, create to Running", value: .init(burst),
                    floor: floor.map { ("bare CRI", .init($0.burst)) }),
            ]
            if floor == nil { report.notes = ["no floor was measured: give the runtime's socket with --cri-socket"] }
            output.print(report)
        }

        private struct Floor {
            let single: Latencies
            let burst: Duration
        }

        private func floor() async throws -> Floor? {
            let plan = try? ClusterPlan.load(from: cluster.layout)
            let node = target.server == nil ? plan?.nodes.first : nil
            guard let socket = criSocket ?? node.map({ cluster.layout.node($0.name).containerdSocket }) else { return nil }
            guard FileSystem.exists(socket) else {
                throw UserError("no container runtime listens at \(socket)", advice: "name its socket with --cri-socket")
            }
            let runtime = try CRIClient(socketPath: socket)
            let parent = criSocket == nil ? node.map { ControlGroups.node($0.name, cluster: cluster.name) } ?? "" : ""
            return try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await runtime.run() }
                defer { group.cancelAll() }
                let floor = SandboxFloor(runtime: runtime, image: image, cgroupParent: parent)
                return Floor(single: try await floor.sequential(count), burst: try await floor.burst(count))
            }
        }
    }
}

/// Makes Pods and times them.
struct PodTrial: Sendable {
    let client: KubeClient
    let observer: PodObserver
    let namespace: String
    let image: String
    let patience: Duration

    func run(_ count: Int) async throws -> (single: Latencies, burst: Duration) {
        try await waitForServiceAccount()
        try await observer.waitUntilSynced(.now + patience)
        // The first Pod finds cold caches; it is not counted.
        _ = try await single("warm-up")
        var latencies = Latencies()
        for index in 0..<count { latencies.record(try await single("one-\(index)")) }
        return (latencies, try await burst((0..<count).map { "burst-\($0)" }))
    }

    private func single(_ name: String) async throws -> Duration {
        let begun = ContinuousClock.now
        _ = try await client.create(pod(name))
        let seen = try await observer.running([name], .now + patience)
        try await remove([name])
        return begun.duration(to: seen)
    }

    private func burst(_ names: [String]) async throws -> Duration {
        let begun = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for name in names { group.addTask { _ = try await client.create(pod(name)) } }
            try await group.waitForAll()
        }
        let seen = try await observer.running(names, .now + patience)
        try await remove(names)
        return begun.duration(to: seen)
    }

    private func remove(_ names: [String]) async throws {
        for name in names {
            try await client.delete(
                PodShape.self, ObjectKey(namespace: namespace, name: name), .init(gracePeriodSeconds: 1))
        }
        try await observer.gone(names, .now + patience)
        // The node still clears up after the object is gone; the next Pod is measured by itself, as its floor is.
        try await Task.sleep(for: .milliseconds(300))
    }

    private func pod(_ name: String) -> Pod {
        Pod(name: name, namespace: namespace) { pod in
            pod.spec.containers = [
                Container {
                    $0.name = "main"
                    $0.image = image
                    $0.imagePullPolicy = "IfNotPresent"
                }
            ]
            pod.spec.terminationGracePeriodSeconds = 1
        }
    }

    /// Pods are refused until their namespace has the default ServiceAccount.
    private func waitForServiceAccount() async throws {
        let deadline = ContinuousClock.now + patience
        let key = ObjectKey(namespace: namespace, name: "default")
        while try await client.find(ServiceAccountShape.self, key) == nil {
            guard ContinuousClock.now < deadline else {
                throw UserError("namespace \(namespace) got no default ServiceAccount", advice: "are controllers running?")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
