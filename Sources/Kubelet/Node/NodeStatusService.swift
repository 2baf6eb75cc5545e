import AsyncTools
import ContainerRuntime
import Files
import Glibc
import JSON
import KubeAPI
import KubeClient
import Logging
import Schema

/// Registers the node and keeps its status true: looks often while something is missing, and at least every 10 seconds;
/// writes when something has changed, and every 5 minutes in any case.
struct NodeStatusService: Sendable {
    static let lookInterval = Duration.seconds(10)
    /// While the node is not ready, it is looked at as often as this.
    static let impatientInterval = Duration.milliseconds(50)
    static let reportInterval: Int64 = 300

    let builder: NodeBuilder
    let client: KubeClient
    let runtime: any ContainerRuntime
    /// Called whenever the runtime begins to answer again.
    let runtimeIsBack: @Sendable () async -> Void
    let logger: Logger

    private var name: String { builder.configuration.nodeName }
    private var key: ObjectKey { ObjectKey(namespace: "", name: name) }

    func run() async throws {
        var written: NodeStatus?
        var observation = NodeObservation()
        while !Task.isCancelled {
            let before = observation
            observation = await observe(before)
            if before.runtime == nil, observation.runtime != nil { await runtimeIsBack() }
            do {
                written = try await report(observation, after: written)
            } catch {
                if Task.isCancelled { break }
                logger.warning("node status not sent", metadata: ["node": "\(name)", "error": "\(error)"])
                written = nil
                try await Task.sleep(for: .milliseconds(300))
            }
            try await Task.sleep(for: observation.isReady ? Self.lookInterval : Self.impatientInterval)
        }
    }

    private func observe(_ before: NodeObservation) async -> NodeObservation {
        var result = NodeObservation()
        result.runtime = try? await runtime.conditions()
        if result.runtime != nil {
            result.runtimeVersion = before.runtimeVersion
            if before.runtimeVersion == nil { result.runtimeVersion = try? await runtime.version() }
            if result.isReady, before.isReady { result.images = (try? await runtime.images()) ?? [] }
        }
        result.freeStorage = Self.freeStorage(builder.configuration.dataDirectory)
        result.freeMemory = Self.freeMemory()
        result.freePIDs = Self.freePIDs()
        return result
    }

    /// Returns the status that the API now has.
    private func report(_ observation: NodeObservation, after written: NodeStatus?) async throws -> NodeStatus {
        guard let written else { return try await register(observation) }
        let now = Timestamp.now
        let next = builder.status(observation, known: written.conditions, at: now)
        let last = written.conditions.compactMap(\.lastHeartbeatTime).max() ?? .zero
        guard
            Self.withoutHeartbeats(next) != Self.withoutHeartbeats(written)
                || now.seconds(since: last) >= Double(Self.reportInterval)
        else { return written }
        _ = try await client.patch(
            NodeShape.self, key, .strategic(["status": next.json]), subresource: "status")
        if next.conditions.last?.status != written.conditions.last?.status {
            logger.info("node changed", metadata: ["node": "\(name)", "ready": "\(observation.isReady)"])
        }
        return next
    }

    /// Makes the object, or brings the one there is up to date.
    private func register(_ observation: NodeObservation) async throws -> NodeStatus {
        let node = builder.node(observation, at: .now)
        do {
            let made = try await client.create(node)
            logger.info("node registered", metadata: ["node": "\(name)", "ready": "\(observation.isReady)"])
            // A server that drops the status of a new object is told again.
            guard made.status.conditions.isEmpty else { return node.status }
        } catch let error as APIError where error.isAlreadyExists {
            let known = try await client.get(NodeShape.self, key)
            let labels = JSONValue.object(JSONObject(builder.labels))
            if builder.labels.contains(where: { known.labels[$0.key] != $0.value }) {
                _ = try await client.patch(NodeShape.self, key, .merge(["metadata": ["labels": labels]]))
            }
            let status = builder.status(observation, known: known.status.conditions, at: .now)
            _ = try await client.patch(NodeShape.self, key, .strategic(["status": status.json]), subresource: "status")
            return status
        }
        _ = try await client.patch(NodeShape.self, key, .strategic(["status": node.status.json]), subresource: "status")
        return node.status
    }

    private static func withoutHeartbeats(_ status: NodeStatus) -> JSONValue {
        var status = status
        status.conditions = status.conditions.map { condition in
            var condition = condition
            condition.lastHeartbeatTime = nil
            return condition
        }
        return status.json
    }

    private static func freeStorage(_ path: String) -> Double {
        var status = statvfs()
        guard statvfs(path, &status) == 0, status.f_blocks > 0 else { return 1 }
        return Double(status.f_bavail) / Double(status.f_blocks)
    }

    private static func freeMemory() -> Double {
        var values: [Substring: Double] = [:]
        for line in ((try? FileSystem.readText("/proc/meminfo")) ?? "").split(separator: "\n") {
            let fields = line.split(separator: " ")
            if fields.count > 1, let value = Double(fields[1]) { values[fields[0]] = value }
        }
        guard let total = values["MemTotal:"], let free = values["MemAvailable:"], total > 0 else { return 1 }
        return free / total
    }

    /// Every thread has a number (proc(5): `/proc/loadavg` counts them after the slash).
    private static func freePIDs() -> Double {
        let load = ((try? FileSystem.readText("/proc/loadavg")) ?? "").split(separator: " ")
        let most = ((try? FileSystem.readText("/proc/sys/kernel/pid_max")) ?? "").split(separator: "\n").first.flatMap {
            Double($0)
        }
        guard load.count > 3, let used = load[3].split(separator: "/").last.flatMap({ Double($0) }), let most, most > 0 else {
            return 1
        }
        return 1 - used / most
    }
}
