import Addresses
import JSON

/// NetworkPolicies: defaults and checks.
enum NetworkPolicyRules {
    static let rules: ResourceRules = {
        var rules = ResourceRules()
        rules.applyDefaults = { object in
            object.edit("spec") { spec in
                guard spec.list("policyTypes").isEmpty else { return }
                spec["policyTypes"] = spec.list("egress").isEmpty ? ["Ingress"] : ["Ingress", "Egress"]
            }
        }
        rules.prepareForCreate = { $0.edit("metadata") { $0["generation"] = 1 } }
        rules.prepareForUpdate = { object, old in Generation.raise(&object, old, ifChanged: ["spec"]) }
        rules.check(passes: [.whole, .change]) { object, old, errors in
            // A change is looked at twice.
            for _ in 0..<(old == nil ? 1 : 2) { checkSpec(object["spec"] ?? .emptyObject, &errors) }
        }
        return rules
    }()

    private static func checkSpec(_ spec: JSONValue, _ errors: inout FieldErrors) {
        LabelSelectorRules.check("spec.podSelector", spec["podSelector"].orNull, into: &errors)
        for (direction, peers) in [("ingress", "from"), ("egress", "to")] {
            for (index, rule) in spec.list(direction).enumerated() {
                let path = "spec.\(direction)[\(index)]"
                for (position, port) in rule.list("ports").enumerated() { checkPort("\(path).ports[\(position)]", port, &errors) }
                for (position, peer) in rule.list(peers).enumerated() {
                    checkPeer("\(path).\(peers)[\(position)]", peer, &errors)
                }
            }
        }
        let types = spec.texts("policyTypes")
        if types.count > 2 {
            return errors.invalid("spec.policyTypes", spec["policyTypes"].orNull, "may not specify more than two policyTypes")
        }
        for (index, type) in types.enumerated() {
            errors.checkOneOf("spec.policyTypes[\(index)]", type, ["Ingress", "Egress"])
        }
    }

    private static func checkPort(_ path: String, _ port: JSONValue, _ errors: inout FieldErrors) {
        if let name = port["protocol"]?.stringValue { errors.checkOneOf("\(path).protocol", name, ["TCP", "UDP", "SCTP"]) }
        let last = port["endPort"].orNull
        guard let first = port["port"], !first.isNull else {
            if !last.isNull { errors.invalid("\(path).endPort", last, "may not be specified when `port` is not specified") }
            return
        }
        if let number = first.intValue {
            if let end = last.intValue {
                if end < number { errors.invalid("\(path).endPort", last, "must be greater than or equal to `port`") }
                errors.checkPortNumber("\(path).endPort", last)
            }
        } else if !last.isNull {
            errors.invalid("\(path).endPort", last, "may not be specified when `port` is non-numeric")
        }
        errors.checkPort("\(path).port", first)
    }

    private static func checkPeer(_ path: String, _ peer: JSONValue, _ errors: inout FieldErrors) {
        let selectors = ["podSelector", "namespaceSelector"].filter(peer.has)
        for selector in selectors { LabelSelectorRules.check("\(path).\(selector)", peer[selector].orNull, into: &errors) }
        let block = peer["ipBlock"].orNull
        if !block.isNull { checkBlock("\(path).ipBlock", block, &errors) }
        if selectors.isEmpty, block.isNull { errors.required(path, "must specify a peer") }
        if !selectors.isEmpty, !block.isNull {
            errors.forbidden(path, "may not specify both ipBlock and another peer")
        }
    }

    private static func checkBlock(_ path: String, _ block: JSONValue, _ errors: inout FieldErrors) {
        let range = block.text("cidr")
        guard !range.isEmpty else { return errors.required("\(path).cidr") }
        let known = errors.all.count
        errors.checkCIDR("\(path).cidr", range)
        guard errors.all.count == known else { return }
        for (index, except) in block.texts("except").enumerated() {
            let place = "\(path).except[\(index)]"
            errors.checkCIDR(place, except)
            guard errors.all.count == known else { return }
            if !isStrictPart(except, of: range) {
                errors.invalid(place, .string(except), "must be a strict subset of `cidr`")
            }
        }
    }

    private static func isStrictPart(_ part: String, of whole: String) -> Bool {
        if let part = IPv4CIDR(part), let whole = IPv4CIDR(whole) {
            return whole.contains(part) && part.prefixLength > whole.prefixLength
        }
        guard let part = IPv6CIDR(part), let whole = IPv6CIDR(whole) else { return false }
        return whole.contains(part) && part.prefixLength > whole.prefixLength
    }
}
