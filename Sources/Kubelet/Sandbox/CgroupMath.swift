import ContainerRuntime
import KubeAPI
import Schema

/// Turns requests and limits into cgroup settings (kernel: Documentation/admin-guide/cgroup-v1, cgroup-v2).
enum CgroupMath {
    static let period: Int64 = 100_000
    static let minimumShares: Int64 = 2
    static let maximumShares: Int64 = 262_144
    static let minimumQuota: Int64 = 1000

    static func shares(milliCPU: Int64) -> Int64 {
        guard milliCPU > 0 else { return minimumShares }
        let (product, overflow) = milliCPU.multipliedReportingOverflow(by: 1024)
        return overflow ? maximumShares : min(max(product / 1000, minimumShares), maximumShares)
    }

    /// Zero: no limit.
    static func quota(milliCPU: Int64) -> Int64 {
        guard milliCPU > 0 else { return 0 }
        let (product, overflow) = milliCPU.multipliedReportingOverflow(by: period)
        return overflow ? 0 : max(product / 1000, minimumQuota)
    }

    /// The cgroup v2 weight (1 to 10000) that stands for v1 shares (2 to 262144).
    static func weight(shares: Int64) -> Int64 {
        1 + (min(max(shares, minimumShares), maximumShares) - 2) * 9999 / 262_142
    }

    /// How likely the kernel is to end the container when memory runs out: -997 for Guaranteed, 1000 for BestEffort, in
    /// between by the part of the node's memory that was asked for.
    static func oomScoreAdjustment(_ container: Container, qos: QOSClass, nodeMemory: Int64) -> Int64 {
        switch qos {
        case .guaranteed: return -997
        case .bestEffort: return 1000
        case .burstable:
            let requested = amount("memory", container.resources).value
            guard nodeMemory > 0 else { return 999 }
            let part = Int64(Double(requested) / Double(nodeMemory) * 1000)
            return min(max(1000 - part, 3), 999)
        }
    }

    static func resources(_ container: Container, qos: QOSClass, nodeMemory: Int64) -> LinuxResources {
        var result = LinuxResources()
        let limits = container.resources.limits
        result.cpuShares = shares(milliCPU: amount("cpu", container.resources).milliValue)
        if let cpu = limits["cpu"] {
            result.cpuPeriod = period
            result.cpuQuota = quota(milliCPU: cpu.milliValue)
        }
        result.memoryLimit = limits["memory"]?.value ?? 0
        result.oomScoreAdjustment = oomScoreAdjustment(container, qos: qos, nodeMemory: nodeMemory)
        return result
    }

    /// What the container asks for; a limit counts as a request when there is none.
    static func amount(_ name: String, _ resources: ResourceRequirements) -> Quantity {
        resources.requests[name] ?? resources.limits[name] ?? .zero
    }
}

/// The settings of a Pod's own cgroup, around those of its containers.
struct PodCgroupSettings: Sendable, Hashable {
    var cpuShares: Int64
    /// Zero: no limit.
    var cpuQuota: Int64 = 0
    var memoryLimit: Int64 = 0

    init(_ spec: PodSpec) {
        let sidecars = spec.initContainers.filter { $0.restartPolicy == "Always" }
        let lasting = spec.containers + sidecars
        let single = spec.initContainers.filter { $0.restartPolicy != "Always" }
        func total(_ part: (ResourceRequirements) -> Quantity?) -> Quantity? {
            var sum = Quantity.zero
            for container in lasting {
                guard let amount = part(container.resources) else { return nil }
                sum = sum + amount
            }
            for container in single {
                guard let amount = part(container.resources) else { return nil }
                sum = max(sum, amount)
            }
            return sum
        }
        let requested = total { CgroupMath.amount("cpu", $0) } ?? .zero
        cpuShares = CgroupMath.shares(milliCPU: requested.milliValue)
        // A limit on the whole only when every container has one.
        if let cpu = total({ $0.limits["cpu"] }) { cpuQuota = CgroupMath.quota(milliCPU: cpu.milliValue) }
        if let memory = total({ $0.limits["memory"] }) { memoryLimit = memory.value }
    }
}
