import JSON

/// The checks of a pod spec's containers, init containers and ephemeral containers.
enum ContainerValidation {
    /// What containers refer to in the Pod.
    struct Context {
        /// The volumes, with the kind of each one's source.
        let volumes: [String: String]
        let claims: Set<String>
        let gracePeriod: Int64
        let restartPolicy: String
        /// Whether users inside the containers are users of the node.
        let usesHostUsers: Bool
    }

    static func check(_ path: String, _ spec: JSONValue, _ context: Context, into errors: inout FieldErrors) {
        let containers = spec.list("containers")
        if containers.isEmpty { errors.required("\(path).containers") }
        var names: Set<String> = []
        for (index, container) in containers.enumerated() {
            let place = "\(path).containers[\(index)]"
            checkCommon(place, container, context, &errors)
            checkUnique(place, container, &names, &errors)
            ProbeValidation.checkAll(place, container, gracePeriod: context.gracePeriod, into: &errors)
            checkRestart(place, container, &errors)
        }
        var hostPorts: Set<String> = []
        for (index, container) in containers.enumerated() {
            checkHostPorts("\(path).containers[\(index)]", container, &hostPorts, &errors)
        }
        for (index, container) in spec.list("initContainers").enumerated() {
            let place = "\(path).initContainers[\(index)]"
            checkCommon(place, container, context, &errors)
            checkRestart(place, container, &errors)
            checkUnique(place, container, &names, &errors)
            var hostPorts: Set<String> = []
            checkHostPorts("\(path).initContainers[0]", container, &hostPorts, &errors)
            checkInit(place, container, context, &errors)
        }
        let targets = Set((containers + spec.list("initContainers")).map { $0.text("name") })
        for (index, container) in spec.list("ephemeralContainers").enumerated() {
            let place = "\(path).ephemeralContainers[\(index)]"
            checkCommon(place, container, context, &errors)
            checkImageSpace(place, container, into: &errors)
            checkUnique(place, container, &names, &errors)
            EphemeralContainerRules.check(place, container, containers: targets, into: &errors)
        }
    }

    /// Templates may name an image with space around it; Pods may not.
    static func checkImageSpace(_ path: String, _ container: JSONValue, into errors: inout FieldErrors) {
        let image = container.text("image")
        if image.first?.isWhitespace ?? false || image.last?.isWhitespace ?? false {
            errors.invalid("\(path).image", .string(image), "must not have leading or trailing whitespace")
        }
    }

    private static func checkUnique(
        _ path: String, _ container: JSONValue, _ names: inout Set<String>, _ errors: inout FieldErrors
    ) {
        let name = container.text("name")
        if !name.isEmpty, !names.insert(name).inserted { errors.duplicate("\(path).name", .string(name)) }
    }

    private static func checkInit(
        _ path: String, _ container: JSONValue, _ context: Context, _ errors: inout FieldErrors
    ) {
        if container.text("restartPolicy") == "Always" {
            ProbeValidation.checkAll(path, container, gracePeriod: context.gracePeriod, into: &errors)
            return
        }
        for key in ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"] where container.has(key) {
            errors.forbidden("\(path).\(key)", "may not be set for init containers without restartPolicy=Always")
        }
        if !container.list("resizePolicy").isEmpty {
            errors.invalid(
                "\(path).resizePolicy", container["resizePolicy"].orNull,
                "must not be set for init containers without restartPolicy=Always")
        }
    }

    private static func checkCommon(_ path: String, _ container: JSONValue, _ context: Context, _ errors: inout FieldErrors) {
        errors.checkRequired("\(path).name", container.text("name"), NameRules.dns1123Label)
        errors.checkRequired("\(path).image", container.text("image"))
        errors.checkRequiredOneOf(
            "\(path).terminationMessagePolicy", container.text("terminationMessagePolicy"), ["File", "FallbackToLogsOnError"])
        checkPorts("\(path).ports", container.list("ports"), &errors)
        EnvironmentValidation.check(path, container, into: &errors)
        MountValidation.check(path, container, volumes: context.volumes, into: &errors)
        errors.checkRequiredOneOf(
            "\(path).imagePullPolicy", container.text("imagePullPolicy"), ["Always", "IfNotPresent", "Never"])
        ResourceValidation.check(
            "\(path).resources", container["resources"] ?? .emptyObject, claims: context.claims, into: &errors)
        checkResize("\(path).resizePolicy", container.list("resizePolicy"), context, &errors)
        SecurityContextValidation.checkContainer(
            "\(path).securityContext", container, usesHostUsers: context.usesHostUsers, into: &errors)
    }

    // MARK: Ports

    private static func checkPorts(_ path: String, _ ports: [JSONValue], _ errors: inout FieldErrors) {
        var names: Set<String> = []
        for (index, port) in ports.enumerated() {
            let place = "\(path)[\(index)]"
            let name = port.text("name")
            if !name.isEmpty {
                let reasons = NameRules.portName(name)
                for reason in reasons { errors.invalid("\(place).name", .string(name), reason) }
                if reasons.isEmpty, !names.insert(name).inserted { errors.duplicate("\(place).name", .string(name)) }
            }
            if port["containerPort"]?.intValue ?? 0 == 0 {
                errors.required("\(place).containerPort")
            } else {
                errors.checkPortNumber("\(place).containerPort", port["containerPort"])
            }
            if port["hostPort"]?.intValue ?? 0 != 0 { errors.checkPortNumber("\(place).hostPort", port["hostPort"]) }
            errors.checkRequiredOneOf("\(place).protocol", port.text("protocol"), ["SCTP", "TCP", "UDP"])
        }
    }

    private static func checkHostPorts(
        _ path: String, _ container: JSONValue, _ taken: inout Set<String>, _ errors: inout FieldErrors
    ) {
        for (index, port) in container.list("ports").enumerated() {
            guard let hostPort = port["hostPort"]?.intValue, hostPort != 0 else { continue }
            let text = "\(port.text("protocol"))/\(port.text("hostIP"))/\(hostPort)"
            if !taken.insert(text).inserted { errors.duplicate("\(path).ports[\(index)].hostPort", .string(text)) }
        }
    }

    // MARK: Resizing and restarting

    private static func checkResize(
        _ path: String, _ policies: [JSONValue], _ context: Context, _ errors: inout FieldErrors
    ) {
        var resources: Set<String> = []
        for (index, policy) in policies.enumerated() {
            let resource = policy.text("resourceName")
            let restart = policy.text("restartPolicy")
            if !resources.insert(resource).inserted { errors.duplicate("\(path)[\(index)]", .string(resource)) }
            errors.checkRequiredOneOf(path, resource, ["cpu", "memory"])
            errors.checkRequiredOneOf(path, restart, ["NotRequired", "RestartContainer"])
            if context.restartPolicy == "Never", restart != "NotRequired" {
                errors.invalid(path, .string(restart), "must be 'NotRequired' when `restartPolicy` is 'Never'")
            }
        }
    }

    private static func checkRestart(_ path: String, _ container: JSONValue, _ errors: inout FieldErrors) {
        let policy = container["restartPolicy"]?.stringValue
        if let policy { errors.checkOneOf("\(path).restartPolicy", policy, ["Always", "Never", "OnFailure"]) }
        let rules = container.list("restartPolicyRules")
        guard !rules.isEmpty else { return }
        let place = "\(path).restartPolicyRules"
        if policy == nil { errors.required("\(path).restartPolicy", "must specify restartPolicy when restart rules are used") }
        if rules.count > 20 { errors.tooMany(place, rules.count, 20) }
        for (index, rule) in rules.enumerated() {
            errors.checkRequiredOneOf("\(place)[\(index)].action", rule.text("action"), ["Restart", "RestartAllContainers"])
            guard let codes = rule["exitCodes"], !codes.isNull else {
                errors.required("\(place)[\(index)].exitCodes", "must be specified")
                continue
            }
            errors.checkRequiredOneOf("\(place)[\(index)].exitCodes.operator", codes.text("operator"), ["In", "NotIn"])
            let values = codes.list("values")
            if values.isEmpty {
                errors.required("\(place)[\(index)].exitCodes.values", "at least one value must be specified")
            } else if values.count > 255 {
                errors.tooMany("\(place)[\(index)].exitCodes.values", values.count, 255)
            }
        }
    }
}
