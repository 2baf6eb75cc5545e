import JSON

/// RuntimeClasses.
enum RuntimeClassRules {
    static let rules: ResourceRules = {
        var rules = ResourceRules()
        rules.warnings = { object, _ in
            let labels = object[path: "scheduling", "nodeSelector"]?.objectValue?.members ?? []
            return labels.flatMap { NodeLabelWarnings.label("scheduling.nodeSelector", $0.key) }
        }
        rules.check(isNamespaced: false, passes: [.whole, .change]) { object, old, errors in
            defer { if let old { errors.checkImmutable("handler", object["handler"], old["handler"]) } }
            errors.check("handler", object.text("handler"), NameRules.dns1123Label)
            if let overhead = object["overhead"], !overhead.isNull {
                ResourceValidation.check("overhead", ["limits": overhead["podFixed"].orNull], into: &errors)
            }
            guard let scheduling = object["scheduling"], !scheduling.isNull else { return }
            MetadataRules.checkLabels("scheduling.nodeSelector", scheduling["nodeSelector"], into: &errors)
            let tolerations = scheduling.list("tolerations")
            TolerationValidation.check("scheduling.tolerations", tolerations, into: &errors)
            for (index, toleration) in tolerations.enumerated() where tolerations[..<index].contains(toleration) {
                errors.duplicate("scheduling.tolerations[\(index)]", toleration)
            }
        }
        return rules
    }()
}
