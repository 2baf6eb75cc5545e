import JSON
import Schema

/// What a HorizontalPodAutoscaler of `autoscaling/v2` must be like.
enum AutoscalerValidation {
    static func check(_ object: JSONValue, into errors: inout FieldErrors) {
        let spec = object["spec"] ?? .emptyObject
        checkReplicas(spec, &errors)
        checkReference("spec.scaleTargetRef", spec["scaleTargetRef"] ?? .emptyObject, &errors)
        for (index, metric) in spec.list("metrics").enumerated() { checkMetric("spec.metrics[\(index)]", metric, &errors) }
        for key in ["scaleUp", "scaleDown"] {
            guard let rules = spec[path: "behavior", key], !rules.isNull else { continue }
            checkRules("spec.behavior.\(key)", rules, &errors)
        }
        for key in ["currentReplicas", "desiredReplicas"] {
            errors.checkNotNegative("status.\(key)", object[path: "status", key])
        }
    }

    private static func checkReplicas(_ spec: JSONValue, _ errors: inout FieldErrors) {
        let least = spec["minReplicas"]?.intValue
        let most = spec["maxReplicas"]?.intValue ?? 0
        if let least, least < 1 {
            errors.invalid("spec.minReplicas", .int(least), "must be greater than or equal to 1")
        }
        if most < 1 { errors.invalid("spec.maxReplicas", .int(most), "must be greater than 0") }
        if let least, most < least {
            errors.invalid("spec.maxReplicas", .int(most), "must be greater than or equal to `minReplicas`")
        }
    }

    private static func checkReference(_ path: String, _ reference: JSONValue, _ errors: inout FieldErrors) {
        for key in ["kind", "name"] { errors.checkRequired("\(path).\(key)", reference.text(key), NameRules.pathSegment) }
    }

    // MARK: Metrics

    private static let sources = [
        "ContainerResource": "containerResource", "External": "external", "Object": "object", "Pods": "pods",
        "Resource": "resource",
    ]

    private static func checkMetric(_ path: String, _ metric: JSONValue, _ errors: inout FieldErrors) {
        let type = metric.text("type")
        if type.isEmpty {
            errors.required("\(path).type", "must specify a metric source type")
        } else {
            errors.checkOneOf("\(path).type", type, sources.keys.sorted())
        }
        let given = ["object", "external", "pods", "resource", "containerResource"].filter { metric.has($0) }
        if let first = given.first { checkSource("\(path).\(first)", first, metric[first] ?? .emptyObject, &errors) }
        let expected = sources[type]
        if let expected, !given.contains(expected) {
            errors.required("\(path).\(expected)", "must populate information for the given metric source")
        }
        if given.count != 1 {
            for other in given where other != expected {
                errors.forbidden("\(path).\(other)", "must populate the given metric source only")
            }
        }
    }

    private static func checkSource(_ path: String, _ kind: String, _ source: JSONValue, _ errors: inout FieldErrors) {
        let target = source["target"] ?? .emptyObject
        switch kind {
        case "object":
            checkReference("\(path).describedObject", source["describedObject"] ?? .emptyObject, &errors)
            checkIdentifier("\(path).metric", source["metric"] ?? .emptyObject, &errors)
            checkTarget("\(path).target", target, &errors)
            checkValues("\(path).target", target, &errors)
        case "external":
            checkIdentifier("\(path).metric", source["metric"] ?? .emptyObject, &errors)
            checkTarget("\(path).target", target, &errors)
            checkValues("\(path).target", target, &errors)
            if target.has("value"), target.has("averageValue") {
                errors.forbidden("\(path).target.value", "may not set both a target value for metric and a per-pod target")
            }
        case "pods":
            checkIdentifier("\(path).metric", source["metric"] ?? .emptyObject, &errors)
            checkTarget("\(path).target", target, &errors)
            if !(target["averageValue"]?.isPositiveQuantity ?? false) {
                errors.required("\(path).target.averageValue", "must specify a positive target averageValue")
            }
        default:
            if source.text("name").isEmpty { errors.required("\(path).name", "must specify a resource name") }
            if kind == "containerResource", source.text("container").isEmpty {
                errors.required("\(path).container", "must specify a container")
            }
            checkTarget("\(path).target", target, &errors)
            checkUse("\(path).target", target, &errors)
        }
    }

    private static func checkValues(_ path: String, _ target: JSONValue, _ errors: inout FieldErrors) {
        if !target.has("value"), !target.has("averageValue") {
            errors.required("\(path).averageValue", "must set either a target value for metric or a per-pod target")
        }
    }

    private static func checkUse(_ path: String, _ target: JSONValue, _ errors: inout FieldErrors) {
        let hasShare = target.has("averageUtilization")
        let hasValue = target.has("averageValue")
        if !hasShare, !hasValue {
            errors.required("\(path).averageUtilization", "must set either a target raw value or a target utilization")
        }
        if hasShare, hasValue {
            errors.forbidden("\(path).averageValue", "may not set both a target raw value and a target utilization")
        }
    }

    private static func checkTarget(_ path: String, _ target: JSONValue, _ errors: inout FieldErrors) {
        let type = target.text("type")
        if type.isEmpty { errors.required("\(path).type", "must specify a metric target type") }
        if !["Utilization", "Value", "AverageValue"].contains(type) {
            errors.invalid("\(path).type", .string(type), "must be either Utilization, Value, or AverageValue")
        }
        for key in ["value", "averageValue"] {
            guard let value = target[key], !value.isNull, !value.isPositiveQuantity else { continue }
            errors.invalid("\(path).\(key)", value, "must be positive")
        }
        if let share = target["averageUtilization"], let percent = share.intValue, percent < 1 {
            errors.invalid("\(path).averageUtilization", share, "must be greater than 0")
        }
    }

    private static func checkIdentifier(_ path: String, _ identifier: JSONValue, _ errors: inout FieldErrors) {
        let name = identifier.text("name")
        if name.isEmpty {
            errors.required("\(path).name", "must specify a metric name")
        } else {
            errors.check("\(path).name", name, NameRules.pathSegment)
        }
    }

    // MARK: Behavior

    private static func checkRules(_ path: String, _ rules: JSONValue, _ errors: inout FieldErrors) {
        if let window = rules["stabilizationWindowSeconds"], let seconds = window.intValue {
            let field = "\(path).stabilizationWindowSeconds"
            if seconds < 0 { errors.invalid(field, window, "must be greater than or equal to zero") }
            if seconds > 3600 { errors.invalid(field, window, "must be less than or equal to 3600") }
        }
        if rules.has("selectPolicy") {
            errors.checkOneOf("\(path).selectPolicy", rules.text("selectPolicy"), ["Disabled", "Max", "Min"])
        }
        if let tolerance = rules["tolerance"], let amount = Quantity(json: tolerance), amount.isNegative {
            errors.invalid("\(path).tolerance", tolerance, "must be greater or equal to zero")
        }
        let policies = rules.list("policies")
        if policies.isEmpty { errors.required("\(path).policies", "must specify at least one Policy") }
        for (index, policy) in policies.enumerated() { checkPolicy("\(path).policies[\(index)]", policy, &errors) }
    }

    private static func checkPolicy(_ path: String, _ policy: JSONValue, _ errors: inout FieldErrors) {
        errors.checkOneOf("\(path).type", policy.text("type"), ["Percent", "Pods"])
        for key in ["value", "periodSeconds"] {
            let number = policy[key]?.intValue ?? 0
            if number <= 0 { errors.invalid("\(path).\(key)", .int(number), "must be greater than zero") }
            if key == "periodSeconds", number > 1800 {
                errors.invalid("\(path).\(key)", .int(number), "must be less than or equal to 1800")
            }
        }
    }
}

extension JSONValue {
    fileprivate var isPositiveQuantity: Bool { Quantity(json: self).map { $0 > Quantity(milli: 0) } ?? false }
}

extension Quantity {
    fileprivate var isNegative: Bool { self < Quantity(milli: 0) }
}
