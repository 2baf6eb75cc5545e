import JSON

/// The checks of settings that only one operating system has.
enum OperatingSystemValidation {
    /// Of the Pod, in the order in which Kubernetes looks at them. Those with a dot belong to the security context.
    private static let linuxOnly = [
        ".appArmorProfile", ".seLinuxOptions", "hostUsers", "hostPID", "hostIPC", ".seccompProfile", ".fsGroup",
        ".fsGroupChangePolicy", ".sysctls", "shareProcessNamespace", ".runAsUser", ".runAsGroup", ".supplementalGroups",
        ".supplementalGroupsPolicy", ".seLinuxChangePolicy",
    ]
    private static let linuxOnlyInContainers = [
        "appArmorProfile", "seLinuxOptions", "seccompProfile", "capabilities", "readOnlyRootFilesystem", "privileged",
        "allowPrivilegeEscalation", "procMount", "runAsUser", "runAsGroup",
    ]

    static func check(_ path: String, _ spec: JSONValue, into errors: inout FieldErrors) {
        guard let system = spec["os"], !system.isNull else { return }
        switch system.text("name") {
        case "": errors.required("\(path).os.name", "cannot be empty")
        case "linux": checkLinux(path, spec, &errors)
        case "windows": checkWindows(path, spec, &errors)
        case let name: errors.checkOneOf("\(path).os", name, ["linux", "windows"])
        }
    }

    private static func checkLinux(_ path: String, _ spec: JSONValue, _ errors: inout FieldErrors) {
        let text = "windows options cannot be set for a linux pod"
        if spec["securityContext"]?.has("windowsOptions") ?? false {
            errors.forbidden("\(path).securityContext.windowsOptions", text)
        }
        forEachContext(path, spec) { place, context in
            if context.has("windowsOptions") { errors.forbidden("\(place).windowsOptions", text) }
        }
    }

    private static func checkWindows(_ path: String, _ spec: JSONValue, _ errors: inout FieldErrors) {
        let text = "cannot be set for a windows pod"
        for key in linuxOnly {
            let isInContext = key.hasPrefix(".")
            let value = isInContext ? spec["securityContext"]?[String(key.dropFirst())] : spec[key]
            switch value.orNull {
            case .null, .array([]): continue
            // Sharing is asked for by the value, and the others by being there.
            case .bool(false) where key == "hostPID" || key == "hostIPC": continue
            default: errors.forbidden(isInContext ? "\(path).securityContext\(key)" : "\(path).\(key)", text)
            }
        }
        forEachContext(path, spec) { place, context in
            for key in linuxOnlyInContainers where context.has(key) { errors.forbidden("\(place).\(key)", text) }
        }
    }

    private static func forEachContext(_ path: String, _ spec: JSONValue, _ body: (String, JSONValue) -> Void) {
        for list in ["initContainers", "containers", "ephemeralContainers"] {
            for (index, container) in spec.list(list).enumerated() {
                guard let context = container["securityContext"], !context.isNull else { continue }
                body("\(path).\(list)[\(index)].securityContext", context)
            }
        }
    }
}
