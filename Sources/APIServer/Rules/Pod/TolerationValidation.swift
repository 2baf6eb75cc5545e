import JSON

/// The checks of tolerations and of the taints they are for.
enum TolerationValidation {
    static let effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"]

    static func check(_ path: String, _ tolerations: [JSONValue], into errors: inout FieldErrors) {
        for (index, toleration) in tolerations.enumerated() { check("\(path)[\(index)]", toleration, &errors) }
    }

    private static func check(_ path: String, _ toleration: JSONValue, _ errors: inout FieldErrors) {
        let key = toleration.text("key")
        let operation = toleration.text("operator")
        let effect = toleration.text("effect")
        if !key.isEmpty { errors.check("\(path).key", key, NameRules.qualifiedName) }
        if key.isEmpty, operation != "Exists" {
            errors.invalid(
                "\(path).operator", .string(operation),
                "operator must be Exists when `key` is empty, which means \"match all values and all keys\"")
        }
        if toleration.has("tolerationSeconds"), effect != "NoExecute" {
            errors.invalid("\(path).effect", .string(effect), "effect must be 'NoExecute' when `tolerationSeconds` is set")
        }
        switch operation {
        case "", "Equal":
            let reasons = NameRules.labelValue(toleration.text("value"))
            if !reasons.isEmpty {
                errors.invalid("\(path).operator", .string(toleration.text("value")), reasons.joined(separator: ";"))
            }
        case "Exists":
            if !toleration.text("value").isEmpty {
                errors.invalid(
                    "\(path).operator", .string(toleration.text("value")), "value must be empty when `operator` is 'Exists'")
            }
        default: errors.checkOneOf("\(path).operator", operation, ["Equal", "Exists"])
        }
        if !effect.isEmpty { errors.checkOneOf("\(path).effect", effect, effects) }
    }

    /// - Parameter path: where Kubernetes says that taints are.
    static func checkTaints(_ path: String, _ taints: [JSONValue], into errors: inout FieldErrors) {
        var known: Set<String> = []
        for (index, taint) in taints.enumerated() {
            let place = "\(path)[\(index)]"
            errors.check("\(place).key", taint.text("key"), NameRules.qualifiedName)
            let reasons = NameRules.labelValue(taint.text("value"))
            if !reasons.isEmpty {
                errors.invalid("\(place).value", .string(taint.text("value")), reasons.joined(separator: ";"))
            }
            errors.checkRequiredOneOf("\(place).effect", taint.text("effect"), effects)
            guard !known.insert("\(taint.text("effect")):\(taint.text("key"))").inserted else { continue }
            let shown: JSONValue = [
                "Key": .string(taint.text("key")), "Value": .string(taint.text("value")),
                "Effect": .string(taint.text("effect")), "TimeAdded": taint["timeAdded"].orNull,
            ]
            errors.append(
                FieldError(
                    kind: .duplicate, path: place,
                    body: "Duplicate value: \(JSONWriter.string(shown)): taints must be unique by key and effect pair"))
        }
    }
}
