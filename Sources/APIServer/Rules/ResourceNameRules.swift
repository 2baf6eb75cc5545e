import JSON
import Schema

/// What the names of resources (`cpu`, `requests.storage`, `example.com/gpu`) stand for, and where each may be used.
enum ResourceNameRules {
    private static let compute: Set = ["cpu", "memory", "ephemeral-storage"]
    private static let counted: Set = [
        "pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "configmaps", "persistentvolumeclaims",
        "services.nodeports", "services.loadbalancers",
    ]
    private static let totals: Set = [
        "requests.cpu", "requests.memory", "requests.ephemeral-storage", "requests.storage", "limits.cpu", "limits.memory",
        "limits.ephemeral-storage",
    ]

    static func isHugePages(_ name: String) -> Bool { name.hasPrefix("hugepages-") }

    /// Of Kubernetes itself, rather than of a vendor.
    static func isNative(_ name: String) -> Bool { !name.contains("/") || name.contains("kubernetes.io/") }

    static func isExtended(_ name: String) -> Bool {
        !isNative(name) && !name.hasPrefix("requests.") && NameRules.qualifiedName("requests.\(name)").isEmpty
    }

    /// Counts that cannot be split.
    static func isInteger(_ name: String) -> Bool { counted.contains(name) || isExtended(name) }

    /// Whether a limit may be above its request.
    static func isOvercommitAllowed(_ name: String) -> Bool { isNative(name) && !isHugePages(name) }

    private static func isStandard(_ name: String) -> Bool { isQuota(name) || name == "storage" }

    /// May be capped by a quota without naming a vendor.
    static func isQuota(_ name: String) -> Bool {
        compute.contains(name) || counted.contains(name) || totals.contains(name) || isHugePages(name)
            || name.hasPrefix("requests.hugepages-")
    }

    // MARK: Checks

    static func check(_ path: String, _ name: String, into errors: inout FieldErrors) {
        let reasons = NameRules.qualifiedName(name)
        for reason in reasons { errors.invalid(path, .string(name), reason) }
        if reasons.isEmpty, !name.contains("/"), !isStandard(name) {
            errors.invalid(path, .string(name), "must be a standard resource type or fully qualified")
        }
    }

    static func checkForContainer(_ path: String, _ name: String, into errors: inout FieldErrors) {
        check(path, name, into: &errors)
        if !name.contains("/") {
            if !compute.contains(name), !isHugePages(name) {
                errors.invalid(path, .string(name), "must be a standard resource for containers")
            }
        } else if !isNative(name), !isExtended(name) {
            errors.invalid(path, .string(name), "doesn't follow extended resource name standard")
        }
    }

    static func checkForPod(_ path: String, _ name: String, into errors: inout FieldErrors) {
        let known = errors.all.count
        check(path, name, into: &errors)
        if errors.all.count == known, !isForWholePods(name) {
            errors.notSupported(path, .string(name), ["cpu", "hugepages-", "memory"])
        }
    }

    /// What a Pod can ask for as a whole (KEP-2837).
    static func isForWholePods(_ name: String) -> Bool { name == "cpu" || name == "memory" || isHugePages(name) }

    static func checkForQuota(_ path: String, _ name: String, into errors: inout FieldErrors) {
        check(path, name, into: &errors)
        if !name.contains("/"), !isQuota(name) {
            errors.invalid(path, .string(name), "must be a standard resource for quota")
        }
    }

    /// Not below zero, and whole where the resource cannot be split.
    static func checkAmount(_ path: String, _ name: String, _ value: JSONValue, into errors: inout FieldErrors) {
        guard let amount = Quantity(json: value) else { return }
        if amount < .zero { errors.invalid(path, .string(amount.text), "must be greater than or equal to 0") }
        if isInteger(name), amount.nano % 1_000_000_000 != 0 {
            errors.invalid(path, .string(amount.text), "must be an integer")
        }
    }
}
