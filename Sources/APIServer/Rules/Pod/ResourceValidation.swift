import JSON
import Schema

/// The checks of a container's resource requests and limits.
enum ResourceValidation {
    static func check(_ path: String, _ resources: JSONValue, into errors: inout FieldErrors) {
        let limits = resources.map("limits")
        for limit in limits { checkAmount("\(path).limits", limit, &errors) }
        for request in resources.map("requests") {
            checkAmount("\(path).requests", request, &errors)
            guard let amount = Quantity(json: request.value),
                let limit = resources[path: "limits", request.key].flatMap(Quantity.init(json:))
            else { continue }
            let isExtended = request.key.hasPrefix("hugepages-") || isExtended(request.key)
            if isExtended, amount != limit {
                errors.invalid(
                    "\(path).requests", .string(amount.text), "must be equal to \(request.key) limit of \(limit.text)")
            } else if amount > limit {
                errors.invalid(
                    "\(path).requests", .string(amount.text),
                    "must be less than or equal to \(request.key) limit of \(limit.text)")
            }
        }
    }

    private static func checkAmount(_ path: String, _ member: JSONObject.Member, _ errors: inout FieldErrors) {
        let place = "\(path)[\(member.key)]"
        for reason in NameRules.qualifiedName(member.key) { errors.invalid(place, .string(member.key), reason) }
        let isKnown = ["cpu", "memory", "ephemeral-storage"].contains(member.key) || member.key.hasPrefix("hugepages-")
        if !isKnown, !member.key.contains("/") {
            errors.invalid(place, .string(member.key), "must be a standard resource type or fully qualified")
            errors.invalid(place, .string(member.key), "must be a standard resource for containers")
        }
        guard let amount = Quantity(json: member.value) else { return }
        if amount < .zero {
            errors.invalid(place, .string(amount.text), "must be greater than or equal to 0")
        } else if isExtended(member.key), amount.nano % 1_000_000_000 != 0 {
            errors.invalid(place, .string(amount.text), "must be an integer")
        }
    }

    private static func isExtended(_ name: String) -> Bool { name.contains("/") && !name.hasPrefix("kubernetes.io/") }
}
