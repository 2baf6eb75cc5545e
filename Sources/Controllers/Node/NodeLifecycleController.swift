import AsyncTools
import JSON
import KubeAPI
import KubeClient
import Schema

/// Notices nodes that have gone silent, marks them and the Pods on them, and keeps the taints in step with the
/// conditions.
///
/// A node lives as long as its Lease or its status changes. Time is measured here, from when the change was seen: clocks
/// of nodes are not trusted, and after a restart every node has the whole grace period again.
struct NodeLifecycleController: Controller {
    let name = "node-lifecycle"
    let queue = WorkQueue<ObjectKey>()
    let client: KubeClient
    let informers: SharedInformers
    let events: EventRecorder
    let gracePeriod: Duration
    let monitorPeriod: Duration
    private let heartbeats = Guarded<[String: Heartbeat]>([:])

    /// The last sign of life.
    private struct Heartbeat: Sendable {
        var mark: String
        var seen: ContinuousClock.Instant
    }

    init(
        client: KubeClient, informers: SharedInformers, events: EventRecorder, gracePeriod: Duration, monitorPeriod: Duration
    ) {
        self.client = client
        self.informers = informers
        self.events = events
        self.gracePeriod = gracePeriod
        self.monitorPeriod = monitorPeriod
    }

    func observe() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await feed(informers.nodes) { change in
                    self.announce(change)
                    return change.object.map { [$0.key] } ?? []
                }
            }
            group.addTask {
                for await change in informers.nodeLeases.changes() {
                    guard case .applied(let lease, _) = change else { continue }
                    noteHeartbeat(of: lease.name)
                }
            }
        }
    }

    /// Says in Events which nodes are looked after; Kubernetes tells them all again after a restart.
    private func announce(_ change: InformerChange<NodeShape>) {
        func record(_ node: Node, _ reason: String, _ what: String) {
            events.record(about: node.reference, reason: reason, message: "Node \(node.name) event: \(what)")
        }
        switch change {
        case .applied(let node, nil):
            record(node, "RegisteredNode", "Registered Node \(node.name) in Controller")
        case .deleted(let node):
            heartbeats.withLock { $0[node.name] = nil }
            record(node, "RemovingNode", "Removing Node \(node.name) from Controller")
        case .applied, .synced: break
        }
    }

    func reconcile(_ key: ObjectKey) async throws -> Next {
        guard var node = informers.nodes[key], !node.isBeingDeleted else { return .done }
        let silence = noteHeartbeat(of: node.name)
        if silence > gracePeriod, node.readiness != "Unknown" { node = try await markUnknown(node) }
        try await adjustTaints(of: node)
        try await markPodsNotReady(on: node)
        return .again(after: monitorPeriod)
    }

    /// How long the node has been silent.
    @discardableResult
    private func noteHeartbeat(of name: String) -> Duration {
        let key = ObjectKey(namespace: "", name: name)
        let lease = informers.nodeLeases[ObjectKey(namespace: "kube-node-lease", name: name)]?.spec.renewTime
        let status = informers.nodes[key]?.heartbeats ?? ""
        let mark = "\(lease?.time.microseconds ?? 0) \(status)"
        let now = ContinuousClock.now
        return heartbeats.withLock { heartbeats in
            guard let known = heartbeats[name], known.mark == mark else {
                heartbeats[name] = Heartbeat(mark: mark, seen: now)
                return .zero
            }
            return now - known.seen
        }
    }

    private func markUnknown(_ node: Node) async throws -> Node {
        var changed = node
        let now = Timestamp.now
        var conditions = node.status.conditions
        for type in ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"] {
            let index = conditions.firstIndex { $0.type == type }
            var condition = index.map { conditions[$0] } ?? NodeCondition { $0.type = type }
            guard condition.status != "Unknown" else { continue }
            condition.status = "Unknown"
            condition.reason = index == nil ? "NodeStatusNeverUpdated" : "NodeStatusUnknown"
            condition.message = index == nil ? "Kubelet never posted node status." : "Kubelet stopped posting node status."
            condition.lastTransitionTime = now
            if let index { conditions[index] = condition } else { conditions.append(condition) }
        }
        changed.status.conditions = conditions
        let written = try await client.updateStatus(changed)
        events.record(
            about: node.reference, reason: "NodeNotReady", message: "Node \(node.name) status is now: NodeNotReady")
        return written
    }

    private func adjustTaints(of node: Node) async throws {
        let isAnyReady = informers.nodes.all.contains { $0.readiness == "True" }
        let wanted = NodeTaints.wanted(for: node, evicts: isAnyReady, now: .now)
        guard wanted != node.spec.taints else { return }
        _ = try await client.patch(
            NodeShape.self, node.key,
            .merge([
                "metadata": ["resourceVersion": .string(node.resourceVersion)],
                "spec": ["taints": wanted.isEmpty ? .null : wanted.json],
            ]))
    }

    /// Nobody on a lost node can say that its Pods are not ready, so it is said here.
    private func markPodsNotReady(on node: Node) async throws {
        guard let readiness = node.readiness, readiness != "True" else { return }
        for pod in informers.pods.all where pod.spec.nodeName == node.name && pod.isReady {
            do {
                try await client.setCondition("Ready", "False", of: pod)
                events.record(
                    about: pod.reference, type: "Warning", reason: "NodeNotReady", message: "Node is not ready")
            } catch let error as APIError where error.isNotFound || error.isConflict { continue }
        }
    }
}

extension Object where S == NodeShape {
    /// The status of the `Ready` condition; `nil` while there is none.
    var readiness: String? { self.status.conditions.first { $0.type == "Ready" }?.status }

    /// Changes whenever the kubelet posts a status.
    fileprivate var heartbeats: String {
        self.status.conditions.map { "\($0.lastHeartbeatTime?.microseconds ?? 0)" }.joined(separator: ",")
    }
}
