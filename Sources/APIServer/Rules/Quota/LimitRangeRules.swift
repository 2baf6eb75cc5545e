import JSON
import Schema

/// LimitRanges: defaults and checks.
enum LimitRangeRules {
    static let rules: ResourceRules = {
        var rules = ResourceRules()
        rules.applyDefaults = { object in
            object.edit("spec") { spec in spec.editEach("limits", applyDefaults(to:)) }
        }
        rules.check(passes: [.whole]) { object, _, errors in checkSpec(object["spec"] ?? .emptyObject, &errors) }
        return rules
    }()

    /// What containers get that give no limit or request: the most as limit, the limit or else the least as request.
    private static func applyDefaults(to item: inout JSONValue) {
        guard item.text("type") == "Container" else { return }
        fill("default", from: "max", of: &item)
        fill("defaultRequest", from: "default", of: &item)
        fill("defaultRequest", from: "min", of: &item)
    }

    private static func fill(_ target: String, from source: String, of item: inout JSONValue) {
        for amount in item.map(source) where item[path: target, amount.key] == nil {
            item[path: [target, amount.key]] = amount.value
        }
    }

    // MARK: Checks

    private static func checkSpec(_ spec: JSONValue, _ errors: inout FieldErrors) {
        var types: Set<String> = []
        for (index, item) in spec.list("limits").enumerated() {
            let path = "spec.limits[\(index)]"
            let type = item.text("type")
            checkType("\(path).type", type, &errors)
            if !types.insert(type).inserted { errors.duplicate("\(path).type", .string(type)) }
            checkNames(path, item, type, &errors)
            let keys = Set(
                ["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"].flatMap { item.map($0).map(\.key) })
            for key in keys.sorted() { checkAmounts(path, item, key, isPod: type == "Pod", &errors) }
        }
    }

    private static func checkType(_ path: String, _ type: String, _ errors: inout FieldErrors) {
        let reasons = NameRules.qualifiedName(type)
        for reason in reasons { errors.invalid(path, .string(type), reason) }
        let isStandard = ["Pod", "Container", "PersistentVolumeClaim"].contains(type)
        if reasons.isEmpty, !type.contains("/"), !isStandard {
            errors.invalid(path, .string(type), "must be a standard limit type or fully qualified")
        }
    }

    private static func checkNames(_ path: String, _ item: JSONValue, _ type: String, _ errors: inout FieldErrors) {
        for field in ["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"] {
            if type == "Pod", field.hasPrefix("default") {
                if !item.map(field).isEmpty {
                    errors.forbidden("\(path).\(field)", "may not be specified when `type` is 'Pod'")
                }
                continue
            }
            if type == "PersistentVolumeClaim", field == "maxLimitRequestRatio",
                item[path: "min", "storage"] == nil, item[path: "max", "storage"] == nil
            {
                errors.required(
                    "\(path).limits", "either minimum or maximum storage value is required, but neither was provided")
            }
            for amount in item.map(field) {
                let place = "\(path).\(field)[\(amount.key)]"
                if type == "Pod" || type == "Container" {
                    ResourceNameRules.checkForContainer(place, amount.key, into: &errors)
                } else {
                    ResourceNameRules.check(place, amount.key, into: &errors)
                }
            }
        }
    }

    private static func checkAmounts(
        _ path: String, _ item: JSONValue, _ key: String, isPod: Bool, _ errors: inout FieldErrors
    ) {
        func amount(_ field: String) -> Quantity? { item[path: field, key].flatMap(Quantity.init(json:)) }
        func refuse(_ field: String, _ shown: Quantity, _ text: String) {
            errors.invalid("\(path).\(field)[\(key)]", .string(shown.text), text)
        }
        let least = amount("min")
        let most = amount("max")
        let limit = isPod ? nil : amount("default")
        let request = isPod ? nil : amount("defaultRequest")
        if let least, let most, least > most {
            refuse("min", least, "min value \(least.text) is greater than max value \(most.text)")
        }
        if let request {
            let field = "defaultRequest"
            if let least, least > request {
                refuse(field, request, "min value \(least.text) is greater than default request value \(request.text)")
            }
            if let most, request > most {
                refuse(field, request, "default request value \(request.text) is greater than max value \(most.text)")
            }
            if let limit, request > limit {
                refuse(
                    field, request, "default request value \(request.text) is greater than default limit value \(limit.text)")
            }
        }
        if let limit, let least, least > limit {
            refuse("default", least, "min value \(least.text) is greater than default value \(limit.text)")
        }
        if let limit, let most, limit > most {
            refuse("default", most, "default value \(limit.text) is greater than max value \(most.text)")
        }
        if let ratio = amount("maxLimitRequestRatio") { checkRatio(ratio, least, most, refuse) }
        if !ResourceNameRules.isOvercommitAllowed(key), let limit, let request, limit != request {
            refuse(
                "defaultRequest", request,
                "default value \(limit.text) must equal to defaultRequest value \(request.text) in \(key)")
        }
    }

    private static func checkRatio(
        _ ratio: Quantity, _ least: Quantity?, _ most: Quantity?, _ refuse: (String, Quantity, String) -> Void
    ) {
        let field = "maxLimitRequestRatio"
        if ratio < Quantity(1) { refuse(field, ratio, "ratio \(ratio.text) is less than 1") }
        guard let least, let most, least > .zero else { return }
        let limit = Double(most.nano) / Double(least.nano)
        if Double(ratio.nano) / 1e9 > limit {
            refuse(field, ratio, "ratio \(ratio.text) is greater than max/min = \(sixDigits(limit))")
        }
    }

    /// A number with six digits behind the point.
    private static func sixDigits(_ number: Double) -> String {
        guard let millionths = Int64(exactly: (number * 1e6).rounded()) else { return "\(number)" }
        let digits = String(millionths % 1_000_000)
        return "\(millionths / 1_000_000)." + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }
}
