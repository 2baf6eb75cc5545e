import JSON

/// The checks of Pods and pod templates, with the field errors Kubernetes gives, in its order.
enum PodValidation {
    static func validate(_ pod: JSONValue, _ old: JSONValue?) -> [FieldError] {
        var errors = FieldErrors()
        MetadataRules.check(
            pod, old, isNamespaced: true, name: NameRules.dns1123Subdomain, passes: [.change, .whole], into: &errors)
        let spec = pod["spec"] ?? .emptyObject
        guard let old else {
            PodAnnotationValidation.check("metadata.annotations", pod[path: "metadata", "annotations"], spec, into: &errors)
            checkSpec("spec", spec, podName: pod.text(path: "metadata", "name"), into: &errors)
            checkPodOnly(spec, &errors)
            checkNew(pod, spec, &errors)
            return errors.all
        }
        checkChange(pod, old, &errors)
        return errors.all
    }

    /// What has not changed was checked when it was written.
    private static func checkChange(_ pod: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
        let spec = pod["spec"] ?? .emptyObject
        let before = old["spec"] ?? .emptyObject
        let annotations = pod[path: "metadata", "annotations"]
        let hasNewAnnotations = annotations != old[path: "metadata", "annotations"]
        if hasNewAnnotations { PodAnnotationValidation.check("metadata.annotations", annotations, spec, into: &errors) }
        if spec != before {
            checkSpec("spec", spec, podName: pod.text(path: "metadata", "name"), into: &errors)
            checkPodOnly(spec, &errors)
        }
        if hasNewAnnotations {
            PodAnnotationValidation.checkUpdate(pod, old, into: &errors)
            PodAnnotationValidation.check("metadata.annotations", annotations, spec, into: &errors)
        }
        if old["status"] != pod["status"] { PodStatusValidation.check(pod, old, into: &errors) }
        if spec != before { PodUpdateRules.check(spec, before, into: &errors) }
    }

    /// - Parameter claims: the names of volumes that are added to the Pods by what makes them.
    static func checkTemplate(_ path: String, _ template: JSONValue, claims: [String] = [], into errors: inout FieldErrors) {
        let metadata = template["metadata"] ?? .emptyObject
        let spec = template["spec"] ?? .emptyObject
        MetadataRules.checkLabels("\(path).labels", metadata["labels"], into: &errors)
        MetadataRules.checkAnnotations("\(path).annotations", metadata["annotations"], into: &errors)
        PodAnnotationValidation.check("\(path).annotations", metadata["annotations"], spec, into: &errors)
        checkSpec("\(path).spec", spec, isTemplate: true, claims: claims, into: &errors)
        PodAnnotationValidation.checkMatch("\(path).spec", metadata["annotations"], spec, into: &errors)
        if !spec.list("ephemeralContainers").isEmpty {
            errors.forbidden("\(path).spec.ephemeralContainers", "ephemeral containers not allowed in pod template")
        }
    }

    /// What templates are not asked.
    private static func checkPodOnly(_ spec: JSONValue, _ errors: inout FieldErrors) {
        if spec.text("serviceAccountName").isEmpty {
            for (index, volume) in spec.list("volumes").enumerated() {
                for (position, source) in (volume["projected"]?.list("sources") ?? []).enumerated()
                where source.has("serviceAccountToken") {
                    errors.forbidden(
                        "spec.volumes[\(index)].projected.sources[\(position)].serviceAccountToken",
                        "must not be specified when serviceAccountName is not set")
                }
            }
        }
        for list in ["containers", "initContainers"] {
            for (index, container) in spec.list(list).enumerated() {
                ContainerValidation.checkImageSpace("spec.\(list)[\(index)]", container, into: &errors)
            }
        }
    }

    private static func checkNew(_ pod: JSONValue, _ spec: JSONValue, _ errors: inout FieldErrors) {
        if !spec.list("ephemeralContainers").isEmpty {
            errors.forbidden("spec.ephemeralContainers", "cannot be set on create")
        }
        if !spec.text("nodeName").isEmpty, !spec.list("schedulingGates").isEmpty {
            errors.forbidden("spec.nodeName", "cannot be set until all schedulingGates have been cleared")
        }
        PodAnnotationValidation.checkMatch("spec", pod[path: "metadata", "annotations"], spec, into: &errors)
    }

    static func checkSpec(
        _ path: String, _ spec: JSONValue, isTemplate: Bool = false, claims: [String] = [], podName: String = "",
        into errors: inout FieldErrors
    ) {
        var volumes = VolumeValidation.check("\(path).volumes", spec.list("volumes"), podName: podName, into: &errors)
        for claim in claims { volumes[claim] = "persistentVolumeClaim" }
        checkClaims("\(path).resourceClaims", spec.list("resourceClaims"), &errors)
        let context = ContainerValidation.Context(
            volumes: volumes, claims: Set(spec.list("resourceClaims").map { $0.text("name") }),
            gracePeriod: spec["terminationGracePeriodSeconds"]?.intValue ?? 30, restartPolicy: spec.text("restartPolicy"),
            usesHostUsers: spec["hostUsers"]?.boolValue ?? true)
        ContainerValidation.check(path, spec, context, into: &errors)
        PodResourceValidation.check("\(path).resources", spec, into: &errors)
        if spec["hostNetwork"]?.boolValue == true { checkHostPorts(path, spec, isTemplate: isTemplate, &errors) }
        errors.checkRequiredOneOf("\(path).restartPolicy", spec.text("restartPolicy"), ["Always", "OnFailure", "Never"])
        errors.checkRequiredOneOf(
            "\(path).dnsPolicy", spec.text("dnsPolicy"), ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"])
        MetadataRules.checkLabels("\(path).nodeSelector", spec["nodeSelector"], into: &errors)
        SecurityContextValidation.checkPod("\(path).securityContext", spec, into: &errors)
        AffinityValidation.check("\(path).affinity", spec["affinity"].orNull, into: &errors)
        checkDNS("\(path).dnsConfig", spec, &errors)
        checkGates(path, spec, &errors)
        AffinityValidation.checkSpread(
            "\(path).topologySpreadConstraints", spec.list("topologySpreadConstraints"), into: &errors)
        WindowsValidation.checkHostProcess(path, spec, into: &errors)
        SecurityContextValidation.checkHostUsers(path, spec, into: &errors)
        checkNames(path, spec, &errors)
        OperatingSystemValidation.check(path, spec, into: &errors)
        checkHostname(path, spec, &errors)
    }

    private static func checkClaims(_ path: String, _ claims: [JSONValue], _ errors: inout FieldErrors) {
        var names: Set<String> = []
        for (index, claim) in claims.enumerated() {
            let place = "\(path)[\(index)]"
            let name = claim.text("name")
            if name.isEmpty {
                errors.required("\(place).name")
            } else if !names.insert(name).inserted {
                errors.duplicate("\(place).name", .string(name))
            } else {
                errors.check("\(place).name", name, NameRules.dns1123Label)
            }
            let kinds = ["resourceClaimName", "resourceClaimTemplateName"]
            let given = kinds.filter(claim.has)
            let shown: JSONValue = [
                "Name": .string(name), "ResourceClaimName": claim[kinds[0]].orNull,
                "ResourceClaimTemplateName": claim[kinds[1]].orNull,
            ]
            if given.count > 1 {
                errors.invalid(
                    place, shown, "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified")
            }
            if given.isEmpty {
                errors.invalid(place, shown, "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`")
            }
            for kind in given { errors.check("\(place).\(kind)", claim.text(kind), NameRules.dns1123Subdomain) }
        }
    }

    private static func checkHostPorts(
        _ path: String, _ spec: JSONValue, isTemplate: Bool, _ errors: inout FieldErrors
    ) {
        for (index, container) in spec.list("containers").enumerated() {
            for (position, port) in container.list("ports").enumerated() {
                let hostPort = port["hostPort"]?.intValue ?? 0
                if isTemplate && hostPort == 0 || hostPort == port["containerPort"]?.intValue { continue }
                errors.invalid(
                    "\(path).containers[\(index)].ports[\(position)].hostPort", .int(hostPort),
                    "must match `containerPort` when `hostNetwork` is true")
            }
        }
    }

    private static func checkDNS(_ path: String, _ spec: JSONValue, _ errors: inout FieldErrors) {
        let config = spec["dnsConfig"].orNull
        let servers = config.texts("nameservers")
        if spec.text("dnsPolicy") == "None" {
            if config.isNull { return errors.required(path, "must provide `dnsConfig` when `dnsPolicy` is None") }
            if servers.isEmpty {
                return errors.required(
                    "\(path).nameservers", "must provide at least one DNS nameserver when `dnsPolicy` is None")
            }
        }
        if servers.count > 3 {
            errors.invalid(
                "\(path).nameservers", .array(servers.map(JSONValue.string)), "must not have more than 3 nameservers")
        }
        for (index, server) in servers.enumerated() { errors.checkAddress("\(path).nameservers[\(index)]", server) }
        let searches = config.texts("searches")
        let shown = JSONValue.array(searches.map(JSONValue.string))
        if searches.count > 32 { errors.invalid("\(path).searches", shown, "must not have more than 32 search paths") }
        if searches.joined(separator: " ").utf8.count > 2048 {
            errors.invalid(
                "\(path).searches", shown,
                "must not have more than 2048 characters (including spaces) in the search list")
        }
        for (index, search) in searches.enumerated() where search != "." {
            // Names of hosts with underscores are common in search lists.
            let name = String(search.hasSuffix(".") ? search.dropLast() : search[...])
            errors.check("\(path).searches[\(index)]", name, NameRules.dnsSearch)
        }
        for (index, option) in config.list("options").enumerated() where option.text("name").isEmpty {
            errors.required("\(path).options[\(index)]", "must not be empty")
        }
    }

    private static func checkGates(_ path: String, _ spec: JSONValue, _ errors: inout FieldErrors) {
        for (index, gate) in spec.list("readinessGates").enumerated() {
            errors.check(
                "\(path).readinessGates[\(index)].conditionType", gate.text("conditionType"), NameRules.qualifiedName)
        }
        var names: Set<String> = []
        for (index, gate) in spec.list("schedulingGates").enumerated() {
            let name = gate.text("name")
            errors.check("\(path).schedulingGates[\(index)]", name, NameRules.qualifiedName)
            if !names.insert(name).inserted { errors.duplicate("\(path).schedulingGates[\(index)]", .string(name)) }
        }
    }

    private static func checkNames(_ path: String, _ spec: JSONValue, _ errors: inout FieldErrors) {
        for key in ["serviceAccountName", "nodeName"] where !spec.text(key).isEmpty {
            errors.check("\(path).\(key)", spec.text(key), NameRules.dns1123Subdomain)
        }
        if let value = spec["activeDeadlineSeconds"], let seconds = value.intValue,
            !(1...Int64(Int32.max)).contains(seconds)
        {
            errors.invalid("\(path).activeDeadlineSeconds", value, "must be between 1 and 2147483647, inclusive")
        }
        for key in ["hostname", "subdomain"] where !spec.text(key).isEmpty {
            errors.check("\(path).\(key)", spec.text(key), NameRules.dns1123Label)
        }
        TolerationValidation.check("\(path).tolerations", spec.list("tolerations"), into: &errors)
        for (index, alias) in spec.list("hostAliases").enumerated() {
            errors.checkAddress("\(path).hostAliases[\(index)].ip", alias.text("ip"))
            for (position, name) in alias.texts("hostnames").enumerated() {
                errors.check("\(path).hostAliases[\(index)].hostnames[\(position)]", name, NameRules.dns1123Subdomain)
            }
        }
        if !spec.text("priorityClassName").isEmpty {
            errors.check("\(path).priorityClassName", spec.text("priorityClassName"), NameRules.dns1123Subdomain)
        }
        if let name = spec["runtimeClassName"]?.stringValue {
            errors.check("\(path).runtimeClassName", name, NameRules.dns1123Subdomain)
        }
        if let policy = spec["preemptionPolicy"]?.stringValue {
            errors.checkRequiredOneOf("\(path).preemptionPolicy", policy, ["PreemptLowerPriority", "Never"])
        }
        if let overhead = spec["overhead"], !overhead.isNull {
            ResourceValidation.check("\(path).overhead", ["limits": overhead], into: &errors)
        }
    }

    private static func checkHostname(_ path: String, _ spec: JSONValue, _ errors: inout FieldErrors) {
        guard let name = spec["hostnameOverride"]?.stringValue else { return }
        let place = "\(path).hostnameOverride"
        errors.check(place, name, NameRules.dns1123Subdomain)
        if name.utf8.count > 64 { errors.tooLong(place, 64) }
        if spec["hostNetwork"]?.boolValue == true { errors.forbidden(place, "may not be specified when hostNetwork is true") }
        if spec["setHostnameAsFQDN"]?.boolValue == true {
            errors.forbidden(place, "may not be specified when setHostnameAsFQDN is true")
        }
    }
}
