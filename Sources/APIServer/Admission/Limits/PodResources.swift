import JSON
import Schema

/// What a Pod asks for as a whole (KEP-753 for containers that start before the others and stay).
enum PodResources {
    enum Part: String, Sendable { case requests, limits }

    /// What the containers ask for together, with the Pod's overhead. What the Pod says of itself as a whole takes the place
    /// of that.
    static func total(_ part: Part, of spec: JSONValue) -> [String: Quantity] {
        var total = sum(part, of: spec)
        for (name, amount) in amounts(spec["resources"], part) where ResourceNameRules.isForWholePods(name) {
            total[name] = amount
        }
        for member in spec.map("overhead") where part == .requests || total[member.key] != nil {
            add([member.key: Quantity(json: member.value) ?? .zero], to: &total)
        }
        return total
    }

    /// The sum over the containers, or what the initialisation needs if that is more.
    static func sum(_ part: Part, of spec: JSONValue) -> [String: Quantity] {
        var total: [String: Quantity] = [:]
        for container in spec.list("containers") { add(amounts(container["resources"], part), to: &total) }
        var sidecars: [String: Quantity] = [:]
        var initial: [String: Quantity] = [:]
        for container in spec.list("initContainers") {
            let own = amounts(container["resources"], part)
            if container.text("restartPolicy") == "Always" {
                add(own, to: &total)
                add(own, to: &sidecars)
                raise(&initial, to: sidecars)
            } else {
                var needed = sidecars
                add(own, to: &needed)
                raise(&initial, to: needed)
            }
        }
        raise(&total, to: initial)
        return total
    }

    static func amounts(_ resources: JSONValue?, _ part: Part) -> [String: Quantity] {
        amounts(resources?[part.rawValue])
    }

    static func amounts(_ list: JSONValue?) -> [String: Quantity] {
        let members = list?.objectValue?.members ?? []
        return Dictionary(members.compactMap { member in Quantity(json: member.value).map { (member.key, $0) } }) { $1 }
    }

    static func add(_ amounts: [String: Quantity], to total: inout [String: Quantity]) {
        for (name, amount) in amounts { total[name] = total[name].map { $0 + amount } ?? amount }
    }

    private static func raise(_ total: inout [String: Quantity], to floor: [String: Quantity]) {
        for (name, amount) in floor { total[name] = max(total[name] ?? amount, amount) }
    }
}
