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
        rules.check(isNamespaced: false, passes: [.whole, .change]) { validate($0, $1, &$2) }
        rules.warnings = { node, _ in warnings(node["spec"] ?? .emptyObject) }
        rules.fieldSelectors = [
            "spec.unschedulable": { $0[path: "spec", "unschedulable"]?.boolValue == true ? "true" : "false" }
        ]
        return rules
    }()

    private static func warnings(_ spec: JSONValue) -> [String] {
        var warnings: [String] = []
        if spec.has("configSource") { warnings.append("spec.configSource: the feature is removed") }
        if !spec.text("externalID").isEmpty {
            warnings.append("spec.externalID: this field is deprecated, and is unused by Kubernetes")
        }
        return warnings
            + spec.texts("podCIDRs").enumerated().flatMap {
                AddressWarnings.block("spec.podCIDRs[\($0.offset)]", $0.element)
            }
    }

    /// Kubernetes says that taints are in the metadata, and looks at them twice on an update.
    private static func validate(_ object: JSONValue, _ old: JSONValue?, _ errors: inout FieldErrors) {
        let spec = object["spec"] ?? .emptyObject
        let hasNewSpec = old?["spec"] != spec
        let ranges = spec.texts("podCIDRs")
        if hasNewSpec { TolerationValidation.checkTaints("metadata.taints", spec.list("taints"), into: &errors) }
        if old?["status"] != object["status"] { checkStatus(object["status"] ?? .emptyObject, &errors) }
        if hasNewSpec { checkRanges(ranges, spec, &errors) }
        guard let old, hasNewSpec else { return }
        let before = old["spec"]?.texts("podCIDRs") ?? []
        let changes = before.count == ranges.count ? zip(before, ranges).count { $0 != $1 } : 1
        for _ in 0..<(before.isEmpty ? 0 : changes) {
            errors.forbidden("spec.podCIDRs", "node updates may not change podCIDR except from \"\" to valid")
        }
        let provider = old.text(path: "spec", "providerID")
        if !provider.isEmpty, provider != spec.text("providerID") {
            errors.forbidden("spec.providerID", "node updates may not change providerID except from \"\" to valid")
        }
        TolerationValidation.checkTaints("metadata.taints", spec.list("taints"), into: &errors)
        if spec.text("externalID") != old.text(path: "spec", "externalID") {
            errors.forbidden("spec.externalID", "may not be updated")
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
