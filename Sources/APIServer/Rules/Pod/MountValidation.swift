import JSON

/// The checks of where a container finds its volumes: as directories and as raw devices.
enum MountValidation {
    /// - Parameter volumes: the Pod's volumes, with the kind of each one's source.
    static func check(_ path: String, _ container: JSONValue, volumes: [String: String], into errors: inout FieldErrors) {
        let mounts = container.list("volumeMounts")
        let devices = container.list("volumeDevices")
        checkMounts("\(path).volumeMounts", mounts, devices: devices, container, volumes, &errors)
        checkDevices("\(path).volumeDevices", devices, mounts: mounts, volumes, &errors)
    }

    private static func checkMounts(
        _ path: String, _ mounts: [JSONValue], devices: [JSONValue], _ container: JSONValue, _ volumes: [String: String],
        _ errors: inout FieldErrors
    ) {
        var places: Set<String> = []
        for (index, mount) in mounts.enumerated() {
            let place = "\(path)[\(index)]"
            let name = mount.text("name")
            let target = mount.text("mountPath")
            if name.isEmpty { errors.required("\(place).name") }
            if volumes[name] == nil { errors.append(.notFound("\(place).name", .string(name))) }
            if target.isEmpty { errors.required("\(place).mountPath") }
            if !places.insert(target).inserted { errors.invalid("\(place).mountPath", .string(target), "must be unique") }
            if devices.contains(where: { $0.text("name") == name }) {
                errors.invalid("\(place).name", .string(name), "must not already exist in volumeDevices")
            }
            if devices.contains(where: { $0.text("devicePath") == target }) {
                errors.invalid("\(place).mountPath", .string(target), "must not already exist as a path in volumeDevices")
            }
            checkPaths(path, place, mount, &errors)
            checkPropagation("\(path).mountPropagation", mount, container, &errors)
            checkRecursion("\(path).recursiveReadOnly", mount, &errors)
        }
    }

    /// Kubernetes names the list, and not the mount, for what is wrong with a path below the volume.
    private static func checkPaths(
        _ list: String, _ path: String, _ mount: JSONValue, _ errors: inout FieldErrors
    ) {
        let plain = mount.text("subPath")
        let expression = mount.text("subPathExpr")
        if !plain.isEmpty { VolumeValidation.checkDescending("\(list).subPath", plain, into: &errors) }
        guard !expression.isEmpty else { return }
        if !plain.isEmpty {
            errors.invalid("\(path).subPathExpr", .string(expression), "subPathExpr and subPath are mutually exclusive")
        }
        VolumeValidation.checkDescending("\(list).subPathExpr", expression, into: &errors)
    }

    private static func checkPropagation(
        _ path: String, _ mount: JSONValue, _ container: JSONValue, _ errors: inout FieldErrors
    ) {
        guard let mode = mount["mountPropagation"]?.stringValue else { return }
        errors.checkOneOf(path, mode, ["Bidirectional", "HostToContainer", "None"])
        if mode == "Bidirectional", container[path: "securityContext", "privileged"]?.boolValue != true {
            errors.forbidden(path, "Bidirectional mount propagation is available only to privileged containers")
        }
    }

    private static func checkRecursion(_ path: String, _ mount: JSONValue, _ errors: inout FieldErrors) {
        guard let mode = mount["recursiveReadOnly"]?.stringValue, mode != "Disabled" else { return }
        guard mode == "Enabled" || mode == "IfPossible" else {
            return errors.checkOneOf(path, mode, ["Disabled", "Enabled", "IfPossible"])
        }
        if mount["readOnly"]?.boolValue != true { errors.forbidden(path, "may only be specified when readOnly is true") }
        if !["", "None"].contains(mount.text("mountPropagation")) {
            errors.forbidden(path, "may only be specified when mountPropagation is None or not specified")
        }
    }

    private static func checkDevices(
        _ path: String, _ devices: [JSONValue], mounts: [JSONValue], _ volumes: [String: String],
        _ errors: inout FieldErrors
    ) {
        var names: Set<String> = []
        var places: Set<String> = []
        for (index, device) in devices.enumerated() {
            let place = "\(path)[\(index)]"
            let name = device.text("name")
            let target = device.text("devicePath")
            if name.isEmpty { errors.required("\(place).name") }
            if names.contains(name) { errors.invalid("\(place).name", .string(name), "must be unique") }
            switch volumes[name] {
            case "persistentVolumeClaim"?, "ephemeral"?: break
            case nil: errors.append(.notFound("\(place).name", .string(name)))
            default:
                errors.invalid(
                    "\(place).name", .string(name),
                    "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode")
            }
            if target.isEmpty { errors.required("\(place).devicePath") }
            if places.contains(target) { errors.invalid("\(place).devicePath", .string(target), "must be unique") }
            if target.split(separator: "/").contains("..") {
                errors.invalid("\(place).devicePath", .string(target), "can not contain backsteps ('..')")
            } else {
                places.insert(target)
            }
            if mounts.contains(where: { $0.text("name") == name }) {
                errors.invalid("\(place).name", .string(name), "must not already exist in volumeMounts")
            }
            if mounts.contains(where: { $0.text("mountPath") == target }) {
                errors.invalid("\(place).devicePath", .string(target), "must not already exist as a path in volumeMounts")
            }
            if !name.isEmpty { names.insert(name) }
        }
    }
}
