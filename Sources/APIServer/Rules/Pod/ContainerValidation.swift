import JSON

/// The checks of a pod spec's containers, init containers and ephemeral containers.
enum ContainerValidation {
    /// What containers refer to.
    struct Context {
        let volumes: Set<String>
        let usesHostNetwork: Bool
    }

    static func check(_ path: String, _ spec: JSONValue, _ context: Context, into errors: inout FieldErrors) {
        let containers = spec.list("containers")
        if containers.isEmpty { errors.required("\(path).containers") }
        var names: Set<String> = []
        var hostPorts: Set<String> = []
        for (index, container) in containers.enumerated() {
            let place = "\(path).containers[\(index)]"
            checkCommon(place, container, context, &errors)
            checkUnique(place, container, &names, &errors)
            checkProbes(place, container, &errors)
            checkHostPorts(place, container, &hostPorts, &errors)
        }
        for (index, container) in spec.list("initContainers").enumerated() {
            let place = "\(path).initContainers[\(index)]"
            checkCommon(place, container, context, &errors)
            checkUnique(place, container, &names, &errors)
            checkInit(place, container, &errors)
        }
        for (index, container) in spec.list("ephemeralContainers").enumerated() {
            let place = "\(path).ephemeralContainers[\(index)]"
            checkCommon(place, container, context, &errors)
            checkUnique(place, container, &names, &errors)
        }
    }

    private static func checkUnique(
        _ path: String, _ container: JSONValue, _ names: inout Set<String>, _ errors: inout FieldErrors
    ) {
        let name = container.text("name")
        if !name.isEmpty, !names.insert(name).inserted { errors.duplicate("\(path).name", .string(name)) }
    }

    private static func checkInit(_ path: String, _ container: JSONValue, _ errors: inout FieldErrors) {
        let policy = container.text("restartPolicy")
        if policy == "Always" {
            checkProbes(path, container, &errors)
            return
        }
        if !policy.isEmpty { errors.checkOneOf("\(path).restartPolicy", policy, ["Always", "Never", "OnFailure"]) }
        for key in ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"] where container.has(key) {
            errors.forbidden("\(path).\(key)", "may not be set for init containers without restartPolicy=Always")
        }
    }

    private static func checkCommon(_ path: String, _ container: JSONValue, _ context: Context, _ errors: inout FieldErrors) {
        errors.checkRequired("\(path).name", container.text("name"), NameRules.dns1123Label)
        let image = container.text("image")
        if image.isEmpty {
            errors.required("\(path).image")
        } else if image.first == " " || image.last == " " || image.first == "\t" || image.last == "\t" {
            errors.invalid("\(path).image", .string(image), "must not have leading or trailing whitespace")
        }
        errors.checkRequiredOneOf(
            "\(path).terminationMessagePolicy", container.text("terminationMessagePolicy"), ["FallbackToLogsOnError", "File"])
        checkPorts("\(path).ports", container.list("ports"), context, &errors)
        EnvironmentValidation.check(path, container, into: &errors)
        checkMounts("\(path).volumeMounts", container.list("volumeMounts"), context, &errors)
        errors.checkRequiredOneOf(
            "\(path).imagePullPolicy", container.text("imagePullPolicy"), ["Always", "IfNotPresent", "Never"])
        ResourceValidation.check("\(path).resources", container["resources"] ?? .emptyObject, into: &errors)
    }

    // MARK: Ports

    private static func checkPorts(_ path: String, _ ports: [JSONValue], _ context: Context, _ errors: inout FieldErrors) {
        var names: Set<String> = []
        for (index, port) in ports.enumerated() {
            let place = "\(path)[\(index)]"
            let name = port.text("name")
            if !name.isEmpty {
                errors.check("\(place).name", name, NameRules.portName)
                if !names.insert(name).inserted { errors.duplicate("\(place).name", .string(name)) }
            }
            let number = port["containerPort"]?.intValue ?? 0
            if number == 0 {
                errors.required("\(place).containerPort")
            } else {
                errors.checkPortNumber("\(place).containerPort", port["containerPort"])
            }
            if let hostPort = port["hostPort"]?.intValue, hostPort != 0 {
                errors.checkPortNumber("\(place).hostPort", port["hostPort"])
                if context.usesHostNetwork, hostPort != number {
                    errors.invalid(
                        "\(place).containerPort", .int(number), "must match `hostPort` when `hostNetwork` is true")
                }
            }
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

    // MARK: Mounts

    private static func checkMounts(_ path: String, _ mounts: [JSONValue], _ context: Context, _ errors: inout FieldErrors) {
        var places: Set<String> = []
        for (index, mount) in mounts.enumerated() {
            let place = "\(path)[\(index)]"
            let name = mount.text("name")
            if name.isEmpty {
                errors.required("\(place).name")
            } else if !context.volumes.contains(name) {
                errors.append(.notFound("\(place).name", .string(name)))
            }
            let target = mount.text("mountPath")
            if target.isEmpty {
                errors.required("\(place).mountPath")
            } else if !places.insert(target).inserted {
                errors.invalid("\(place).mountPath", .string(target), "must be unique")
            }
            for key in ["subPath", "subPathExpr"] where !mount.text(key).isEmpty {
                VolumeValidation.checkRelative("\(place).\(key)", mount.text(key), into: &errors)
            }
            if !mount.text("subPath").isEmpty, !mount.text("subPathExpr").isEmpty {
                errors.invalid(
                    "\(place).subPathExpr", .string(mount.text("subPathExpr")), "subPathExpr and subPath are mutually exclusive")
            }
        }
    }

    // MARK: Probes and hooks

    private static func checkProbes(_ path: String, _ container: JSONValue, _ errors: inout FieldErrors) {
        if let lifecycle = container["lifecycle"], !lifecycle.isNull {
            for hook in ["postStart", "preStop"] where lifecycle.has(hook) {
                ProbeValidation.checkHandler(
                    "\(path).lifecycle.\(hook)", lifecycle[hook].orNull, kinds: ["exec", "httpGet", "tcpSocket", "sleep"],
                    into: &errors)
            }
        }
        for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
            guard let value = container[probe], !value.isNull else { continue }
            ProbeValidation.check("\(path).\(probe)", value, into: &errors)
            if probe != "readinessProbe", let count = value["successThreshold"], count.intValue != 1 {
                errors.invalid("\(path).\(probe).successThreshold", count, "must be 1")
            }
            if probe == "readinessProbe", value.has("terminationGracePeriodSeconds") {
                errors.invalid(
                    "\(path).\(probe).terminationGracePeriodSeconds", value["terminationGracePeriodSeconds"].orNull,
                    "must not be set for readinessProbes")
            }
        }
    }
}
