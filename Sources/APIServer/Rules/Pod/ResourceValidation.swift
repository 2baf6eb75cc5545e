import JSON
import Schema

/// The checks of resource requests and limits.
enum ResourceValidation {
    /// Who asks for the resources, which decides what can be asked for.
    enum Owner: Sendable { case container, pod }

    /// - Parameter claims: the names of the Pod's resource claims.
    static func check(
        _ path: String, _ resources: JSONValue, of owner: Owner = .container, claims: Set<String> = [],
        into errors: inout FieldErrors
    ) {
        let limits = resources.map("limits")
        for limit in limits { checkOne("\(path).limits[\(limit.key)]", limit, owner, &errors) }
        for request in resources.map("requests") {
            checkOne("\(path).requests[\(request.key)]", request, owner, &errors)
            checkLimit(path, request, limit: resources[path: "limits", request.key], &errors)
        }
        let names = Set((limits + resources.map("requests")).map(\.key))
        if names.contains(where: ResourceNameRules.isHugePages), names.isDisjoint(with: ["cpu", "memory"]) {
            errors.forbidden(path, "HugePages require cpu or memory")
        }
        checkClaims("\(path).claims", resources.list("claims"), claims, &errors)
    }

    private static func checkOne(
        _ path: String, _ member: JSONObject.Member, _ owner: Owner, _ errors: inout FieldErrors
    ) {
        switch owner {
        case .container: ResourceNameRules.checkForContainer(path, member.key, into: &errors)
        case .pod: ResourceNameRules.checkForPod(path, member.key, into: &errors)
        }
        ResourceNameRules.checkAmount(path, member.key, member.value, into: &errors)
        guard ResourceNameRules.isHugePages(member.key), let amount = Quantity(json: member.value),
            let page = Quantity(String(member.key.dropFirst("hugepages-".count))), page > .zero
        else { return }
        if amount <= .zero || amount.nano % page.nano != 0 {
            errors.invalid(
                path, .string(amount.text), "\(amount.text) is not positive integer multiple of \(member.key)")
        }
    }

    private static func checkLimit(
        _ path: String, _ request: JSONObject.Member, limit: JSONValue?, _ errors: inout FieldErrors
    ) {
        let mayDiffer = ResourceNameRules.isOvercommitAllowed(request.key)
        guard let limit = limit.flatMap(Quantity.init(json:)), let amount = Quantity(json: request.value) else {
            if limit == nil, !mayDiffer {
                errors.required("\(path).limits", "Limit must be set for non overcommitable resources")
            }
            return
        }
        if amount != limit, !mayDiffer {
            errors.invalid(
                "\(path).requests", .string(amount.text), "must be equal to \(request.key) limit of \(limit.text)")
        } else if amount > limit {
            errors.invalid(
                "\(path).requests", .string(amount.text),
                "must be less than or equal to \(request.key) limit of \(limit.text)")
        }
    }

    private static func checkClaims(
        _ path: String, _ given: [JSONValue], _ known: Set<String>, _ errors: inout FieldErrors
    ) {
        var names: Set<String> = []
        for (index, claim) in given.enumerated() {
            let name = claim.text("name")
            guard !name.isEmpty else {
                errors.required("\(path)[\(index)]")
                continue
            }
            if !names.insert(name).inserted { errors.duplicate("\(path)[\(index)]", .string(name)) }
            guard !known.contains(name) else { continue }
            let list = known.isEmpty ? " which is empty" : ": " + known.sorted().joined(separator: ", ")
            let value = JSONWriter.string(.string(name))
            errors.append(
                FieldError(
                    kind: .notFound, path: "\(path)[\(index)]",
                    body: "Not found: \(value): must be one of the names in pod.spec.resourceClaims\(list)"))
        }
    }
}
