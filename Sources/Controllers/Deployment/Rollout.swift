import JSON
import KubeAPI
import KubeClient
import Schema

/// The names that a Deployment's history is kept under.
enum DeploymentAnnotation {
    static let revision = "deployment.kubernetes.io/revision"
    static let revisionHistory = "deployment.kubernetes.io/revision-history"
    static let desiredReplicas = "deployment.kubernetes.io/desired-replicas"
    static let maxReplicas = "deployment.kubernetes.io/max-replicas"
    /// Belong to one object and are not passed on to its ReplicaSets.
    static let notCopied: Set<String> = [
        revision, revisionHistory, desiredReplicas, maxReplicas, "deprecated.deployment.rollback.to",
        "kubectl.kubernetes.io/last-applied-configuration",
    ]
}

/// The label that tells the Pods of one template from those of another.
let podTemplateHashLabel = "pod-template-hash"

extension Object where S == PodTemplateSpecShape {
    /// The template without what the controller adds, in a form in which equal templates are equal trees.
    var comparable: JSONValue {
        var tree = self.json
        tree[path: ["metadata", "labels", podTemplateHashLabel]] = nil
        return tree.withoutEmptyMembers
    }

    /// A short stable text for the template. `collisions` leads away from a name that is taken by another template.
    func hashText(collisions: Int32?) -> String {
        var hash = StableHash.of(comparable)
        if let collisions { hash = StableHash.of(["template": .string(String(hash)), "collisions": .int(Int64(collisions))]) }
        return NameSuffix.encode((hash >> 32) ^ (hash & 0xFFFF_FFFF))
    }
}

extension JSONValue {
    /// Absent, null and empty say the same in API objects.
    fileprivate var withoutEmptyMembers: JSONValue {
        switch self {
        case .array(let elements): return .array(elements.map(\.withoutEmptyMembers))
        case .object(let object):
            let members = object.members.compactMap { member -> JSONObject.Member? in
                let value = member.value.withoutEmptyMembers
                if value.isNull || value.objectValue?.isEmpty ?? false || value.arrayValue?.isEmpty ?? false { return nil }
                return .init(key: member.key, value: value)
            }
            return .object(JSONObject(members))
        default: return self
        }
    }
}

extension Object where S == ReplicaSetShape {
    var revision: Int64 { annotations[DeploymentAnnotation.revision].flatMap { Int64($0) } ?? 0 }
    var replicaCount: Int { Int(self.spec.replicas ?? 1) }
    var availableCount: Int { Int(self.status.availableReplicas) }
    var created: Timestamp { metadata.creationTimestamp ?? .zero }

    /// A set that was just made smaller reports its former Pods for a moment; they do not count.
    var member: RollingUpdate.Member {
        RollingUpdate.Member(replicas: replicaCount, available: min(availableCount, replicaCount))
    }
}

extension Object where S == DeploymentShape {
    var replicaCount: Int { Int(self.spec.replicas ?? 1) }
    var isRollingUpdate: Bool { self.spec.strategy.type != "Recreate" }

    var rollingUpdate: RollingUpdate {
        guard isRollingUpdate else {
            return RollingUpdate(desired: replicaCount, maxSurge: .int(0), maxUnavailable: .int(Int32(clamping: replicaCount)))
        }
        let parameters = self.spec.strategy.rollingUpdate
        return RollingUpdate(
            desired: replicaCount, maxSurge: parameters?.maxSurge, maxUnavailable: parameters?.maxUnavailable)
    }

    /// How many Pods may be missing while the Deployment still counts as available.
    var tolerableUnavailable: Int { isRollingUpdate ? rollingUpdate.unavailable : 0 }

    /// Seconds without progress after which a rollout counts as failed; `nil` when there is no deadline.
    var progressDeadline: Int32? { self.spec.progressDeadlineSeconds.flatMap { $0 == .max ? nil : $0 } }

    /// What its ReplicaSets inherit.
    var inheritedAnnotations: [String: String] {
        annotations.filter { !DeploymentAnnotation.notCopied.contains($0.key) }
    }
}

/// The ReplicaSets of a Deployment: the one of the present template, and those before it.
struct Rollout: Sendable {
    var deployment: Deployment
    var new: ReplicaSet?
    /// Oldest first.
    var old: [ReplicaSet]

    /// The set of the present template is the oldest whose template is equal to it, so a rollback finds its set again.
    init(_ deployment: Deployment, _ sets: [ReplicaSet]) {
        let wanted = deployment.spec.template.comparable
        let sorted = sets.sorted { ($0.created, $0.name) < ($1.created, $1.name) }
        let index = sorted.firstIndex { $0.spec.template.comparable == wanted }
        self.deployment = deployment
        new = index.map { sorted[$0] }
        old = sorted.enumerated().filter { $0.offset != index }.map(\.element)
    }

    var all: [ReplicaSet] { old + (new.map { [$0] } ?? []) }
    var active: [ReplicaSet] { all.filter { $0.replicaCount > 0 } }

    /// The revision that the present template has or gets.
    var nextRevision: Int64 { (old.map(\.revision).max() ?? 0) &+ 1 }
}
