internal import AsyncTools
internal import KubeAPI
package import KubeClient
package import Logging
internal import Netlink

/// Makes the cluster's Services reachable on this node: follows Services and EndpointSlices and keeps the packet filter's rules.
/// The rules stay, and work, when the process ends.
package struct ServiceProxyService: Sendable {
    private enum Work: Hashable, Sendable { case everything }
    private typealias FlowQueue = WorkQueue<[String]>

    /// Rules that others took away are missed for so long at most. A look costs one request to the kernel.
    private static let inspectionInterval = Duration.seconds(5)

    private let configuration: ServiceProxyConfiguration
    private let client: KubeClient
    private let logger: Logger

    package init(configuration: ServiceProxyConfiguration, client: KubeClient, logger: Logger) {
        self.configuration = configuration
        self.client = client
        self.logger = logger
    }

    /// Works until cancelled. A first change is applied at once; those that come while it is applied go in together after it.
    package func run() async throws {
        let services = Informer(client, ServiceShape.self, logger: logger)
        let slices = Informer(client, EndpointSliceShape.self, labelSelector: SliceDescription.serviceLabel, logger: logger)
        let state = Guarded(ProxyState(nodeName: configuration.nodeName))
        let queue = WorkQueue<Work>(backoff: Backoff(base: .milliseconds(50), limit: .seconds(5)))
        let proxy = NFTProxy(table: configuration.tableName, clusterCIDR: configuration.clusterCIDR)
        let flows = FlowQueue()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }
            group.addTask { try await slices.run() }
            let gate = Gate(pending: 2)
            group.addTask {
                for await change in services.changes() { Self.take(change, into: state, gate) { queue.add(.everything) } }
            }
            group.addTask {
                for await change in slices.changes() { Self.take(change, into: state, gate) { queue.add(.everything) } }
            }
            group.addTask {
                await queue.run(
                    workers: 1,
                    failed: { _, error in
                        logger.error("service rules not applied", metadata: ["error": "\(error)"])
                    }
                ) { _ in
                    try await apply(state.current, proxy, flows)
                    return .again(after: Self.inspectionInterval)
                }
            }
            group.addTask { await deleteFlows(flows) }
            try await group.waitForAll()
        }
    }

    private static func take(
        _ change: InformerChange<ServiceShape>, into state: Guarded<ProxyState>, _ gate: Gate, _ wake: () -> Void
    ) {
        let matters =
            switch change {
            case .applied(let service, _): state.withLock { $0.apply(service) }
            case .deleted(let service): state.withLock { $0.removeService(service.key) }
            case .synced: gate.open()
            }
        if matters, gate.isOpen { wake() }
    }

    private static func take(
        _ change: InformerChange<EndpointSliceShape>, into state: Guarded<ProxyState>, _ gate: Gate, _ wake: () -> Void
    ) {
        let matters =
            switch change {
            case .applied(let slice, _): state.withLock { $0.apply(slice) }
            case .deleted(let slice): state.withLock { $0.removeSlice(slice.key) }
            case .synced: gate.open()
            }
        if matters, gate.isOpen { wake() }
    }

    private func apply(_ state: ProxyState, _ proxy: NFTProxy, _ flows: FlowQueue) async throws {
        let start = ContinuousClock.now
        let rules = state.rules()
        if try await proxy.forgetRulesChangedByOthers() { logger.warning("service rules were changed by others") }
        let outcome = try await proxy.apply(rules, endpointAddresses: state.endpointAddresses)
        for selectors in outcome.staleFlows { flows.add(selectors) }
        guard outcome.changed else { return }
        logger.debug(
            "service rules applied",
            metadata: [
                "servicePorts": "\(rules.count)", "duration": "\(ContinuousClock.now - start)",
            ])
        for conflict in outcome.conflicts {
            logger.warning("address claimed by two services", metadata: ["claim": "\(conflict)"])
        }
    }

    /// Beside the rules, which must not wait for it.
    private func deleteFlows(_ flows: FlowQueue) async {
        await flows.run(workers: 1) { selectors in
            do {
                try await BlockingThread.run { try TrackedFlows().delete(selectors) }
            } catch {
                logger.warning("stale flows not deleted", metadata: ["error": "\(error)"])
            }
            return .done
        }
    }
}

/// Holds the rules back until both lists are complete: a half-filled table would cut off Services that work.
private final class Gate: Sendable {
    private let pending: Guarded<Int>

    init(pending: Int) { self.pending = Guarded(pending) }

    var isOpen: Bool { pending.withLock { $0 <= 0 } }

    /// `true`: what was held back is to be applied.
    func open() -> Bool {
        pending.withLock { $0 -= 1 }
        return true
    }
}
