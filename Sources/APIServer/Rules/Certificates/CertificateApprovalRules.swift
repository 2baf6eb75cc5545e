import JSON
import Schema

/// `certificatesigningrequests/approval`: the conditions `Approved` and `Denied`, which are final.
enum CertificateApprovalRules {
    static let rules: ResourceRules = {
        var rules = ResourceRules()
        rules.prepareForStatusUpdate = { request, old in
            let conditions = request[path: "status", "conditions"]
            StatusRules.keepAll(&request, old)
            request[path: ["status", "conditions"]] = conditions
            stamp(&request, old, now: .now)
        }
        rules.validate = { validate($0, $1 ?? .emptyObject) }
        return rules
    }()

    private static let path = "status.conditions"

    /// When each condition came to be, where the client does not say.
    static func stamp(_ request: inout JSONValue, _ old: JSONValue, now: Timestamp) {
        let time = JSONValue.string(now.rfc3339)
        let before = old["status"]?.list("conditions") ?? []
        request.edit("status") { status in
            status.editEach("conditions") { condition in
                if condition.lacks("lastUpdateTime") { condition["lastUpdateTime"] = time }
                guard condition.lacks("lastTransitionTime") else { return }
                let same = before.first {
                    $0.text("type") == condition.text("type") && $0.text("status") == condition.text("status")
                }
                condition["lastTransitionTime"] = same?["lastTransitionTime"] ?? time
            }
        }
    }

    private static func validate(_ request: JSONValue, _ old: JSONValue) -> [FieldError] {
        var errors = FieldErrors()
        let conditions = request["status"]?.list("conditions") ?? []
        checkConditions(conditions, into: &errors)
        let before = old["status"]?.list("conditions") ?? []
        for type in ["Approved", "Denied"] where of(type, before) != nil && of(type, conditions) == nil {
            errors.forbidden(path, "updates may not remove a condition of type \"\(type)\"")
        }
        let failed = (of("Failed", before), of("Failed", conditions))
        switch failed {
        case (nil, _?): errors.forbidden(path, "updates may not add a condition of type \"Failed\"")
        case (_?, nil): errors.forbidden(path, "updates may not remove a condition of type \"Failed\"")
        case (let left?, let right?) where left != right:
            errors.forbidden(path, "updates may not modify a condition of type \"Failed\"")
        default: break
        }
        return errors.all
    }

    private static func of(_ type: String, _ conditions: [JSONValue]) -> JSONValue? {
        conditions.first { $0.text("type") == type }
    }

    static func checkConditions(_ conditions: [JSONValue], into errors: inout FieldErrors) {
        var types: Set<String> = []
        for (index, condition) in conditions.enumerated() {
            let place = "\(path)[\(index)]"
            let type = condition.text("type")
            errors.checkRequired("\(place).type", type)
            let status = condition.text("status")
            if ["Approved", "Denied", "Failed"].contains(type) {
                errors.checkRequiredOneOf("\(place).status", status, ["True"])
            } else {
                errors.checkRequiredOneOf("\(place).status", status, ["True", "False", "Unknown"])
            }
            if !type.isEmpty, !types.insert(type).inserted { errors.duplicate("\(place).type", .string(type)) }
            if type == "Approved" && types.contains("Denied") || type == "Denied" && types.contains("Approved") {
                errors.invalid("\(place).type", .string(type), "Approved and Denied conditions are mutually exclusive")
            }
        }
    }
}
