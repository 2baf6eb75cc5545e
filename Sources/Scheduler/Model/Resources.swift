import KubeAPI
import Schema

/// Amounts of resources: processor time in thousandths, the rest in whole units. Sums saturate.
struct Resources: Sendable, Hashable {
    var milliCPU: Int64 = 0
    var memory: Int64 = 0
    var ephemeralStorage: Int64 = 0
    /// Devices, huge pages and other named amounts.
    var extended: [String: Int64] = [:]

    init(milliCPU: Int64 = 0, memory: Int64 = 0, ephemeralStorage: Int64 = 0, extended: [String: Int64] = [:]) {
        self.milliCPU = milliCPU
        self.memory = memory
        self.ephemeralStorage = ephemeralStorage
        self.extended = extended
    }

    init(_ quantities: [String: Quantity]) {
        for (name, quantity) in quantities {
            switch name {
            case "cpu": milliCPU = quantity.milliValue
            case "memory": memory = quantity.value
            case "ephemeral-storage": ephemeralStorage = quantity.value
            case "pods": break
            default: extended[name] = quantity.value
            }
        }
    }

    static func + (left: Resources, right: Resources) -> Resources { left.combined(right, saturatingSum) }

    static func - (left: Resources, right: Resources) -> Resources {
        left.combined(right) { $0.subtractingReportingOverflow($1).partialValue }
    }

    /// The larger of each amount.
    func union(_ other: Resources) -> Resources { combined(other, max) }

    private func combined(_ other: Resources, _ operation: (Int64, Int64) -> Int64) -> Resources {
        var result = Resources(
            milliCPU: operation(milliCPU, other.milliCPU), memory: operation(memory, other.memory),
            ephemeralStorage: operation(ephemeralStorage, other.ephemeralStorage))
        for name in Set(extended.keys).union(other.extended.keys) {
            let amount = operation(extended[name] ?? 0, other.extended[name] ?? 0)
            if amount != 0 { result.extended[name] = amount }
        }
        return result
    }

    private static func saturatingSum(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }
}

extension Resources {
    /// What a Pod asks for: its containers together, or an init container if one asks for more, plus the overhead.
    /// An init container that goes on running (restart policy `Always`) counts from its place in the order on.
    static func requested(by spec: PodSpec) -> Resources {
        var running = Resources()
        var peak = Resources()
        for container in spec.initContainers {
            let own = Resources(container.resources.requests)
            if container.restartPolicy == "Always" {
                running = running + own
                peak = peak.union(running)
            } else {
                peak = peak.union(running + own)
            }
        }
        for container in spec.containers { running = running + Resources(container.resources.requests) }
        var total = running.union(peak)
        if let podLevel = spec.resources?.requests { total.replace(with: podLevel) }
        return total + Resources(spec.overhead)
    }

    /// Amounts stated for the whole Pod win over the sum of its containers.
    private mutating func replace(with podLevel: [String: Quantity]) {
        let stated = Resources(podLevel)
        if podLevel["cpu"] != nil { milliCPU = stated.milliCPU }
        if podLevel["memory"] != nil { memory = stated.memory }
        for (name, amount) in stated.extended { extended[name] = amount }
    }
}
