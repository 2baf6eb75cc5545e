import JSON
import Schema

/// HorizontalPodAutoscalers of both versions.
enum AutoscalingRules {
    static let v2: ResourceRules = {
        var rules = StatusRules.separating(initial: ["desiredReplicas": 0, "currentMetrics": nil], generation: [])
        rules.applyDefaults = { object in
            object.edit("spec") { spec in
                if spec.list("metrics").isEmpty { spec["metrics"] = [defaultMetric] }
                if spec.has("behavior") { spec.edit("behavior", fillBehavior) }
            }
        }
        rules.check { object, old, errors in AutoscalerValidation.check(object, into: &errors) }
        return rules
    }()

    /// The older version follows the rules of the newer.
    static let v1: ResourceRules = {
        var rules = StatusRules.separating(initial: ["currentReplicas": 0, "desiredReplicas": 0], generation: [])
        rules.applyDefaults = { object in
            let isBare = !(object["spec"]?.has("targetCPUUtilizationPercentage") ?? false)
            let metrics = object[path: "metadata", "annotations", AutoscalerConversion.metricsKey]
            if isBare, metrics == nil { object[path: ["spec", "targetCPUUtilizationPercentage"]] = 80 }
        }
        rules.check { object, old, errors in
            AutoscalerValidation.check(AutoscalerConversion.toV2(object), into: &errors)
        }
        return rules
    }()

    /// 80 % CPU use.
    static let defaultMetric: JSONValue = [
        "type": "Resource",
        "resource": ["name": "cpu", "target": ["type": "Utilization", "averageUtilization": 80]],
    ]

    private static func fillBehavior(_ behavior: inout JSONValue) {
        fill(&behavior, "scaleUp", window: 0, policies: [policy("Pods", 4), policy("Percent", 100)])
        fill(&behavior, "scaleDown", window: nil, policies: [policy("Percent", 100)])
    }

    private static func policy(_ type: String, _ value: Int64) -> JSONValue {
        ["type": .string(type), "value": .int(value), "periodSeconds": 15]
    }

    private static func fill(_ behavior: inout JSONValue, _ key: String, window: Int64?, policies: [JSONValue]) {
        if !behavior.has(key) { behavior[key] = .emptyObject }
        behavior.edit(key) { rules in
            rules.fill("selectPolicy", "Max")
            if rules.list("policies").isEmpty { rules["policies"] = .array(policies) }
            if let window, !rules.has("stabilizationWindowSeconds") { rules["stabilizationWindowSeconds"] = .int(window) }
        }
    }
}
