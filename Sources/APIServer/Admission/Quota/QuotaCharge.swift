import AsyncTools
import JSON
import KubeAPI
import Schema

/// A write that asks a namespace's quotas for room.
struct QuotaCharge: Sendable {
    let type: ResourceType
    let name: String
    let object: JSONValue
    /// What the object uses afterwards.
    let item: QuotaItem
    /// What it uses now; `nil` for a new object.
    let old: QuotaItem?
    let isDryRun: Bool

    /// What the write adds, where a quota counts the object.
    func added(to quota: JSONValue) -> [String: Quantity] {
        guard item.scopes.match(quota) else { return [:] }
        guard let old, old.scopes.match(quota) else { return item.usage }
        var added: [String: Quantity] = [:]
        for (name, amount) in item.usage {
            let before = old.usage[name] ?? .zero
            if amount > before { added[name] = amount - before }
        }
        return added
    }
}

/// The usage status of one quota while it is being worked on.
struct QuotaAccount: Sendable {
    let quota: JSONValue
    let name: String
    let hard: [String: Quantity]
    var used: [String: Quantity]

    init(_ quota: JSONValue) {
        self.quota = quota
        name = quota.text(path: "metadata", "name")
        hard = PodResources.amounts(quota[path: "spec", "hard"])
        used = PodResources.amounts(quota[path: "status", "used"]).filter { [hard] in hard[$0.key] != nil }
    }

    var kinds: Set<String> { Set(hard.keys.map(QuotaItem.kind(counting:))) }

    /// The resources that have no count yet.
    var uncounted: Set<String> { Set(hard.keys.filter { used[$0] == nil }) }

    /// The status to store.
    var status: JSONValue {
        func list(_ amounts: [String: Quantity]) -> JSONValue {
            .object(JSONObject(amounts.sorted { $0.key < $1.key }.map { JSONObject.Member(key: $0.key, value: $0.value.json) }))
        }
        return ["hard": list(hard), "used": list(used)]
    }

    /// What the object must say before this quota can count it.
    func fault(_ charge: QuotaCharge) -> String? {
        guard charge.type.kind == "Pod", charge.type.group.isEmpty, !relevant(charge).isEmpty else { return nil }
        let missing = QuotaItem.missing(Set(hard.keys), in: charge.object)
        guard !missing.isEmpty else { return nil }
        let list = missing.map { "\($0.resource) for: \($0.containers.joined(separator: ","))" }
        return "failed quota: \(name): must specify \(list.joined(separator: "; "))"
    }

    private func relevant(_ charge: QuotaCharge) -> [String: Quantity] {
        charge.added(to: quota).filter { hard[$0.key] != nil }
    }

    /// Takes what a write adds. A reason, and nothing taken, when there is not enough.
    mutating func take(_ charge: QuotaCharge) -> String? {
        let added = relevant(charge)
        guard !added.isEmpty else { return nil }
        var after = used
        PodResources.add(added, to: &after)
        let exceeded = added.keys.filter { (after[$0] ?? .zero) > (hard[$0] ?? .zero) }.sorted()
        guard exceeded.isEmpty else {
            func list(_ amounts: [String: Quantity]) -> String {
                exceeded.map { "\($0)=\((amounts[$0] ?? .zero).text)" }.joined(separator: ",")
            }
            return "exceeded quota: \(name), requested: \(list(added)), used: \(list(used)), limited: \(list(hard))"
        }
        used = after
        return nil
    }
}
