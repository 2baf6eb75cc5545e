import JSON

/// The checks of a pod spec's volumes.
enum VolumeValidation {
    /// Returns the names of the volumes, for the mounts that refer to them.
    static func check(_ path: String, _ volumes: [JSONValue], into errors: inout FieldErrors) -> Set<String> {
        var names: Set<String> = []
        for (index, volume) in volumes.enumerated() {
            let place = "\(path)[\(index)]"
            checkSource(place, volume, &errors)
            let name = volume.text("name")
            errors.checkRequired("\(place).name", name, NameRules.dns1123Label)
            if !name.isEmpty, !names.insert(name).inserted { errors.duplicate("\(place).name", .string(name)) }
        }
        return names
    }

    private static func checkSource(_ path: String, _ volume: JSONValue, _ errors: inout FieldErrors) {
        let sources = (volume.objectValue ?? [:]).filter { $0.key != "name" && !$0.value.isNull }
        guard let source = sources.first else {
            errors.required(path, "must specify a volume type")
            return
        }
        for extra in sources.dropFirst() {
            errors.forbidden("\(path).\(extra.key)", "may not specify more than 1 volume type")
        }
        let place = "\(path).\(source.key)"
        switch source.key {
        case "hostPath": checkHostPath(place, source.value, &errors)
        case "configMap":
            errors.checkRequired("\(place).name", source.value.text("name"))
            checkFiles(place, source.value, &errors)
        case "secret":
            errors.checkRequired("\(place).secretName", source.value.text("secretName"))
            checkFiles(place, source.value, &errors)
        case "downwardAPI": checkDownward(place, source.value, &errors)
        case "projected": checkProjected(place, source.value, &errors)
        case "persistentVolumeClaim": errors.checkRequired("\(place).claimName", source.value.text("claimName"))
        default: break
        }
    }

    private static func checkHostPath(_ path: String, _ source: JSONValue, _ errors: inout FieldErrors) {
        let target = source.text("path")
        errors.checkRequired("\(path).path", target)
        if target.split(separator: "/").contains("..") {
            errors.invalid("\(path).path", .string(target), "must not contain '..'")
        }
        let type = source.text("type")
        if !type.isEmpty {
            errors.checkOneOf(
                "\(path).type", type,
                ["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"])
        }
    }

    private static func checkFiles(_ path: String, _ source: JSONValue, _ errors: inout FieldErrors) {
        checkMode("\(path).defaultMode", source["defaultMode"], &errors)
        checkItems(path, source, &errors)
    }

    private static func checkItems(_ path: String, _ source: JSONValue, _ errors: inout FieldErrors) {
        for (index, item) in source.list("items").enumerated() {
            let place = "\(path).items[\(index)]"
            errors.checkRequired("\(place).key", item.text("key"))
            errors.checkRequired("\(place).path", item.text("path"))
            checkRelative("\(place).path", item.text("path"), into: &errors)
            checkMode("\(place).mode", item["mode"], &errors)
        }
    }

    private static func checkDownward(_ path: String, _ source: JSONValue, _ errors: inout FieldErrors) {
        checkMode("\(path).defaultMode", source["defaultMode"], &errors)
        for (index, item) in source.list("items").enumerated() {
            let place = "\(path).items[\(index)]"
            errors.checkRequired("\(place).path", item.text("path"))
            checkRelative("\(place).path", item.text("path"), into: &errors)
            if let field = item["fieldRef"], !field.isNull {
                EnvironmentValidation.checkFieldPath(
                    "\(place).fieldRef.fieldPath", field.text("fieldPath"),
                    ["metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"],
                    into: &errors)
            } else if !item.has("resourceFieldRef") {
                errors.required(place, "one of fieldRef and resourceFieldRef is required")
            }
            checkMode("\(place).mode", item["mode"], &errors)
        }
    }

    private static func checkProjected(_ path: String, _ projected: JSONValue, _ errors: inout FieldErrors) {
        checkMode("\(path).defaultMode", projected["defaultMode"], &errors)
        for (index, source) in projected.list("sources").enumerated() {
            let place = "\(path).sources[\(index)]"
            for kind in ["secret", "configMap"] {
                guard let value = source[kind], !value.isNull else { continue }
                errors.checkRequired("\(place).\(kind).name", value.text("name"))
                checkItems("\(place).\(kind)", value, &errors)
            }
            if let value = source["downwardAPI"], !value.isNull { checkDownward("\(place).downwardAPI", value, &errors) }
            if let value = source["serviceAccountToken"], !value.isNull {
                checkToken("\(place).serviceAccountToken", value, &errors)
            }
        }
    }

    private static func checkToken(_ path: String, _ source: JSONValue, _ errors: inout FieldErrors) {
        if let value = source["expirationSeconds"], let seconds = value.intValue {
            if seconds < 600 {
                errors.invalid("\(path).expirationSeconds", value, "may not specify a duration less than 10 minutes")
            }
            if seconds > 1 << 32 {
                errors.invalid("\(path).expirationSeconds", value, "may not specify a duration larger than 2^32 seconds")
            }
        }
        if source.text("path").isEmpty {
            errors.required("\(path).path")
        } else {
            checkRelative("\(path).path", source.text("path"), into: &errors)
        }
    }

    private static func checkMode(_ path: String, _ value: JSONValue?, _ errors: inout FieldErrors) {
        guard let value, let mode = value.intValue, !(0...0o777).contains(mode) else { return }
        errors.invalid(path, value, "must be a number between 0 and 0777 (octal), both inclusive")
    }

    /// A path that stays below the directory it is taken from.
    static func checkRelative(_ path: String, _ text: String, into errors: inout FieldErrors) {
        if text.hasPrefix("/") { errors.invalid(path, .string(text), "must be a relative path") }
        if text.split(separator: "/").contains("..") { errors.invalid(path, .string(text), "must not contain '..'") }
    }
}
