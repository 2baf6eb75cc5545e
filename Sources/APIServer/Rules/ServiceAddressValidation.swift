import Addresses
import JSON

/// The checks of a Service's cluster addresses and IP families.
enum ServiceAddressValidation {
    static func check(_ spec: JSONValue, into errors: inout FieldErrors) {
        let addresses = spec.texts("clusterIPs")
        let shown = spec["clusterIPs"].orNull
        let first = spec.text("clusterIP")
        if !first.isEmpty {
            if addresses.isEmpty {
                errors.required("spec.clusterIPs")
            } else if addresses[0] != first {
                errors.invalid("spec.clusterIPs", shown, "first value must match `clusterIP`")
            }
        } else if !addresses.isEmpty {
            errors.invalid("spec.clusterIPs", shown, "must be empty when `clusterIP` is not specified")
        }
        checkFamilies(spec, &errors)
        guard checkAddresses(addresses, shown, &errors) else { return }
        if addresses.count > 1, Set(addresses.map(isV6)).count < 2 {
            errors.invalid("spec.clusterIPs", shown, "may specify no more than one IP for each IP family")
        }
        guard addresses != ["None"] else { return }
        for (index, pair) in zip(addresses, spec.texts("ipFamilies")).enumerated()
        where (pair.1 == "IPv4" || pair.1 == "IPv6") && isV6(pair.0) != (pair.1 == "IPv6") {
            errors.invalid(
                "spec.clusterIPs[\(index)]", .string(pair.0),
                "expected an \(pair.1) value as indicated by `ipFamilies[\(index)]`")
        }
    }

    private static func isV6(_ address: String) -> Bool { IPAddress(address)?.v6 != nil }

    private static func checkFamilies(_ spec: JSONValue, _ errors: inout FieldErrors) {
        var known: Set<String> = []
        for (index, family) in spec.texts("ipFamilies").enumerated() {
            errors.checkOneOf("spec.ipFamilies[\(index)]", family, ["IPv4", "IPv6"])
            if !known.insert(family).inserted { errors.duplicate("spec.ipFamilies[\(index)]", .string(family)) }
        }
        if let policy = spec["ipFamilyPolicy"]?.stringValue {
            errors.checkOneOf("spec.ipFamilyPolicy", policy, ["PreferDualStack", "RequireDualStack", "SingleStack"])
        }
    }

    /// Returns whether every entry is an address, so that the rest can be compared.
    private static func checkAddresses(_ addresses: [String], _ shown: JSONValue, _ errors: inout FieldErrors) -> Bool {
        var isGood = true
        for (index, address) in addresses.enumerated() {
            if index == 0, address == "None" {
                guard addresses.count > 1 else { continue }
                isGood = false
                errors.invalid("spec.clusterIPs", shown, "'None' must be the first and only value")
            } else {
                let known = errors.all.count
                errors.checkAddress("spec.clusterIPs[\(index)]", address)
                if errors.all.count > known { isGood = false }
            }
        }
        if addresses.count > 2 { errors.invalid("spec.clusterIPs", shown, "may only hold up to 2 values") }
        return isGood
    }
}

/// What may still change in a Service once it exists.
enum ServiceUpdateRules {
    static func check(_ new: JSONValue, _ old: JSONValue, into errors: inout FieldErrors) {
        if ![new, old].contains(where: { $0.text("type") == "ExternalName" }) {
            let wasHeadless = ServiceValidation.isHeadless(old)
            let isHeadless = ServiceValidation.isHeadless(new)
            if !wasHeadless || !isHeadless { checkAddresses(new, old, &errors) }
            if !wasHeadless, !isHeadless { checkFamilies(new, old, &errors) }
        }
        let isBalanced = [new, old].allSatisfy { $0.text("type") == "LoadBalancer" }
        if isBalanced, new["loadBalancerClass"].orNull != old["loadBalancerClass"].orNull {
            errors.invalid("spec.loadBalancerClass", new["loadBalancerClass"].orNull, "may not change once set")
        }
        if ServiceCarryOver.wantsHealthCheck(old), ServiceCarryOver.wantsHealthCheck(new),
            new["healthCheckNodePort"].orNull != old["healthCheckNodePort"].orNull
        {
            errors.forbidden("spec.healthCheckNodePort", "field is immutable")
        }
    }

    /// The first address stays; a second may come, and go when the Service asks for a single family.
    private static func checkAddresses(_ new: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
        let before = old.texts("clusterIPs")
        let after = new.texts("clusterIPs")
        let shown = new["clusterIPs"] ?? []
        if before.count == after.count {
            for (index, pair) in zip(before, after).enumerated() where pair.0 != pair.1 {
                errors.invalid("spec.clusterIPs[\(index)]", shown, "may not change once set")
            }
            return
        }
        if before.count > after.count, after.isEmpty {
            return errors.invalid("spec.clusterIPs[0]", shown, "primary clusterIP can not be unset")
        }
        if let first = before.first, first != after.first {
            errors.invalid("spec.clusterIPs[0]", shown, "may not change once set")
        }
        if before.count > after.count, new.text("ipFamilyPolicy") != "SingleStack" {
            errors.invalid(
                "spec.ipFamilyPolicy", new["ipFamilyPolicy"].orNull,
                "must be set to 'SingleStack' when releasing the secondary clusterIP")
        }
    }

    private static func checkFamilies(_ new: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
        let before = old.texts("ipFamilies")
        let after = new.texts("ipFamilies")
        let path = "spec.ipFamilies[0]"
        if before.count == after.count {
            for pair in zip(before, after) where pair.0 != pair.1 {
                errors.invalid(path, new["ipFamilies"].orNull, "may not change once set")
            }
            return
        }
        if before.count > after.count, new.texts("clusterIPs").isEmpty {
            errors.invalid(path, new["ipFamilies"].orNull, "primary ipFamily can not be unset")
        }
        if let first = before.first, let now = after.first, first != now {
            errors.invalid(path, new["clusterIPs"].orNull, "may not change once set")
        }
        if before.count > after.count, after.count == 1, new.text("ipFamilyPolicy") != "SingleStack" {
            errors.invalid(
                "spec.ipFamilyPolicy", new["ipFamilyPolicy"].orNull,
                "must be set to 'SingleStack' when releasing the secondary ipFamily")
        }
    }
}
