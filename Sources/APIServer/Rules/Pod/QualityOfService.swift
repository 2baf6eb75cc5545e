import JSON
import Schema

/// The class that decides who is evicted first when a node runs short.
enum QualityOfService {
    /// `Guaranteed` when every container's CPU and memory limits equal its requests, `BestEffort` when none asks for
    /// any, else `Burstable`.
    ///
    /// A Pod that asks as a whole is looked at as one container.
    static func classify(_ spec: JSONValue) -> String {
        let isWhole = spec.has("resources")
        let containers = isWhole ? [spec] : spec.list("initContainers") + spec.list("containers")
        var asksForSomething = false
        var isGuaranteed = true
        for container in containers {
            let requests = amounts(container[path: "resources", "requests"])
            let limits = amounts(container[path: "resources", "limits"])
            if !requests.isEmpty || !limits.isEmpty { asksForSomething = true }
            if limits.count < 2 || limits.contains(where: { (requests[$0.key] ?? $0.value) != $0.value }) {
                isGuaranteed = false
            }
        }
        if !asksForSomething { return "BestEffort" }
        return isGuaranteed ? "Guaranteed" : "Burstable"
    }

    /// CPU and memory amounts above zero.
    private static func amounts(_ resources: JSONValue?) -> [String: Quantity] {
        var amounts: [String: Quantity] = [:]
        for name in ["cpu", "memory"] {
            if let quantity = resources?[name].flatMap(Quantity.init(json:)), quantity > .zero { amounts[name] = quantity }
        }
        return amounts
    }
}
