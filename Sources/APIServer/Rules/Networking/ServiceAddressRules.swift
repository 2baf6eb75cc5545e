import Addresses
import JSON
import Schema

/// ServiceCIDRs and IPAddresses.
enum ServiceAddressRules {
    // MARK: ServiceCIDR

    static let serviceCIDR: ResourceRules = {
        var rules = StatusRules.separating(initial: .emptyObject, generation: [])
        rules.check(isNamespaced: false) { object, old, errors in
            let ranges = object["spec"]?.texts("cidrs") ?? []
            if let old {
                checkChange(ranges, old["spec"]?.texts("cidrs") ?? [], &errors)
            } else {
                checkRanges(ranges, &errors)
            }
        }
        return rules
    }()

    private static func checkRanges(_ ranges: [String], _ errors: inout FieldErrors) {
        if ranges.isEmpty { errors.required("spec.cidrs", "at least one CIDR required") }
        if ranges.count > 2 { errors.invalid("spec.cidrs", ranges.json, "may only hold up to 2 values") }
        for (index, range) in ranges.enumerated() where !isRange(range) {
            errors.invalid(
                "spec.cidrs[\(index)]", .string(range),
                "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")
        }
        if ranges.count == 2, ranges.allSatisfy(isRange), ranges[0].contains(":") == ranges[1].contains(":") {
            errors.invalid(
                "spec.cidrs", ranges.json,
                "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64")
        }
    }

    private static func isRange(_ text: String) -> Bool { IPv4CIDR(text) != nil || IPv6CIDR(text) != nil }

    /// One range may be joined by another of the other family; nothing else changes.
    private static func checkChange(_ new: [String], _ old: [String], _ errors: inout FieldErrors) {
        if new == old { return }
        if old.count == 1, new.count == 2 {
            checkRanges(new, &errors)
            if new[0] != old[0] { errors.invalid("spec.cidrs[0]", .string(new[0]), "field is immutable") }
        } else {
            errors.invalid("spec.cidrs", new.json, "field is immutable")
        }
    }

    // MARK: IPAddress

    static let ipAddress: ResourceRules = {
        var rules = ResourceRules()
        rules.check(isNamespaced: false, name: address) { object, old, errors in
            guard let parent = object[path: "spec", "parentRef"], !parent.isNull else {
                errors.required("spec.parentRef")
                return
            }
            if !parent.text("group").isEmpty {
                errors.check("spec.parentRef.group", parent.text("group"), NameRules.dns1123Subdomain)
            }
            errors.checkRequired("spec.parentRef.resource", parent.text("resource"), NameRules.pathSegment)
            errors.checkRequired("spec.parentRef.name", parent.text("name"), NameRules.pathSegment)
            if !parent.text("namespace").isEmpty {
                errors.check("spec.parentRef.namespace", parent.text("namespace"), NameRules.pathSegment)
            }
            if let old { errors.checkImmutable("spec", object["spec"], old["spec"], as: "IPAddressSpec") }
        }
        rules.prepareForCreate = { $0.edit("metadata") { $0["generation"] = 1 } }
        rules.prepareForUpdate = { object, old in Generation.raise(&object, old, ifChanged: ["spec"]) }
        return rules
    }()

    /// A name that is an address in its canonical form.
    @Sendable private static func address(_ text: String) -> [String] {
        guard let address = IPAddress(text) else {
            return ["must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"]
        }
        return "\(address)" == text ? [] : ["must be in canonical form (\"\(address)\")"]
    }
}
