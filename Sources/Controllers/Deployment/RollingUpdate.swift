import KubeAPI
import Schema

/// The arithmetic of a rolling update: how many Pods each ReplicaSet may have next. Pure.
///
/// Invariants: never more than `desired + surge` Pods in all; never fewer than `desired - unavailable` available ones
/// by our doing.
struct RollingUpdate: Sendable, Hashable {
    /// One ReplicaSet's numbers.
    struct Member: Sendable, Hashable {
        var replicas: Int
        var available: Int
    }

    let desired: Int
    let surge: Int
    let unavailable: Int

    /// Percentages of the surge round up, those of the unavailable down; both zero would never move, so then one Pod
    /// may be missing.
    init(desired: Int, maxSurge: IntOrString?, maxUnavailable: IntOrString?) {
        self.desired = desired
        surge = min(max((maxSurge ?? .string("25%")).scaled(of: desired, roundingUp: true) ?? 0, 0), Int(Int32.max))
        let missing = max((maxUnavailable ?? .string("25%")).scaled(of: desired, roundingUp: false) ?? 0, 0)
        unavailable = surge == 0 && missing == 0 ? 1 : min(missing, desired)
    }

    var most: Int { desired + surge }
    var leastAvailable: Int { desired - unavailable }

    /// How many Pods the new set gets in this step.
    func newReplicas(_ new: Member, old: [Member]) -> Int {
        guard new.replicas != desired else { return desired }
        guard new.replicas < desired else { return desired }
        let total = new.replicas + old.reduce(0) { $0 + $1.replicas }
        guard total < most else { return new.replicas }
        return new.replicas + min(most - total, desired - new.replicas)
    }

    /// How many Pods each old set keeps in this step; the sets come oldest first.
    ///
    /// Pods that are not available go first, from any set: taking them away costs nothing.
    func oldReplicas(new: Member, old: [Member]) -> [Int] {
        let total = new.replicas + old.reduce(0) { $0 + $1.replicas }
        // Pods of the new set that are not available yet must be covered by old ones.
        let budget = total - leastAvailable - (new.replicas - new.available)
        guard budget > 0 else { return old.map(\.replicas) }
        var kept = old.map(\.replicas)
        var cleaned = 0
        for (index, member) in old.enumerated() where cleaned < budget {
            let idle = min(budget - cleaned, max(member.replicas - member.available, 0))
            kept[index] -= idle
            cleaned += idle
        }
        // `budget` also bounds this step; what is available now bounds it too.
        let available = new.available + old.reduce(0) { $0 + $1.available }
        var left = min(max(available - leastAvailable, 0), kept.reduce(0, +))
        for index in kept.indices where left > 0 {
            let fewer = min(left, kept[index])
            kept[index] -= fewer
            left -= fewer
        }
        return kept
    }
}
