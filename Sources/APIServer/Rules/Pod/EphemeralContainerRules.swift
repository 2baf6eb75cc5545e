import JSON

/// `pods/ephemeralcontainers`: containers are added to a running Pod, to look into it, and stay until it ends.
enum EphemeralContainerRules {
    static let rules: ResourceRules = {
        var rules = ResourceRules()
        rules.applyDefaults = PodDefaults.apply(toPod:)
        rules.prepareForUpdate = { pod, old in
            let containers = pod[path: "spec", "ephemeralContainers"]
            StatusRules.keepAll(&pod, old)
            pod.edit("spec") { $0["ephemeralContainers"] = containers }
            Generation.raise(&pod, old, ifChanged: ["spec"])
        }
        rules.validate = { validate($0, $1 ?? .emptyObject) }
        return rules
    }()

    private static let path = "spec.ephemeralContainers"

    private static func validate(_ pod: JSONValue, _ old: JSONValue) -> [FieldError] {
        var errors = FieldErrors()
        if old[path: "metadata", "annotations", "kubernetes.io/config.mirror"] != nil {
            errors.forbidden("[]", "static pods do not support ephemeral containers")
            return errors.all
        }
        PodValidation.checkSpec("spec", pod["spec"] ?? .emptyObject, into: &errors)
        let new = pod["spec"]?.list("ephemeralContainers") ?? []
        for before in old["spec"]?.list("ephemeralContainers") ?? [] {
            let name = before.text("name")
            guard let after = new.first(where: { $0.text("name") == name }) else {
                errors.forbidden(path, "existing ephemeral containers \"\(name)\" may not be removed\n")
                continue
            }
            if before != after {
                let (form, type) = (InternalForm.core, "EphemeralContainer")
                let changes = LineDifference.text(form.shown(before, as: type), form.shown(after, as: type))
                errors.forbidden(path, "existing ephemeral containers \"\(name)\" may not be changed\n\(changes)")
            }
        }
        return errors.all
    }

    /// What ephemeral containers may not have, which other containers may.
    static func check(_ place: String, _ container: JSONValue, containers: Set<String>, into errors: inout FieldErrors) {
        let target = container.text("targetContainerName")
        if !target.isEmpty, !containers.contains(target) {
            errors.append(.notFound("\(place).targetContainerName", .string(target)))
        }
        let refused = [
            "ports", "resources", "resizePolicy", "restartPolicy", "restartPolicyRules", "livenessProbe",
            "readinessProbe", "startupProbe", "lifecycle",
        ]
        for key in refused where key == "resources" ? !isZero(container[key]) : isSet(container[key]) {
            errors.forbidden("\(place).\(key)", "cannot be set for an Ephemeral Container")
        }
        for (index, mount) in container.list("volumeMounts").enumerated() {
            for key in ["subPath", "subPathExpr"] where !mount.text(key).isEmpty {
                errors.forbidden("\(place).volumeMounts[\(index)].\(key)", "cannot be set for an Ephemeral Container")
            }
        }
    }

    /// Whether a value Kubernetes keeps behind a pointer, or in a list, is set: an empty object is.
    private static func isSet(_ value: JSONValue?) -> Bool {
        if case .object? = value { true } else { !isZero(value) }
    }

    private static func isZero(_ value: JSONValue?) -> Bool {
        switch value {
        case nil, .null?, .string("")?: true
        case .array(let elements)?: elements.isEmpty
        case .object(let object)?: object.isEmpty
        default: false
        }
    }
}
