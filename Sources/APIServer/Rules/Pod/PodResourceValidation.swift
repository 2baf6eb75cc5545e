import JSON
import Schema

/// The checks of what a Pod asks for as a whole (KEP-2837).
enum PodResourceValidation {
    static func check(_ path: String, _ spec: JSONValue, into errors: inout FieldErrors) {
        guard let resources = spec["resources"], !resources.isNull else { return }
        if resources.has("claims") { errors.forbidden("\(path).claims", "claims cannot be set for Resources at pod-level") }
        var amounts = resources
        amounts["claims"] = nil
        ResourceValidation.check(path, amounts, of: .pod, into: &errors)
        checkSum("\(path).requests", spec, &errors)
        checkLimits("\(path).containers", spec, &errors)
    }

    /// The containers together ask for no more than the Pod.
    private static func checkSum(_ path: String, _ spec: JSONValue, _ errors: inout FieldErrors) {
        let whole = PodResources.amounts(spec["resources"], .requests)
        for (name, amount) in PodResources.sum(.requests, of: spec).sorted(by: { $0.key < $1.key }) {
            let most = whole[name] ?? .zero
            guard amount > most else { continue }
            errors.invalid(
                "\(path)[\(name)]", .string(most.text),
                "must be greater than or equal to aggregate container requests of \(amount.text)")
        }
    }

    /// No container has a higher limit than the Pod.
    private static func checkLimits(_ path: String, _ spec: JSONValue, _ errors: inout FieldErrors) {
        let whole = PodResources.amounts(spec["resources"], .limits)
        for (index, container) in spec.list("containers").enumerated() {
            for member in container["resources"]?.map("limits") ?? [] {
                guard let limit = Quantity(json: member.value), let most = whole[member.key], limit > most else { continue }
                errors.invalid(
                    "\(path)[\(index)][\(member.key)].limits", .string(limit.text),
                    "must be less than or equal to pod limits of \(most.text)")
            }
        }
    }
}
