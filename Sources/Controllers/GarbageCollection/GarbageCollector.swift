import AsyncTools
import JSON
import KubeAPI
import KubeClient
import Logging
import Schema

/// Removes objects whose owners are all gone, and carries out foreground and orphaning deletions.
///
/// Follows the metadata of every kind that discovery shows; kinds that come later are found within `refresh`.
/// An owner counts as gone only after the server itself has said so.
struct GarbageCollector: Sendable {
    /// Kinds of no use here: they own nothing, nobody owns them, and there are many.
    private static let ignored: Set<String> = ["events", "events.events.k8s.io"]
    private static let refresh: Duration = .seconds(30)

    let client: KubeClient
    let logger: Logger
    private let events: EventRecorder
    private let queue = WorkQueue<String>(backoff: Backoff(base: .milliseconds(10), limit: .seconds(60)))
    private let graph = Guarded(OwnershipGraph())
    private let kinds = Guarded<[ResourceType]>([])
    private let listed = Guarded<Set<ResourceType>>([])

    init(client: KubeClient, logger: Logger) {
        self.client = client
        self.logger = logger
        events = EventRecorder(client, component: "garbage-collector-controller", logger: logger)
    }

    var statistics: WorkQueueStatistics { queue.statistics }

    /// Runs until cancelled.
    func run(workers: Int) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var followed: Set<ResourceType> = []
            var hasStarted = false
            while true {
                for kind in await servedKinds() where followed.insert(kind).inserted {
                    kinds.withLock { $0.append(kind) }
                    group.addTask { try await follow(kind) }
                }
                if !hasStarted, !followed.isEmpty {
                    hasStarted = true
                    let all = followed
                    group.addTask { try await work(workers, after: all) }
                }
                try await Task.sleep(for: followed.isEmpty ? .seconds(1) : Self.refresh)
            }
        }
    }

    private func servedKinds() async -> [ResourceType] {
        do {
            return try await ServedKinds.discover(client).kinds
                .filter { $0.verbs.isSuperset(of: ["list", "watch", "delete"]) }
                .map(\.type).filter { !Self.ignored.contains($0.qualifiedName) }
        } catch {
            logger.debug("discovery failed", metadata: ["error": "\(error)"])
            return []
        }
    }

    private func follow(_ type: ResourceType) async throws {
        let reflector = Reflector(client, metadataOf: type, as: PartialMetadataShape.self, logger: logger)
        try await reflector.run { event in
            let affected = graph.withLock { graph -> [String] in
                switch event {
                case .applied(let object): return graph.apply(.init(type, object))
                case .deleted(let object): return graph.remove(object.uid)
                case .replaced(let list):
                    let gone = graph.missing(from: Set(list.items.map(\.uid)), of: type)
                    return gone.flatMap { graph.remove($0) } + list.items.flatMap { graph.apply(.init(type, $0)) }
                case .bookmark: return []
                }
            }
            if case .replaced = event { listed.withLock { _ = $0.insert(type) } }
            for uid in affected { queue.add(uid) }
        }
    }

    /// Waits until the graph is whole, or every owner of a kind that was not listed yet would be asked for one by one.
    private func work(_ workers: Int, after kinds: Set<ResourceType>) async throws {
        let patience = ContinuousClock.now + .seconds(60)
        while !listed.withLock({ $0.isSuperset(of: kinds) }), ContinuousClock.now < patience {
            try await Task.sleep(for: .milliseconds(20))
        }
        for uid in graph.withLock({ $0.suspects }) { queue.add(uid) }
        await queue.run(workers: workers) { uid, error in
            logger.debug("collection repeated", metadata: ["uid": "\(uid)", "error": "\(error)"])
        } _: { uid in
            try await examine(uid)
        }
    }

    private func examine(_ uid: String) async throws -> Next {
        guard let node = graph.withLock({ $0[uid] }) else { return .done }
        switch node.deletion {
        case .orphaning: try await setDependentsFree(node)
        case .foreground: try await advanceForeground(node)
        case .underWay: break
        case .none: return try await collect(node)
        }
        return .done
    }

    // MARK: The three ways to go

    /// Deletes the object when no owner is left; takes off references to owners that are gone when some are left.
    private func collect(_ node: OwnershipGraph.Node) async throws -> Next {
        guard !node.owners.isEmpty else { return .done }
        guard let live = try await find(node.type, node.key), live.uid == node.uid else { return .done }
        let current = OwnershipGraph.Node(node.type, live)
        var solid: [OwnershipGraph.Owner] = []
        var waiting: [OwnershipGraph.Owner] = []
        for owner in current.owners {
            switch try await standing(of: owner, for: current) {
            case .present: solid.append(owner)
            case .waitsForDependents: waiting.append(owner)
            case .absent: break
            case .impossible: return .done
            case .unknown: return .again(after: .seconds(30))
            }
        }
        if !solid.isEmpty {
            if solid.count < current.owners.count { try await setOwners(solid, of: live, node.type) }
            return .done
        }
        guard !current.owners.isEmpty, current.deletion == .none else { return .done }
        let hasDependents = !graph.withLock { $0.dependents(of: node.uid) }.isEmpty
        let policy: KubeClient.DeleteOptions.PropagationPolicy = !waiting.isEmpty && hasDependents ? .foreground : .background
        try await delete(current, live.resourceVersion, live.metadata.finalizers, policy)
        return .done
    }

    /// Sends the dependents away first, and lets the object go when none is left that blocks.
    private func advanceForeground(_ node: OwnershipGraph.Node) async throws {
        let blocking = graph.withLock { $0.blockingDependents(of: node.uid) }
        if blocking.isEmpty {
            try await removeFinalizer(OwnershipGraph.Node.foregroundFinalizer, from: node)
        } else if graph.withLock({ $0.waitsForItself(node.uid) }) {
            // Owners in a circle would wait for one another for ever.
            for dependent in blocking where dependent.deletion == .foreground { try await unblock(node, from: dependent) }
        } else {
            for dependent in blocking where dependent.deletion == .none { queue.add(dependent.uid) }
        }
    }

    private func setDependentsFree(_ node: OwnershipGraph.Node) async throws {
        for dependent in graph.withLock({ $0.dependents(of: node.uid) }) {
            guard let live = try await find(dependent.type, dependent.key), live.uid == dependent.uid else { continue }
            let kept = OwnershipGraph.Node(dependent.type, live).owners.filter { $0.uid != node.uid }
            try await setOwners(kept, of: live, dependent.type)
        }
        try await removeFinalizer(OwnershipGraph.Node.orphanFinalizer, from: node)
    }

    // MARK: Questions

    private enum Standing {
        case present, waitsForDependents, absent, unknown
        /// No object of this scope can have such an owner, now or later.
        case impossible
    }

    private func standing(of owner: OwnershipGraph.Owner, for node: OwnershipGraph.Node) async throws -> Standing {
        if let known = graph.withLock({ $0[owner.uid] }) {
            guard known.mayOwn(node) else { return refuse(owner, of: node) }
            return known.deletion == .foreground ? .waitsForDependents : .present
        }
        let type = kinds.withLock { kinds in
            kinds.first { $0.kind == owner.kind && $0.apiVersion == owner.apiVersion }
                ?? kinds.first { $0.kind == owner.kind && owner.apiVersion.hasPrefix($0.group + "/") }
        }
        guard let type else { return .unknown }
        guard !type.isNamespaced || !node.key.namespace.isEmpty else { return refuse(owner, of: node) }
        let key = ObjectKey(namespace: type.isNamespaced ? node.key.namespace : "", name: owner.name)
        guard let live = try await find(type, key), live.uid == owner.uid else { return .absent }
        return OwnershipGraph.Node(type, live).deletion == .foreground ? .waitsForDependents : .present
    }

    /// An owner in another namespace counts as absent; of a cluster-wide object with an owner in a namespace nothing can
    /// be said, and it stays.
    private func refuse(_ owner: OwnershipGraph.Owner, of node: OwnershipGraph.Node) -> Standing {
        let namespace = node.key.namespace
        let name = "[\(owner.apiVersion)/\(owner.kind), namespace: \(namespace), name: \(owner.name), uid: \(owner.uid)]"
        events.record(
            about: node.reference, type: "Warning", reason: "OwnerRefInvalidNamespace",
            message: "ownerRef \(name) does not exist in namespace \"\(namespace)\"")
        return namespace.isEmpty ? .impossible : .absent
    }

    func find(_ type: ResourceType, _ key: ObjectKey) async throws -> PartialMetadata? {
        do {
            return PartialMetadata(json: try await client.get(path: type.path(to: key)))
        } catch let error as APIError where error.isNotFound {
            return nil
        }
    }
}
