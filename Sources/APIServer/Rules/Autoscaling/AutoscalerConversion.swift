import JSON
import KubeAPI

/// `autoscaling/v1` and `v2` HorizontalPodAutoscalers. What the older version cannot say it keeps in annotations.
enum AutoscalerConversion {
    static let v1 = StorageConversion(
        storage: HorizontalPodAutoscalerShape.type, toStorage: { toV2($0) }, fromStorage: { toV1($0) })

    private static let prefix = "autoscaling.alpha.kubernetes.io/"
    static let metricsKey = prefix + "metrics"
    static let currentMetricsKey = prefix + "current-metrics"
    static let conditionsKey = prefix + "conditions"
    static let behaviorKey = prefix + "behavior"

    // MARK: v1 to v2

    static func toV2(_ object: JSONValue) -> JSONValue {
        let annotations = object[path: "metadata", "annotations"] ?? .emptyObject
        var result = object
        result["apiVersion"] = "autoscaling/v2"
        result["spec"] = specV2(object["spec"] ?? .emptyObject, annotations)
        result["status"] = statusV2(object["status"] ?? .emptyObject, annotations)
        removeAnnotations(&result)
        return result
    }

    private static func specV2(_ spec: JSONValue, _ annotations: JSONValue) -> JSONValue {
        var result = spec
        result["targetCPUUtilizationPercentage"] = nil
        var metrics: [JSONValue] = []
        if let target = spec["targetCPUUtilizationPercentage"], !target.isNull {
            metrics.append(cpu(["type": "Utilization", "averageUtilization": target], as: "target"))
        }
        if let others = AutoscalerNotation.read(annotations.text(metricsKey))?.arrayValue {
            metrics += others.map(AutoscalerNotation.metricV2)
        }
        if metrics.isEmpty { metrics = [AutoscalingRules.defaultMetric] }
        result["metrics"] = .array(metrics)
        if let behavior = AutoscalerNotation.read(annotations.text(behaviorKey)) {
            result["behavior"] = AutoscalerNotation.plain(behavior)
        }
        return result
    }

    private static func statusV2(_ status: JSONValue, _ annotations: JSONValue) -> JSONValue {
        var result = status
        result["currentCPUUtilizationPercentage"] = nil
        var metrics: [JSONValue] = []
        if let current = status["currentCPUUtilizationPercentage"], !current.isNull {
            metrics.append(cpu(["averageUtilization": current], as: "current"))
        }
        if let others = AutoscalerNotation.read(annotations.text(currentMetricsKey))?.arrayValue {
            metrics += others.map(AutoscalerNotation.statusV2)
        }
        result["currentMetrics"] = metrics.isEmpty ? .null : .array(metrics)
        if let conditions = AutoscalerNotation.read(annotations.text(conditionsKey)) { result["conditions"] = conditions }
        return result
    }

    private static func cpu(_ value: JSONValue, as key: String) -> JSONValue {
        ["type": "Resource", "resource": .object(["name": "cpu", key: value])]
    }

    // MARK: v2 to v1

    static func toV1(_ object: JSONValue) -> JSONValue {
        var result = object
        result["apiVersion"] = "autoscaling/v1"
        removeAnnotations(&result)
        var notes: [(key: String, value: JSONValue)] = []
        result["spec"] = specV1(object["spec"] ?? .emptyObject, &notes)
        result["status"] = statusV1(object["status"] ?? .emptyObject, &notes)
        for note in notes {
            result[path: ["metadata", "annotations", note.key]] = .string(JSONWriter.string(note.value))
        }
        return result
    }

    private static func specV1(_ spec: JSONValue, _ notes: inout [(key: String, value: JSONValue)]) -> JSONValue {
        var result = spec
        result["metrics"] = nil
        result["behavior"] = nil
        var others = spec.list("metrics")
        // The first CPU use that the older version can say itself.
        if let index = others.firstIndex(where: { isCPU($0, "target") && $0.utilization("target") != nil }) {
            result["targetCPUUtilizationPercentage"] = others[index].utilization("target")
            others.remove(at: index)
        }
        if !others.isEmpty { notes.append((metricsKey, .array(others.map(AutoscalerNotation.metricV1)))) }
        if let behavior = spec["behavior"], !behavior.isNull {
            notes.append((behaviorKey, AutoscalerNotation.behaviorV1(behavior)))
        }
        return result
    }

    private static func statusV1(_ status: JSONValue, _ notes: inout [(key: String, value: JSONValue)]) -> JSONValue {
        var result = status
        result["currentMetrics"] = nil
        result["conditions"] = nil
        if !result.has("currentReplicas") { result["currentReplicas"] = 0 }
        var others = status.list("currentMetrics")
        if let index = others.firstIndex(where: { isCPU($0, "current") && $0.utilization("current") != nil }) {
            result["currentCPUUtilizationPercentage"] = others[index].utilization("current")
            others.remove(at: index)
        }
        if !others.isEmpty { notes.append((currentMetricsKey, .array(others.map(AutoscalerNotation.statusV1)))) }
        let conditions = status.list("conditions")
        if !conditions.isEmpty { notes.append((conditionsKey, .array(conditions))) }
        return result
    }

    private static func isCPU(_ metric: JSONValue, _ key: String) -> Bool {
        metric.text("type") == "Resource" && metric.text(path: "resource", "name") == "cpu"
    }

    private static func removeAnnotations(_ object: inout JSONValue) {
        object.edit("metadata") { metadata in
            guard metadata.map("annotations").contains(where: { $0.key.hasPrefix(prefix) }) else { return }
            metadata.edit("annotations") { annotations in
                for key in [metricsKey, currentMetricsKey, conditionsKey, behaviorKey] { annotations[key] = nil }
            }
            if metadata.map("annotations").isEmpty { metadata["annotations"] = nil }
        }
    }
}

extension JSONValue {
    /// The percentage of a `Resource` metric, where it has one.
    fileprivate func utilization(_ key: String) -> JSONValue? {
        guard let value = self[path: "resource", key, "averageUtilization"], !value.isNull else { return nil }
        return value
    }
}
