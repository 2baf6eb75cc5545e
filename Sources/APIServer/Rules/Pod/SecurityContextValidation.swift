import JSON

/// The checks of the security settings of Pods and containers.
enum SecurityContextValidation {
    private static let idText = "must be between 0 and 2147483647, inclusive"
    private static let profiles = ["Localhost", "RuntimeDefault", "Unconfined"]

    /// The settings of a whole Pod.
    static func checkPod(_ path: String, _ spec: JSONValue, into errors: inout FieldErrors) {
        guard let context = spec["securityContext"], !context.isNull else { return }
        for key in ["fsGroup", "runAsUser", "runAsGroup"] { checkID("\(path).\(key)", context[key], &errors) }
        for (index, group) in context.list("supplementalGroups").enumerated() {
            checkID("\(path).supplementalGroups[\(index)]", group, &errors)
        }
        if spec["shareProcessNamespace"]?.boolValue == true, spec["hostPID"]?.boolValue == true {
            errors.invalid(
                "\(path).shareProcessNamespace", true, "ShareProcessNamespace and HostPID cannot both be enabled")
        }
        checkSysctls("\(path).sysctls", context.list("sysctls"), spec, &errors)
        if let policy = context["fsGroupChangePolicy"]?.stringValue {
            errors.checkOneOf("\(path).fsGroupChangePolicy", policy, ["Always", "OnRootMismatch"])
        }
        checkProfiles(path, context, &errors)
        if let policy = context["supplementalGroupsPolicy"]?.stringValue {
            errors.checkOneOf("\(path).supplementalGroupsPolicy", policy, ["Merge", "Strict"])
        }
        if let policy = context["seLinuxChangePolicy"]?.stringValue {
            errors.checkOneOf("\(path).seLinuxChangePolicy", policy, ["MountOption", "Recursive"])
        }
    }

    /// - Parameter usesHostUsers: whether users inside the containers are users of the node.
    static func checkContainer(
        _ path: String, _ container: JSONValue, usesHostUsers: Bool, into errors: inout FieldErrors
    ) {
        guard let context = container["securityContext"], !context.isNull else { return }
        for key in ["runAsUser", "runAsGroup"] { checkID("\(path).\(key)", context[key], &errors) }
        if let mount = context["procMount"]?.stringValue {
            errors.checkOneOf("\(path).procMount", mount, ["Default", "Unmasked"])
            if usesHostUsers, mount == "Unmasked" {
                errors.invalid("\(path).procMount", "Unmasked", "`hostUsers` must be false to use `Unmasked`")
            }
        }
        checkSeccomp("\(path).seccompProfile", context["seccompProfile"].orNull, &errors)
        if context["allowPrivilegeEscalation"]?.boolValue == false {
            let text = "cannot set `allowPrivilegeEscalation` to false and"
            if context["privileged"]?.boolValue == true { errors.invalid(path, shown(context), "\(text) `privileged` to true") }
            for capability in context["capabilities"]?.texts("add") ?? [] where capability == "CAP_SYS_ADMIN" {
                errors.invalid(path, shown(context), "\(text) `capabilities.Add` CAP_SYS_ADMIN")
            }
        }
        WindowsValidation.check("\(path).windowsOptions", context["windowsOptions"].orNull, into: &errors)
        checkAppArmor("\(path).appArmorProfile", context["appArmorProfile"].orNull, &errors)
    }

    /// Kubernetes shows a context with the names of its own fields, and those that are not set, too.
    private static func shown(_ context: JSONValue) -> JSONValue {
        let fields = [
            "capabilities", "privileged", "seLinuxOptions", "windowsOptions", "runAsUser", "runAsGroup", "runAsNonRoot",
            "readOnlyRootFilesystem", "allowPrivilegeEscalation", "procMount", "seccompProfile", "appArmorProfile",
        ]
        var object = JSONObject()
        for field in fields {
            let name = field == "seLinuxOptions" ? "SELinuxOptions" : field.capitalizedASCII
            object.append(name, field == "capabilities" ? shownCapabilities(context[field].orNull) : context[field].orNull)
        }
        return .object(object)
    }

    private static func shownCapabilities(_ capabilities: JSONValue) -> JSONValue {
        capabilities.isNull ? .null : ["Add": capabilities["add"].orNull, "Drop": capabilities["drop"].orNull]
    }

    /// A Pod whose users are not the node's cannot share the node's namespaces.
    static func checkHostUsers(_ path: String, _ spec: JSONValue, into errors: inout FieldErrors) {
        guard spec["hostUsers"]?.boolValue == false else { return }
        for (key, shown) in [("hostNetwork", "hostNetwork"), ("hostPID", "HostPID"), ("hostIPC", "HostIPC")]
        where spec[key]?.boolValue == true {
            errors.forbidden("\(path).\(shown)", "when `pod.Spec.HostUsers` is false")
        }
    }

    private static func checkID(_ path: String, _ value: JSONValue?, _ errors: inout FieldErrors) {
        guard let value, let number = value.intValue, !(0...Int64(Int32.max)).contains(number) else { return }
        errors.invalid(path, value, idText)
    }

    private static func checkProfiles(_ path: String, _ context: JSONValue, _ errors: inout FieldErrors) {
        checkSeccomp("\(path).seccompProfile", context["seccompProfile"].orNull, &errors)
        WindowsValidation.check("\(path).windowsOptions", context["windowsOptions"].orNull, into: &errors)
        checkAppArmor("\(path).appArmorProfile", context["appArmorProfile"].orNull, &errors)
    }

    private static func checkSeccomp(_ path: String, _ profile: JSONValue, _ errors: inout FieldErrors) {
        guard !profile.isNull else { return }
        let type = profile.text("type")
        if type.isEmpty {
            errors.required("\(path).type", "type is required when seccompProfile is set")
        } else {
            errors.checkOneOf("\(path).type", type, profiles)
        }
        let file = profile["localhostProfile"]?.stringValue
        if type == "Localhost" {
            if let file {
                VolumeValidation.checkDescending("\(path).localhostProfile", file, into: &errors)
            } else {
                errors.required("\(path).localhostProfile", "must be set when seccomp type is Localhost")
            }
        } else if let file {
            let shown: JSONValue = ["Type": .string(type), "LocalhostProfile": .string(file)]
            errors.invalid("\(path).localhostProfile", shown, "can only be set when seccomp type is Localhost")
        }
    }

    private static func checkAppArmor(_ path: String, _ profile: JSONValue, _ errors: inout FieldErrors) {
        guard !profile.isNull else { return }
        let type = profile.text("type")
        let place = "\(path).localhostProfile"
        let file = profile["localhostProfile"]?.stringValue
        switch type {
        case "Localhost":
            let text = "must be set when AppArmor type is Localhost"
            guard let file else { return errors.required(place, text) }
            if file.first?.isWhitespace ?? false || file.last?.isWhitespace ?? false {
                errors.invalid(place, .string(file), "must not be padded with whitespace")
            } else if file.isEmpty {
                errors.required(place, text)
            }
            if file.utf8.count > 4095 { errors.tooLong(place, 4095) }
        case "RuntimeDefault", "Unconfined":
            if let file { errors.invalid(place, .string(file), "can only be set when AppArmor type is Localhost") }
        case "": errors.required("\(path).type", "type is required when appArmorProfile is set")
        default: errors.checkOneOf("\(path).type", type, profiles)
        }
    }

    // MARK: Sysctls

    private static func checkSysctls(
        _ path: String, _ sysctls: [JSONValue], _ spec: JSONValue, _ errors: inout FieldErrors
    ) {
        var names: Set<String> = []
        for (index, sysctl) in sysctls.enumerated() {
            let place = "\(path)[\(index)].name"
            let name = sysctl.text("name")
            if name.isEmpty {
                errors.required(place)
            } else if !isSysctl(name) {
                errors.invalid(
                    place, .string(name),
                    "must have at most 253 characters and match regex "
                        + "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$")
            } else if !names.insert(name).inserted {
                errors.duplicate(place, .string(name))
            }
            checkNamespace(place, name, spec, &errors)
        }
    }

    private static func isSysctl(_ name: String) -> Bool {
        let isEnd: (UInt8) -> Bool = { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
        let segments = name.utf8.split(omittingEmptySubsequences: false) { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "/") }
        return name.utf8.count <= 253
            && segments.allSatisfy { segment in
                guard let first = segment.first, let last = segment.last else { return false }
                return isEnd(first) && isEnd(last) && segment.allSatisfy { isEnd($0) || "-_".utf8.contains($0) }
            }
    }

    /// A sysctl of a namespace that the Pod shares with the node would change the node.
    private static func checkNamespace(_ path: String, _ name: String, _ spec: JSONValue, _ errors: inout FieldErrors) {
        let dotted = String(name.map { $0 == "/" ? "." : $0 })
        let isInterProcess =
            ["kernel.shm", "kernel.msg", "fs.mqueue."].contains(where: dotted.hasPrefix) || dotted == "kernel.sem"
        if spec["hostNetwork"]?.boolValue == true, dotted.hasPrefix("net.") {
            errors.invalid(path, .string(name), "may not be specified when 'hostNetwork' is true")
        }
        if spec["hostIPC"]?.boolValue == true, isInterProcess {
            errors.invalid(path, .string(name), "may not be specified when 'hostIPC' is true")
        }
    }
}
