import KubeAPI
import Schema

/// A mark on a node that keeps Pods away unless they tolerate it.
struct NodeTaint: Sendable, Hashable {
    let key: String
    let value: String
    let effect: String

    init(key: String, value: String = "", effect: String) {
        self.key = key
        self.value = value
        self.effect = effect
    }

    init(_ taint: Taint) { self.init(key: taint.key, value: taint.value, effect: taint.effect) }
}

struct PodToleration: Sendable, Hashable {
    let key: String
    let `operator`: String
    let value: String
    let effect: String

    init(key: String, operator: String = "Equal", value: String = "", effect: String = "") {
        self.key = key
        self.operator = `operator`
        self.value = value
        self.effect = effect
    }

    init(_ toleration: Toleration) {
        self.init(
            key: toleration.key, operator: toleration.operator, value: toleration.value, effect: toleration.effect)
    }

    /// An empty effect means every effect; an empty key with `Exists` means every taint.
    func tolerates(_ taint: NodeTaint) -> Bool {
        guard effect.isEmpty || effect == taint.effect, key.isEmpty || key == taint.key else { return false }
        switch `operator` {
        case "Exists": return true
        case "", "Equal": return !key.isEmpty && value == taint.value
        case "Gt": return compare(taint, >)
        case "Lt": return compare(taint, <)
        default: return false
        }
    }

    private func compare(_ taint: NodeTaint, _ holds: (Int64, Int64) -> Bool) -> Bool {
        guard let theirs = Int64(taint.value), let ours = Int64(value) else { return false }
        return holds(theirs, ours)
    }
}
