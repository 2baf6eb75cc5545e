import Addresses
import JSON

/// Nodes: server-owned fields, field selectors, checks.
enum NodeRules {
    static let rules: ResourceRules = {
        var rules = ResourceRules()
        rules.applyDefaults = { object in
            object.edit("spec") { spec in
                // `podCIDR` is the older name of the first of `podCIDRs`; where the two differ, it counts.
                let first = spec.texts("podCIDRs").first
                if spec.text("podCIDR").isEmpty {
                    if let first { spec["podCIDR"] = .string(first) }
                } else if first != spec.text("podCIDR") {
                    spec["podCIDRs"] = [spec["podCIDR"].orNull]
                }
            }
        }
        rules.prepareForUpdate = { object, old in object.copy("status", from: old) }
        rules.prepareForStatusUpdate = StatusRules.keepSpec
        rules.check(isNamespaced: false) { validate($0, $1, &$2) }
        rules.fieldSelectors = [
            "spec.unschedulable": { $0[path: "spec", "unschedulable"]?.boolValue == true ? "true" : "false" }
        ]
        return rules
    }()

    private static func validate(_ object: JSONValue, _ old: JSONValue?, _ errors: inout FieldErrors) {
        let spec = object["spec"] ?? .emptyObject
        if old == nil || old?["spec"] != spec {
            // Kubernetes says that taints are in the metadata.
            TolerationValidation.checkTaints("metadata.taints", spec.list("taints"), into: &errors)
        }
        if old?["status"] != object["status"] { checkStatus(object["status"] ?? .emptyObject, &errors) }
        let ranges = spec.texts("podCIDRs")
        guard let old else { return checkRanges(ranges, spec, &errors) }
        let before = old["spec"]?.texts("podCIDRs") ?? []
        if !before.isEmpty, before != ranges {
            errors.forbidden("spec.podCIDRs", "node updates may not change podCIDR except from \"\" to valid")
        }
        let provider = old.text(path: "spec", "providerID")
        if !provider.isEmpty, provider != spec.text("providerID") {
            errors.forbidden("spec.providerID", "node updates may not change providerID except from \"\" to valid")
        }
    }

    private static func checkRanges(_ ranges: [String], _ spec: JSONValue, _ errors: inout FieldErrors) {
        for (index, range) in ranges.enumerated() { errors.checkCIDR("spec.podCIDRs[\(index)]", range) }
        guard ranges.count > 1 else { return }
        if ranges.count > 2 || Set(ranges.map { $0.contains(":") }).count < 2 {
            errors.invalid(
                "spec.podCIDRs", spec["podCIDRs"].orNull, "may specify no more than one CIDR for each IP family")
        }
        for (index, range) in ranges.enumerated() where ranges[..<index].contains(range) {
            errors.duplicate("spec.podCIDRs[\(index)]", .string(range))
        }
    }

    private static func checkStatus(_ status: JSONValue, _ errors: inout FieldErrors) {
        for field in ["capacity", "allocatable"] {
            for amount in status.map(field) {
                ResourceNameRules.checkAmount("status.\(field).\(amount.key)", amount.key, amount.value, into: &errors)
            }
        }
        let addresses = status.list("addresses")
        for (index, address) in addresses.enumerated() where addresses[..<index].contains(address) {
            errors.duplicate(
                "status.addresses[\(index)]",
                ["Type": .string(address.text("type")), "Address": .string(address.text("address"))])
        }
    }
}
