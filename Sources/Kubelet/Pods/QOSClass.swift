import KubeAPI
import Schema

/// How a Pod is treated when the node runs short, by what its containers ask for (Kubernetes' "Pod QoS classes").
enum QOSClass: String, Sendable, Hashable {
    case guaranteed = "Guaranteed"
    case burstable = "Burstable"
    case bestEffort = "BestEffort"

    /// Guaranteed: every container has limits for CPU and memory, and requests (if given) equal to them. BestEffort: no
    /// container asks for anything. Burstable: everything else.
    init(_ spec: PodSpec) {
        if let whole = spec.resources, !(whole.limits.isEmpty && whole.requests.isEmpty) {
            self = Self.isGuaranteed(whole) ? .guaranteed : .burstable
            return
        }
        let all = (spec.containers + spec.initContainers).map(\.resources)
        let asking = all.filter { Self.hasComputeAmount($0.requests) || Self.hasComputeAmount($0.limits) }
        if asking.isEmpty {
            self = .bestEffort
        } else {
            self = all.allSatisfy(Self.isGuaranteed) ? .guaranteed : .burstable
        }
    }

    private static func hasComputeAmount(_ amounts: [String: Quantity]) -> Bool {
        ["cpu", "memory"].contains { (amounts[$0] ?? .zero) > .zero }
    }

    private static func isGuaranteed(_ resources: ResourceRequirements) -> Bool {
        let limits = resources.limits
        let requests = resources.requests
        return ["cpu", "memory"].allSatisfy { name in
            guard let limit = limits[name], limit > .zero else { return false }
            return requests[name].map { $0 == limit } ?? true
        }
    }
}
