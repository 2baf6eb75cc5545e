import JSON

/// Labels of nodes that have newer names.
enum NodeLabelWarnings {
    private static let deprecated = [
        "beta.kubernetes.io/arch": "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
        "beta.kubernetes.io/os": "deprecated since v1.14; use \"kubernetes.io/os\" instead",
        "failure-domain.beta.kubernetes.io/region": "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
        "failure-domain.beta.kubernetes.io/zone": "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
        "beta.kubernetes.io/instance-type": "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead",
        "app.kubernetes.io/created-by": "deprecated since v1.9",
        "scheduler.alpha.kubernetes.io/preferAvoidPods": "deprecated since v1.22; use Taints and Tolerations instead",
        "node-role.kubernetes.io/master": "use \"node-role.kubernetes.io/control-plane\" instead",
    ]

    /// Of one label, at the place that names it: `path: message`.
    static func label(_ path: String, _ label: String) -> [String] {
        deprecated[label].map { ["\(path): \($0)"] } ?? []
    }

    /// Of one label that is the value at the place: `path: label is message`.
    static func value(_ path: String, _ label: String) -> [String] {
        deprecated[label].map { ["\(path): \(label) is \($0)"] } ?? []
    }

    /// Of the labels that node selector terms ask for.
    ///
    /// - Parameter checksValues: whether what no label can be is mentioned, too.
    static func term(_ path: String, _ term: JSONValue, checksValues: Bool = false) -> [String] {
        var warnings: [String] = []
        for (index, expression) in term.list("matchExpressions").enumerated() {
            let place = "\(path).matchExpressions[\(index)]"
            warnings += value("\(place).key", expression.text("key"))
            guard checksValues else { continue }
            for (position, value) in expression.texts("values").enumerated() {
                warnings += NameRules.labelValue(value).map { "\(place).values[\(position)]: \(value) is invalid, \($0)" }
            }
        }
        return warnings
    }

    /// Of the labels that a label selector of nodes asks for.
    static func selector(_ path: String, _ selector: JSONValue?) -> [String] {
        guard let selector, !selector.isNull else { return [] }
        return term(path, selector) + selector.map("matchLabels").flatMap { label("\(path).matchLabels.\($0.key)", $0.key) }
    }
}
