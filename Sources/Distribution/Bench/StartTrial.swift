import AsyncTools
import ContainerRuntime
import Files
import Glibc
import Processes
import Transport

/// Starts things in a directory of its own and times them.
struct StartTrial: Sendable {
    /// Short: sockets lie below it.
    let root: String
    let port: Int

    private var program: String { Command.ownProgram }
    private var server: ClusterLayout { ClusterLayout(name: "bench", root: root) }

    func repeated(_ count: Int, _ trial: () async throws -> Duration) async throws -> Latencies {
        var latencies = Latencies()
        for _ in 0..<count { latencies.record(try await trial()) }
        return latencies
    }

    /// The program, doing nothing.
    @Sendable func execution() async throws -> Duration {
        let begun = ContinuousClock.now
        _ = try await BlockingThread.run { [program] in try Command(program, ["--version"]).check() }
        return begun.duration(to: .now)
    }

    // MARK: A server without a node

    @Sendable func firstServer() async throws -> Duration {
        try await removingServer { try await startAndStop() }
    }

    /// Starts on the data of the runs before.
    func restarts(_ count: Int) async throws -> Latencies {
        try await removingServer {
            _ = try await startAndStop()
            return try await repeated(count, startAndStop)
        }
    }

    private func removingServer<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            let value = try await body()
            try await remove(server)
            return value
        } catch {
            try? await remove(server)
            throw error
        }
    }

    private func startAndStop() async throws -> Duration { try await withServer { elapsed in elapsed } }

    /// Runs the body while a server runs on the data of the runs before; it is told how long the server took to be ready.
    private func withServer<Value>(_ body: (Duration) async throws -> Value) async throws -> Value {
        let begun = ContinuousClock.now
        let process = try start(
            program,
            [
                "server", "--no-node", "--node-ip", "127.0.0.1", "--port", "\(port)", "--name", server.name, "--data-dir",
                root,
            ])
        defer { reap(process) }
        try await waitUntilReady(since: begun)
        let value = try await body(begun.duration(to: .now))
        kill(process, SIGTERM)
        try await waitUntilFree()
        return value
    }

    /// Runs one body against a new server, then another against a second one on the same data.
    func restarting<First, Second>(
        _ first: (ClusterLayout) async throws -> First, _ second: (ClusterLayout, Duration) async throws -> Second
    ) async throws -> (First, Second) {
        try await removingServer {
            let before = try await withServer { _ in try await first(server) }
            return (before, try await withServer { elapsed in try await second(server, elapsed) })
        }
    }

    private func waitUntilReady(since begun: ContinuousClock.Instant) async throws {
        let client = try HTTPClient(
            configuration: .init(
                endpoint: .https(host: "127.0.0.1", port: port), tls: ClientTLS(caPEM: nil, skipsVerification: true)))
        defer { client.close() }
        try await poll(begun + .seconds(60), "the API server") {
            try await client.send(HTTPRequest("GET", "/readyz")).status == 200
        }
    }

    private func waitUntilFree() async throws {
        try await poll(.now + .seconds(20), "the end of the API server") {
            try Requirements.checkFree(port: port)
            return true
        }
    }

    private func remove(_ layout: ClusterLayout) async throws {
        guard FileSystem.exists(layout.directory) else { return }
        try await Teardown(layout: layout, plan: try? ClusterPlan.load(from: layout)).run()
    }

    // MARK: A cluster

    /// `swiftlet up` as a user runs it: it returns when the node is Ready.
    @Sendable func cluster() async throws -> Duration {
        let common = ["--name", "swbench", "--data-dir", root, "--kubeconfig", "\(root)/kubeconfig"]
        let begun = ContinuousClock.now
        do {
            _ = try await BlockingThread.run { try swiftlet(["up"] + common).check() }
        } catch {
            try? await remove(ClusterLayout(name: "swbench", root: root))
            throw error
        }
        let elapsed = begun.duration(to: .now)
        _ = try await BlockingThread.run { try swiftlet(["down"] + common).check() }
        return elapsed
    }

    /// A containerd with a node's configuration, from exec until it answers.
    @Sendable func containerd() async throws -> Duration {
        let node = NodeLayout(directory: "\(root)/bare")
        for path in [node.directory, node.containerdRoot, node.containerdState, node.cniConfigurations] {
            try FileSystem.makeDirectory(path)
        }
        defer { try? FileSystem.remove(node.directory) }
        let configuration = ContainerdConfiguration(layout: node, mayLowerOOMScore: Capabilities.maySetResources)
        try FileSystem.replace(node.containerdConfiguration, with: configuration.text())
        guard let path = Command.find("containerd") else {
            throw UserError("containerd is not installed", advice: "run `apt-get install -y containerd`")
        }
        let begun = ContinuousClock.now
        let process = try start(path, ["--config", node.containerdConfiguration])
        defer { reap(process) }
        let runtime = try CRIClient(socketPath: node.containerdSocket)
        let elapsed = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await runtime.run() }
            defer { group.cancelAll() }
            try await poll(begun + .seconds(30), "containerd") {
                try await runtime.version().name.isEmpty == false
            }
            return begun.duration(to: .now)
        }
        return elapsed
    }

    // MARK: Processes

    private func swiftlet(_ arguments: [String]) -> Command {
        var command = Command(program, arguments)
        command.environment = .inherited
        command.timeLimit = .seconds(300)
        return command
    }

    /// What it prints goes to a file beside its data.
    private func start(_ path: String, _ arguments: [String]) throws -> pid_t {
        let log = open("\(root)/log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        defer { close(log) }
        var command = Command(path, arguments)
        command.environment = .inherited
        return try command.start(.init(output: log, error: log))
    }

    private func reap(_ process: pid_t) {
        kill(process, SIGTERM)
        var status: Int32 = 0
        for _ in 0..<500 {
            if waitpid(process, &status, WNOHANG) != 0 { return }
            usleep(10_000)
        }
        kill(process, SIGKILL)
        waitpid(process, &status, 0)
    }

    private func poll(
        _ deadline: ContinuousClock.Instant, _ what: String, _ isDone: () async throws -> Bool
    ) async throws {
        var cause = ""
        while ContinuousClock.now < deadline {
            do { if try await isDone() { return } } catch { cause = ": \(error)" }
            try await Task.sleep(for: .milliseconds(2))
        }
        throw UserError("waited too long for \(what)\(cause)", advice: "see \(root)/log")
    }
}
