import ContainerRuntime
import Glibc

/// What a Pod costs at least: a sandbox with one container, made by bare calls to the container runtime.
struct SandboxFloor: Sendable {
    let runtime: any ContainerRuntime
    let image: String
    let cgroupParent: String

    /// One after another.
    func sequential(_ count: Int) async throws -> Latencies {
        var latencies = Latencies()
        for index in 0..<count {
            let begun = ContinuousClock.now
            let id = try await start(index)
            latencies.record(begun.duration(to: .now))
            try await remove(id)
        }
        return latencies
    }

    /// All at once: until the last one runs.
    func burst(_ count: Int) async throws -> Duration {
        let begun = ContinuousClock.now
        let ids = try await withThrowingTaskGroup(of: String.self) { group in
            for index in 0..<count { group.addTask { try await start(index) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let elapsed = begun.duration(to: .now)
        for id in ids { try await remove(id) }
        return elapsed
    }

    private func start(_ index: Int) async throws -> String {
        let name = "bench-\(getpid())-\(index)-\(UInt32.random(in: 0 ... .max))"
        var sandbox = SandboxConfiguration(name: name, namespace: "swiftlet-bench", uid: name)
        sandbox.cgroupParent = cgroupParent
        let id = try await runtime.runSandbox(sandbox)
        do {
            let container = try await runtime.createContainer(
                ContainerConfiguration(name: "main", image: image), inSandbox: id, sandbox)
            try await runtime.startContainer(container)
            return id
        } catch {
            try? await remove(id)
            throw error
        }
    }

    private func remove(_ id: String) async throws {
        try await runtime.stopSandbox(id)
        try await runtime.removeSandbox(id)
    }
}
