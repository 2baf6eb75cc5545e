import AsyncTools
import KubeAPI
package import KubeClient
package import Logging
import Schema

/// Gives every waiting Pod the node that suits it best, or says why there is none.
///
/// Driven by watches: a Pod is bound as soon as it is seen. One Pod is placed at a time, bindings are sent side by side.
package struct SchedulerService: Sendable {
    /// How many bindings and reports may be under way at once.
    private static let maximumInFlight = 64
    /// How often back-offs are looked at.
    private static let tick: Duration = .milliseconds(500)

    private let client: KubeClient
    private let logger: Logger
    private let binder: Binder
    private let state: Guarded<ClusterState>
    private let signal: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation

    package init(client: KubeClient, logger: Logger, schedulerName: String = "default-scheduler") {
        self.client = client
        self.logger = logger
        binder = Binder(
            client: client, events: EventRecorder(client, component: schedulerName, logger: logger), logger: logger)
        state = Guarded(ClusterState(schedulerName: schedulerName))
        (signal, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Runs until cancelled. Nothing is placed before nodes, namespaces and Pods have been listed.
    package func run() async throws {
        let listed = ListedKinds()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await followNodes(listed) }
            group.addTask { try await followNamespaces(listed) }
            group.addTask { try await followPods(listed) }
            group.addTask { try await releaseBackoffs() }
            group.addTask { try await place(listed) }
            try await group.waitForAll()
        }
    }

    // MARK: Watches

    private func followPods(_ listed: ListedKinds) async throws {
        try await Reflector(client, PodShape.self, logger: logger).run { event in
            state.withLock { state in
                switch event {
                case .replaced(let list): state.replacePods(list.items, now: .now)
                case .applied(let pod): state.apply(pod, now: .now)
                case .deleted(let pod): state.remove(pod, now: .now)
                case .bookmark: break
                }
            }
            if case .replaced = event { listed.insert(.pods) }
            wake.yield()
        }
    }

    private func followNodes(_ listed: ListedKinds) async throws {
        try await Reflector(client, NodeShape.self, logger: logger).run { event in
            state.withLock { state in
                switch event {
                case .replaced(let list): state.replaceNodes(list.items, now: .now)
                case .applied(let node): state.apply(node, now: .now)
                case .deleted(let node): state.removeNode(node.name)
                case .bookmark: break
                }
            }
            if case .replaced = event { listed.insert(.nodes) }
            wake.yield()
        }
    }

    private func followNamespaces(_ listed: ListedKinds) async throws {
        try await Reflector(client, NamespaceShape.self, logger: logger).run { event in
            state.withLock { state in
                switch event {
                case .replaced(let list):
                    for namespace in list.items {
                        state.setNamespaceLabels(namespace.name, namespace.labels, now: .now)
                    }
                case .applied(let namespace):
                    state.setNamespaceLabels(namespace.name, namespace.labels, now: .now)
                case .deleted(let namespace): state.setNamespaceLabels(namespace.name, nil, now: .now)
                case .bookmark: break
                }
            }
            if case .replaced = event { listed.insert(.namespaces) }
            wake.yield()
        }
    }

    private func releaseBackoffs() async throws {
        while true {
            try await Task.sleep(for: Self.tick)
            let mayBeReady = state.withLock { state in
                guard state.queue.count > 0 else { return false }
                _ = state.releaseDue(now: .now)
                return true
            }
            if mayBeReady { wake.yield() }
        }
    }

    // MARK: Placing

    private func place(_ listed: ListedKinds) async throws {
        await withTaskGroup(of: Void.self) { group in
            var generator = SystemRandomNumberGenerator()
            var inFlight = 0
            for await _ in signal where listed.isComplete {
                while let pod = state.withLock({ $0.popPending(now: .now) }) {
                    let (nodes, namespaceLabels) = state.withLock { ($0.candidates, $0.namespaceLabels) }
                    let placement = Placement.find(
                        for: pod, among: nodes, namespaceLabels: namespaceLabels, using: &generator)
                    if inFlight >= Self.maximumInFlight {
                        await group.next()
                        inFlight -= 1
                    }
                    inFlight += 1
                    carryOut(placement, for: pod, &group)
                }
            }
        }
        try Task.checkCancellation()
    }

    private func carryOut(_ placement: Placement, for pod: PodInfo, _ group: inout TaskGroup<Void>) {
        switch placement {
        case .node(let name):
            guard state.withLock({ $0.assume(pod, on: name) }) else {
                state.withLock { $0.bindingFailed(pod.id, now: .now) }
                return group.addTask {}
            }
            group.addTask { await bind(pod, to: name) }
        case .nowhere(let diagnosis):
            state.withLock { $0.setUnschedulable(pod.id, now: .now) }
            group.addTask { await binder.report(diagnosis.message, about: pod) }
        }
    }

    private func bind(_ pod: PodInfo, to node: String) async {
        if await binder.bind(pod, to: node) {
            state.withLock { $0.bound(pod.id) }
        } else {
            state.withLock { $0.bindingFailed(pod.id, now: .now) }
        }
    }
}

/// Which kinds have been listed once.
private final class ListedKinds: Sendable {
    enum Kind: CaseIterable { case pods, nodes, namespaces }

    private let kinds = Guarded<Set<Kind>>([])

    func insert(_ kind: Kind) { kinds.withLock { _ = $0.insert(kind) } }
    var isComplete: Bool { kinds.withLock { $0.count == Kind.allCases.count } }
}
