import Addresses
import AsyncTools
import JSON
import KubeAPI
import KubeClient
import Logging
import Schema

/// Gives every node a range of Pod addresses of its own, once, in `spec.podCIDR`.
///
/// What is taken is read from the nodes themselves, so a restart loses nothing; two nodes never get the same range,
/// because one worker at a time decides, on the nodes as the server has them plus what it has just written.
struct NodeIPAMController: Controller {
    let name = "node-ipam"
    let queue = WorkQueue<ObjectKey>()
    let client: KubeClient
    let informers: SharedInformers
    let clusterCIDR: IPv4CIDR
    let nodeCIDRMaskSize: Int
    let events: EventRecorder
    /// Ranges written that the cache may not show yet, by the node's uid.
    private let written = Guarded<[String: IPv4CIDR]>([:])

    init(
        client: KubeClient, informers: SharedInformers, clusterCIDR: IPv4CIDR, nodeCIDRMaskSize: Int, events: EventRecorder
    ) {
        self.client = client
        self.informers = informers
        self.clusterCIDR = clusterCIDR
        self.nodeCIDRMaskSize = nodeCIDRMaskSize
        self.events = events
    }

    func observe() async throws {
        await feed(informers.nodes) { change in
            for uid in change.lostUIDs { self.written.withLock { $0[uid] = nil } }
            return change.object.map { [$0.key] } ?? []
        }
    }

    func reconcile(_ key: ObjectKey) async throws -> Next {
        guard let node = informers.nodes[key], !node.isBeingDeleted else { return .done }
        guard node.spec.podCIDR.isEmpty else {
            written.withLock { $0[node.uid] = nil }
            return .done
        }
        let pool = NodeRangePool(clusterCIDR: clusterCIDR, nodeMaskSize: nodeCIDRMaskSize)
        let others = informers.nodes.all.filter { $0.uid != node.uid }
        let taken = others.flatMap { [$0.spec.podCIDR] + $0.spec.podCIDRs }.compactMap { IPv4CIDR($0) }
        let (own, justWritten) = written.withLock { ($0[node.uid], Array($0.values)) }
        guard let range = own ?? pool.firstFree(taken: taken + justWritten) else {
            events.record(
                about: node.reference, reason: "CIDRNotAvailable", message: "Node \(node.name) status is now: CIDRNotAvailable")
            return .again(after: .seconds(30))
        }
        written.withLock { $0[node.uid] = range }
        let text = range.description
        _ = try await client.patch(
            NodeShape.self, key,
            .merge([
                "metadata": ["uid": .string(node.uid)],
                "spec": ["podCIDR": .string(text), "podCIDRs": [.string(text)]],
            ]))
        return .done
    }
}

/// The ranges that a cluster's range is cut into. Pure.
struct NodeRangePool: Sendable {
    let clusterCIDR: IPv4CIDR
    let nodeMaskSize: Int

    /// The lowest range that overlaps none of `taken`; `nil` when the cluster's range is used up.
    func firstFree(taken: [IPv4CIDR]) -> IPv4CIDR? {
        let taken = taken.filter { $0.overlaps(clusterCIDR) }
        var index = 0
        while let candidate = clusterCIDR.subnet(at: index, prefixLength: nodeMaskSize) {
            if !taken.contains(where: { $0.overlaps(candidate) }) { return candidate }
            index += 1
        }
        return nil
    }
}
