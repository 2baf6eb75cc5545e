import Addresses
import JSON

/// Which IP families a Service has: from what it asks for, and what the cluster can give. Pure.
struct ServiceFamilies {
    /// The families the cluster has ranges of; the first is the default.
    let available: [ServiceRange.Family]

    private var isDualStack: Bool { available.count > 1 }

    /// Fills in `ipFamilies` and `ipFamilyPolicy`, and gives what is wrong with what was asked for.
    func complete(_ spec: inout JSONValue) -> [FieldError] {
        guard spec.text("type") != "ExternalName" else { return [] }
        var errors = FieldErrors()
        // Addresses are not given to what asks for none that fit.
        ServiceAddressValidation.check(spec, into: &errors)
        if !errors.all.isEmpty { return errors.all }
        let addresses = spec.texts("clusterIPs")
        let families = inferred(spec, &errors)
        if spec.lacks("ipFamilyPolicy") {
            let isDual = addresses.count == 2 || families.count == 2
            spec["ipFamilyPolicy"] = isDual ? "RequireDualStack" : "SingleStack"
        }
        let policy = spec.text("ipFamilyPolicy")
        if policy == "SingleStack" { checkSingle(policy, addresses, spec.texts("ipFamilies"), &errors) }
        if !errors.all.isEmpty { return errors.all }
        let isHeadless = addresses.first == "None"
        if isHeadless, spec.map("selector").isEmpty {
            spec["ipFamilies"] = .array(filled(families, wantsBoth: policy != "SingleStack").map(JSONValue.string))
            return errors.all
        }
        check(policy, families, &errors)
        if !errors.all.isEmpty { return errors.all }
        let both = policy != "SingleStack" && isDualStack
        spec["ipFamilies"] = .array(filled(families, wantsBoth: both).map(JSONValue.string))
        return []
    }

    /// The families that are asked for, also by asking for addresses.
    private func inferred(_ spec: JSONValue, _ errors: inout FieldErrors) -> [String] {
        var families = spec.texts("ipFamilies")
        for (index, text) in spec.texts("clusterIPs").enumerated() where index >= families.count {
            guard let address = IPAddress(text) else { break }
            let family = ServiceRange.Family(address)
            if !available.contains(family) {
                errors.invalid(
                    "spec.clusterIPs[\(index)]", spec["clusterIPs"].orNull,
                    "\(family.rawValue) is not configured on this cluster")
            }
            families.append(family.rawValue)
        }
        return families
    }

    private func filled(_ families: [String], wantsBoth: Bool) -> [String] {
        var families = families
        if families.isEmpty { families = [(available.first ?? .v4).rawValue] }
        if wantsBoth, families.count == 1, let first = ServiceRange.Family(rawValue: families[0]) {
            families.append(first.other.rawValue)
        }
        return families
    }

    private func checkSingle(_ policy: String, _ addresses: [String], _ families: [String], _ errors: inout FieldErrors) {
        let rule = "must be 'RequireDualStack' or 'PreferDualStack' when multiple"
        if addresses.count == 2 {
            errors.invalid("spec.ipFamilyPolicy", .string(policy), "\(rule) cluster IPs are specified")
        }
        if families.count == 2 {
            errors.invalid("spec.ipFamilyPolicy", .string(policy), "\(rule) IP families are specified")
        }
    }

    private func check(_ policy: String, _ families: [String], _ errors: inout FieldErrors) {
        if policy == "RequireDualStack", !isDualStack {
            errors.invalid(
                "spec.ipFamilyPolicy", .string(policy), "this cluster is not configured for dual-stack services")
        }
        for (index, family) in families.enumerated() {
            // What is no family at all is for validation to say.
            guard let known = ServiceRange.Family(rawValue: family), !available.contains(known) else { continue }
            errors.invalid("spec.ipFamilies[\(index)]", .string(family), "not configured on this cluster")
        }
    }
}
