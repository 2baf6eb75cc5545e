import JSON

/// The checks of what a Pod says of the nodes and Pods it wants to be near to, or far from.
enum AffinityValidation {
    private static let required = "requiredDuringSchedulingIgnoredDuringExecution"
    private static let preferred = "preferredDuringSchedulingIgnoredDuringExecution"

    static func check(_ path: String, _ affinity: JSONValue, into errors: inout FieldErrors) {
        if let nodes = affinity["nodeAffinity"], !nodes.isNull {
            let place = "\(path).nodeAffinity"
            if let selector = nodes[required], !selector.isNull {
                checkNodeSelector("\(place).\(required)", selector, into: &errors)
            }
            for (index, term) in nodes.list(preferred).enumerated() {
                let place = "\(place).\(preferred)[\(index)]"
                checkWeight("\(place).weight", term["weight"], &errors)
                checkNodeTerm("\(place).preference", term["preference"] ?? .emptyObject, allowsAnyValue: true, &errors)
            }
        }
        for kind in ["podAffinity", "podAntiAffinity"] {
            guard let pods = affinity[kind], !pods.isNull else { continue }
            for (index, term) in pods.list(required).enumerated() {
                checkPodTerm("\(path).\(kind).\(required)[\(index)]", term, &errors)
            }
            for (index, term) in pods.list(preferred).enumerated() {
                let place = "\(path).\(kind).\(preferred)[\(index)]"
                checkWeight("\(place).weight", term["weight"], &errors)
                checkPodTerm("\(place).podAffinityTerm", term["podAffinityTerm"] ?? .emptyObject, &errors)
            }
        }
    }

    private static func checkWeight(_ path: String, _ weight: JSONValue?, _ errors: inout FieldErrors) {
        if !(1...100).contains(weight?.intValue ?? 0) { errors.invalid(path, weight ?? 0, "must be in the range 1-100") }
    }

    // MARK: Nodes

    static func checkNodeSelector(_ path: String, _ selector: JSONValue, into errors: inout FieldErrors) {
        let terms = selector.list("nodeSelectorTerms")
        if terms.isEmpty {
            errors.required("\(path).nodeSelectorTerms", "must have at least one node selector term")
        }
        for (index, term) in terms.enumerated() { checkNodeTerm("\(path).nodeSelectorTerms[\(index)]", term, &errors) }
    }

    /// - Parameter allowsAnyValue: a preference may ask for what no node can have.
    private static func checkNodeTerm(
        _ path: String, _ term: JSONValue, allowsAnyValue: Bool = false, _ errors: inout FieldErrors
    ) {
        for (index, expression) in term.list("matchExpressions").enumerated() {
            let place = "\(path).matchExpressions[\(index)]"
            checkExpression(place, expression, &errors)
            guard !allowsAnyValue else { continue }
            for (position, value) in expression.texts("values").enumerated() {
                errors.check("\(place).values[\(position)]", value, NameRules.labelValue)
            }
        }
        for (index, expression) in term.list("matchFields").enumerated() {
            checkField("\(path).matchFields[\(index)]", expression, &errors)
        }
    }

    private static func checkExpression(_ path: String, _ expression: JSONValue, _ errors: inout FieldErrors) {
        let values = expression.list("values")
        let operation = expression.text("operator")
        switch operation {
        case "In", "NotIn":
            if values.isEmpty {
                errors.required("\(path).values", "must be specified when `operator` is 'In' or 'NotIn'")
            }
        case "Exists", "DoesNotExist":
            if !values.isEmpty {
                errors.forbidden("\(path).values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
            }
        case "Gt", "Lt":
            if values.count != 1 {
                errors.required("\(path).values", "must be specified single value when `operator` is 'Lt' or 'Gt'")
            }
        default: errors.invalid("\(path).operator", .string(operation), "not a valid selector operator")
        }
        errors.check("\(path).key", expression.text("key"), NameRules.qualifiedName)
    }

    private static func checkField(_ path: String, _ expression: JSONValue, _ errors: inout FieldErrors) {
        let values = expression.texts("values")
        let operation = expression.text("operator")
        if !["In", "NotIn"].contains(operation) {
            errors.invalid("\(path).operator", .string(operation), "not a valid selector operator")
        } else if values.count != 1 {
            errors.required(
                "\(path).values", "must be only one value when `operator` is 'In' or 'NotIn' for node field selector")
        }
        let key = expression.text("key")
        guard key == "metadata.name" else {
            return errors.invalid("\(path).key", .string(key), "not a valid field selector key")
        }
        for (index, value) in values.enumerated() {
            errors.check("\(path).values[\(index)]", value, NameRules.dns1123Subdomain)
        }
    }

    // MARK: Pods

    private static func checkPodTerm(_ path: String, _ term: JSONValue, _ errors: inout FieldErrors) {
        for key in ["labelSelector", "namespaceSelector"] {
            LabelSelectorRules.check("\(path).\(key)", term[key].orNull, into: &errors)
        }
        for name in term.texts("namespaces") { errors.check("\(path).namespace", name, NameRules.dns1123Label) }
        let matched = term.texts("matchLabelKeys")
        let mismatched = term.texts("mismatchLabelKeys")
        for (key, labels) in [("matchLabelKeys", matched), ("mismatchLabelKeys", mismatched)] where !labels.isEmpty {
            checkLabelKeys("\(path).\(key)", labels, hasSelector: term.has("labelSelector"), &errors)
        }
        checkSelected(matched, term["labelSelector"].orNull, &errors) { "\(path)[\($0)]" }
        for (index, label) in matched.enumerated() where mismatched.contains(label) {
            errors.invalid(
                "\(path).matchLabelKeys[\(index)]", .string(label), "exists in both matchLabelKeys and mismatchLabelKeys")
        }
        let topology = term.text("topologyKey")
        if topology.isEmpty { errors.required("\(path).topologyKey", "can not be empty") }
        errors.check("\(path).topologyKey", topology, NameRules.qualifiedName)
    }

    /// A label whose value comes from the Pod must not be asked for beside that. The Pod's value stands last in the selector.
    private static func checkSelected(
        _ labels: [String], _ selector: JSONValue, _ errors: inout FieldErrors, at path: (Int) -> String
    ) {
        var selected = Set(selector.map("matchLabels").map(\.key))
        for key in selector.list("matchExpressions").map({ $0.text("key") }) {
            if !selected.insert(key).inserted, let index = labels.lastIndex(of: key) {
                errors.invalid(path(index), .string(key), "exists in both matchLabelKeys and labelSelector")
            }
        }
    }

    private static func checkLabelKeys(
        _ path: String, _ labels: [String], hasSelector: Bool, _ errors: inout FieldErrors
    ) {
        guard hasSelector else {
            return errors.forbidden(path, "must not be specified when labelSelector is not set")
        }
        for (index, label) in labels.enumerated() { errors.check("\(path)[\(index)]", label, NameRules.qualifiedName) }
    }

    // MARK: Spreading

    static func checkSpread(_ path: String, _ constraints: [JSONValue], into errors: inout FieldErrors) {
        for (index, constraint) in constraints.enumerated() {
            let place = "\(path)[\(index)]"
            let action = constraint.text("whenUnsatisfiable")
            let topology = constraint.text("topologyKey")
            if constraint["maxSkew"]?.intValue ?? 0 <= 0 {
                errors.invalid("\(place).maxSkew", constraint["maxSkew"] ?? 0, "must be greater than zero")
            }
            if topology.isEmpty { errors.required("\(place).topologyKey", "can not be empty") }
            errors.checkOneOf("\(place).whenUnsatisfiable", action, ["DoNotSchedule", "ScheduleAnyway"])
            let isRepeated = constraints[(index + 1)...].contains {
                $0.text("topologyKey") == topology && $0.text("whenUnsatisfiable") == action
            }
            if isRepeated {
                errors.duplicate("\(place).{topologyKey, whenUnsatisfiable}", .string("{\(topology), \(action)}"))
            }
            checkSpreadDetails(place, constraint, &errors)
        }
    }

    private static func checkSpreadDetails(_ path: String, _ constraint: JSONValue, _ errors: inout FieldErrors) {
        if let domains = constraint["minDomains"], let number = domains.intValue {
            let action = constraint.text("whenUnsatisfiable")
            if number <= 0 { errors.invalid("\(path).minDomains", domains, "must be greater than zero") }
            if action != "DoNotSchedule" {
                errors.invalid(
                    "\(path).minDomains", domains,
                    "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not \(action)")
            }
        }
        for key in ["nodeAffinityPolicy", "nodeTaintsPolicy"] {
            if let policy = constraint[key]?.stringValue { errors.checkOneOf("\(path).\(key)", policy, ["Honor", "Ignore"]) }
        }
        let labels = constraint.texts("matchLabelKeys")
        let selector = constraint["labelSelector"].orNull
        if !labels.isEmpty, selector.isNull {
            errors.forbidden("\(path).matchLabelKeys", "must not be specified when labelSelector is not set")
        }
        for (index, label) in labels.enumerated() {
            errors.check("\(path).matchLabelKeys[\(index)]", label, NameRules.qualifiedName)
        }
        checkSelected(labels, selector, &errors) { "\(path).matchLabelKeys[\($0)]" }
        LabelSelectorRules.check("\(path).labelSelector", selector, into: &errors)
    }
}
