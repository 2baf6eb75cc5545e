import JSON

/// The checks of Pods and pod templates, with the field errors Kubernetes gives.
enum PodValidation {
    static func validate(_ pod: JSONValue, _ old: JSONValue?) -> [FieldError] {
        var errors = FieldErrors()
        MetadataRules.check(pod, old, isNamespaced: true, name: NameRules.dns1123Subdomain, into: &errors)
        let spec = pod["spec"] ?? .emptyObject
        if let old {
            // The usual case, a change of the status: what is stored was checked when it was written.
            if old["spec"] == pod["spec"] { return errors.all }
            PodUpdateRules.check(spec, old["spec"] ?? .emptyObject, into: &errors)
        }
        checkSpec("spec", spec, into: &errors)
        return errors.all
    }

    static func checkTemplate(_ path: String, _ template: JSONValue, into errors: inout FieldErrors) {
        MetadataRules.checkLabels("\(path).metadata.labels", template[path: "metadata", "labels"], into: &errors)
        MetadataRules.checkAnnotations("\(path).metadata.annotations", template[path: "metadata", "annotations"], into: &errors)
        checkSpec("\(path).spec", template["spec"] ?? .emptyObject, into: &errors)
    }

    static func checkSpec(_ path: String, _ spec: JSONValue, into errors: inout FieldErrors) {
        let volumes = VolumeValidation.check("\(path).volumes", spec.list("volumes"), into: &errors)
        let context = ContainerValidation.Context(
            volumes: volumes, usesHostNetwork: spec["hostNetwork"]?.boolValue == true)
        ContainerValidation.check("\(path)", spec, context, into: &errors)
        errors.checkRequiredOneOf("\(path).restartPolicy", spec.text("restartPolicy"), ["Always", "OnFailure", "Never"])
        checkNetwork(path, spec, &errors)
        checkPlacement(path, spec, &errors)
        checkLifetime(path, spec, &errors)
    }

    private static func checkNetwork(_ path: String, _ spec: JSONValue, _ errors: inout FieldErrors) {
        errors.checkRequiredOneOf(
            "\(path).dnsPolicy", spec.text("dnsPolicy"), ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"])
        if spec.text("dnsPolicy") == "None", spec[path: "dnsConfig", "nameservers"]?.arrayValue?.isEmpty ?? true {
            errors.required("\(path).dnsConfig.nameservers", "must provide at least one DNS nameserver when `dnsPolicy` is None")
        }
        for key in ["hostname", "subdomain"] where !spec.text(key).isEmpty {
            errors.check("\(path).\(key)", spec.text(key), NameRules.dns1123Label)
        }
        for (index, alias) in spec.list("hostAliases").enumerated() {
            errors.checkAddress("\(path).hostAliases[\(index)].ip", alias.text("ip"))
            for (position, name) in alias.texts("hostnames").enumerated() {
                errors.check("\(path).hostAliases[\(index)].hostnames[\(position)]", name, NameRules.dns1123Subdomain)
            }
        }
    }

    private static func checkPlacement(_ path: String, _ spec: JSONValue, _ errors: inout FieldErrors) {
        MetadataRules.checkLabels("\(path).nodeSelector", spec["nodeSelector"], into: &errors)
        for key in ["serviceAccountName", "nodeName", "priorityClassName"] where !spec.text(key).isEmpty {
            errors.check("\(path).\(key)", spec.text(key), NameRules.dns1123Subdomain)
        }
        errors.checkRequired("\(path).schedulerName", spec.text("schedulerName"))
        for (index, toleration) in spec.list("tolerations").enumerated() {
            check(toleration, "\(path).tolerations[\(index)]", &errors)
        }
    }

    private static func check(_ toleration: JSONValue, _ path: String, _ errors: inout FieldErrors) {
        let key = toleration.text("key")
        if !key.isEmpty { errors.check("\(path).key", key, NameRules.qualifiedName) }
        let operation = toleration.text("operator")
        if key.isEmpty, operation != "Exists" {
            errors.invalid(
                "\(path).operator", .string(operation),
                "operator must be Exists when `key` is empty, which means \"match all values and all keys\"")
        }
        let effect = toleration.text("effect")
        if toleration.has("tolerationSeconds"), effect != "NoExecute" {
            errors.invalid("\(path).effect", .string(effect), "effect must be 'NoExecute' when `tolerationSeconds` is set")
        }
        switch operation {
        case "", "Equal": errors.check("\(path).operator", toleration.text("value"), NameRules.labelValue)
        case "Exists":
            if !toleration.text("value").isEmpty {
                errors.invalid(
                    "\(path).operator", .string(toleration.text("value")), "value must be empty when `operator` is 'Exists'")
            }
        default: errors.checkOneOf("\(path).operator", operation, ["Equal", "Exists"])
        }
        if !effect.isEmpty {
            errors.checkOneOf("\(path).effect", effect, ["NoSchedule", "PreferNoSchedule", "NoExecute"])
        }
    }

    private static func checkLifetime(_ path: String, _ spec: JSONValue, _ errors: inout FieldErrors) {
        if let value = spec["activeDeadlineSeconds"], let seconds = value.intValue,
            !(1...Int64(Int32.max)).contains(seconds)
        {
            errors.invalid("\(path).activeDeadlineSeconds", value, "must be between 1 and 2147483647, inclusive")
        }
        errors.checkNotNegative("\(path).terminationGracePeriodSeconds", spec["terminationGracePeriodSeconds"])
    }
}
