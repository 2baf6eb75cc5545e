import JSON

/// How annotations of `autoscaling/v1` spell the metrics and the behavior that this version has no fields for.
enum AutoscalerNotation {
    /// What an annotation holds; `nil` when there is none or it is no JSON.
    static func read(_ text: String) -> JSONValue? { text.isEmpty ? nil : try? JSONReader.read(Array(text.utf8)) }

    // MARK: Behavior

    /// The behavior with the names of a Go structure.
    static func behaviorV1(_ behavior: JSONValue) -> JSONValue {
        ["ScaleUp": rulesV1(behavior["scaleUp"]), "ScaleDown": rulesV1(behavior["scaleDown"])]
    }

    private static func rulesV1(_ rules: JSONValue?) -> JSONValue {
        guard let rules, !rules.isNull else { return .null }
        let policies = rules.list("policies").map { policy -> JSONValue in
            [
                "Type": policy["type"].orNull, "Value": policy["value"].orNull,
                "PeriodSeconds": policy["periodSeconds"].orNull,
            ]
        }
        return [
            "StabilizationWindowSeconds": rules["stabilizationWindowSeconds"].orNull,
            "SelectPolicy": rules["selectPolicy"].orNull, "Policies": policies.isEmpty ? .null : .array(policies),
            "Tolerance": rules["tolerance"].orNull,
        ]
    }

    /// The same tree with names as in JSON, and without nulls.
    static func plain(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object):
            let members = object.members.filter { !$0.value.isNull }.map { member in
                JSONObject.Member(key: member.key.prefix(1).lowercased() + member.key.dropFirst(), value: plain(member.value))
            }
            return .object(JSONObject(members))
        case .array(let elements): return .array(elements.map(plain))
        default: return value
        }
    }

    // MARK: Metrics

    /// A metric of `v2` as the older notation has it: its target spread over fields of its own.
    static func metricV1(_ metric: JSONValue) -> JSONValue {
        var result = metric
        for source in ["resource", "containerResource"] {
            result.edit(source) {
                spread(&$0, "target", ["averageUtilization": "targetAverageUtilization", "averageValue": "targetAverageValue"])
            }
        }
        result.edit("pods") { pods in
            name(&pods, selector: "selector")
            spread(&pods, "target", ["averageValue": "targetAverageValue"])
        }
        result.edit("object") { object in
            name(&object, selector: "selector")
            spread(&object, "target", ["value": "targetValue", "averageValue": "averageValue"])
            object["target"] = object["describedObject"]
            object["describedObject"] = nil
        }
        result.edit("external") { external in
            name(&external, selector: "metricSelector")
            spread(&external, "target", ["value": "targetValue", "averageValue": "targetAverageValue"])
        }
        return result
    }

    static func metricV2(_ metric: JSONValue) -> JSONValue {
        var result = metric
        for source in ["resource", "containerResource"] {
            result.edit(source) {
                gather(&$0, "target", ["targetAverageUtilization": "averageUtilization", "targetAverageValue": "averageValue"])
            }
        }
        result.edit("pods") { pods in
            unname(&pods, selector: "selector")
            gather(&pods, "target", ["targetAverageValue": "averageValue"])
        }
        result.edit("object") { object in
            unname(&object, selector: "selector")
            object["describedObject"] = object["target"]
            object["target"] = nil
            gather(&object, "target", ["targetValue": "value", "averageValue": "averageValue"])
        }
        result.edit("external") { external in
            unname(&external, selector: "metricSelector")
            gather(&external, "target", ["targetValue": "value", "targetAverageValue": "averageValue"])
        }
        return result
    }

    // MARK: Statuses

    static func statusV1(_ metric: JSONValue) -> JSONValue {
        var result = metric
        for source in ["resource", "containerResource"] {
            result.edit(source) {
                spread(
                    &$0, "current", ["averageUtilization": "currentAverageUtilization", "averageValue": "currentAverageValue"])
            }
        }
        result.edit("pods") { pods in
            name(&pods, selector: "selector")
            spread(&pods, "current", ["averageValue": "currentAverageValue"])
        }
        result.edit("object") { object in
            name(&object, selector: "selector")
            spread(&object, "current", ["value": "currentValue", "averageValue": "averageValue"])
            object["target"] = object["describedObject"]
            object["describedObject"] = nil
        }
        result.edit("external") { external in
            name(&external, selector: "metricSelector")
            spread(&external, "current", ["value": "currentValue", "averageValue": "currentAverageValue"])
        }
        return result
    }

    static func statusV2(_ metric: JSONValue) -> JSONValue {
        var result = metric
        for source in ["resource", "containerResource"] {
            result.edit(source) {
                gather(
                    &$0, "current", ["currentAverageUtilization": "averageUtilization", "currentAverageValue": "averageValue"])
            }
        }
        result.edit("pods") { pods in
            unname(&pods, selector: "selector")
            gather(&pods, "current", ["currentAverageValue": "averageValue"])
        }
        result.edit("object") { object in
            unname(&object, selector: "selector")
            object["describedObject"] = object["target"]
            object["target"] = nil
            gather(&object, "current", ["currentValue": "value", "averageValue": "averageValue"])
        }
        result.edit("external") { external in
            unname(&external, selector: "metricSelector")
            gather(&external, "current", ["currentValue": "value", "currentAverageValue": "averageValue"])
        }
        return result
    }

    // MARK: Parts

    /// Takes the members of an inner object out, under names of their own.
    private static func spread(_ value: inout JSONValue, _ key: String, _ names: [String: String]) {
        let inner = value[key] ?? .emptyObject
        value[key] = nil
        for (from, to) in names.sorted(by: { $0.key < $1.key }) {
            if let member = inner[from], !member.isNull { value[to] = member }
        }
    }

    /// The way back. The kind of a target follows from which member is given.
    private static func gather(_ value: inout JSONValue, _ key: String, _ names: [String: String]) {
        var inner = JSONValue.emptyObject
        for (from, to) in names.sorted(by: { $0.key < $1.key }) {
            if let member = value[from], !member.isNull {
                inner[to] = member
                let kinds = ["averageUtilization": "Utilization", "averageValue": "AverageValue", "value": "Value"]
                if key == "target" { inner["type"] = kinds[to].map { .string($0) } }
            }
            value[from] = nil
        }
        value[key] = inner
    }

    private static func name(_ value: inout JSONValue, selector: String) {
        let metric = value["metric"] ?? .emptyObject
        value["metric"] = nil
        value["metricName"] = metric["name"] ?? ""
        if let found = metric["selector"], !found.isNull { value[selector] = found }
    }

    private static func unname(_ value: inout JSONValue, selector: String) {
        var metric: JSONValue = ["name": value["metricName"] ?? ""]
        if let found = value[selector], !found.isNull { metric["selector"] = found }
        value["metricName"] = nil
        value[selector] = nil
        value["metric"] = metric
    }
}
