import KubeAPI
import Schema

/// Who owns whom, over all kinds, in a few words per object. Pure.
struct OwnershipGraph: Sendable {
    struct Owner: Sendable, Hashable {
        let apiVersion: String
        let kind: String
        let name: String
        let uid: String
        /// Whether a foreground deletion of the owner waits for the object.
        let blocksDeletion: Bool
    }

    struct Node: Sendable, Hashable {
        let type: ResourceType
        let key: ObjectKey
        let uid: String
        let owners: [Owner]
        let deletion: Deletion
    }

    enum Deletion: Sendable, Hashable {
        case none
        case underWay
        /// Waits for its blocking dependents to go first.
        case foreground
        /// Waits for its dependents to be set free.
        case orphaning
    }

    private var nodes: [String: Node] = [:]
    private var dependents: [String: Set<String>] = [:]

    subscript(uid: String) -> Node? { nodes[uid] }

    var count: Int { nodes.count }

    func dependents(of uid: String) -> [Node] { (dependents[uid] ?? []).compactMap { nodes[$0] } }

    /// The dependents whose presence holds up the owner's foreground deletion.
    func blockingDependents(of uid: String) -> [Node] {
        dependents(of: uid).filter { $0.owners.contains { $0.uid == uid && $0.blocksDeletion } }
    }

    /// Whether the foreground deletion of `uid` waits, through others that wait too, for itself.
    func waitsForItself(_ uid: String) -> Bool {
        var seen: Set<String> = []
        var open = [uid]
        while let next = open.popLast() {
            for dependent in blockingDependents(of: next) where dependent.deletion == .foreground {
                if dependent.uid == uid { return true }
                if seen.insert(dependent.uid).inserted { open.append(dependent.uid) }
            }
        }
        return false
    }

    /// Takes over an object's present state and says which objects to look at because of it.
    mutating func apply(_ node: Node) -> [String] {
        let old = nodes.updateValue(node, forKey: node.uid)
        guard old != node else { return [] }
        for owner in old?.owners ?? [] where !node.owners.contains(where: { $0.uid == owner.uid }) {
            unlink(node.uid, from: owner.uid)
        }
        for owner in node.owners { dependents[owner.uid, default: []].insert(node.uid) }
        var affected: [String] = []
        if old?.owners != node.owners, node.owners.contains(where: { isLost($0, of: node) }) { affected.append(node.uid) }
        if old?.deletion != node.deletion {
            if node.deletion == .foreground { affected += (dependents[node.uid] ?? []) }
            if node.deletion == .foreground || node.deletion == .orphaning { affected.append(node.uid) }
        }
        return affected + waitingOwners(of: (old?.owners ?? []) + node.owners)
    }

    /// Forgets an object and says which objects to look at because of it.
    mutating func remove(_ uid: String) -> [String] {
        guard let node = nodes.removeValue(forKey: uid) else { return [] }
        for owner in node.owners { unlink(uid, from: owner.uid) }
        return Array(dependents[uid] ?? []) + waitingOwners(of: node.owners)
    }

    /// The objects of a kind that are not among those of a new list.
    func missing(from kept: Set<String>, of type: ResourceType) -> [String] {
        nodes.values.filter { $0.type == type && !kept.contains($0.uid) }.map(\.uid)
    }

    /// Every object that must be looked at when the graph has just been filled.
    var suspects: [String] {
        nodes.values.filter { node in
            node.deletion == .foreground || node.deletion == .orphaning || node.owners.contains { isLost($0, of: node) }
        }.map(\.uid)
    }

    /// Whether something must be done because of the owner: it is not there, is no possible owner, or waits.
    private func isLost(_ owner: Owner, of dependent: Node) -> Bool {
        guard let node = nodes[owner.uid], node.mayOwn(dependent) else { return true }
        return node.deletion == .foreground
    }

    private func waitingOwners(of owners: [Owner]) -> [String] {
        Set(owners.lazy.map(\.uid)).filter { nodes[$0]?.deletion == .foreground }.map { $0 }
    }

    private mutating func unlink(_ uid: String, from owner: String) {
        dependents[owner]?.remove(uid)
        if dependents[owner]?.isEmpty ?? false { dependents[owner] = nil }
    }
}

extension OwnershipGraph.Node {
    static let foregroundFinalizer = "foregroundDeletion"
    static let orphanFinalizer = "orphan"

    /// An object of a namespace owns only objects of the same namespace.
    func mayOwn(_ dependent: OwnershipGraph.Node) -> Bool {
        !type.isNamespaced || key.namespace == dependent.key.namespace
    }

    var reference: ObjectReference {
        ObjectReference {
            $0.kind = type.kind
            $0.apiVersion = type.apiVersion
            $0.namespace = key.namespace
            $0.name = key.name
            $0.uid = uid
        }
    }

    init(_ type: ResourceType, _ object: PartialMetadata) {
        let metadata = object.metadata
        let finalizers = metadata.finalizers
        self.type = type
        key = ObjectKey(namespace: metadata.namespace, name: metadata.name)
        uid = metadata.uid
        owners = metadata.ownerReferences.map {
            .init(
                apiVersion: $0.apiVersion, kind: $0.kind, name: $0.name, uid: $0.uid,
                blocksDeletion: $0.blockOwnerDeletion ?? false)
        }
        if metadata.deletionTimestamp == nil {
            deletion = .none
        } else if finalizers.contains(Self.orphanFinalizer) {
            deletion = .orphaning
        } else if finalizers.contains(Self.foregroundFinalizer) {
            deletion = .foreground
        } else {
            deletion = .underWay
        }
    }
}
