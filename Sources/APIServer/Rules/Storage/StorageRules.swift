import JSON

/// StorageClasses, VolumeAttributesClasses and VolumeAttachments.
enum StorageRules {
    static let storageClass: ResourceRules = {
        var rules = ResourceRules()
        rules.check(isNamespaced: false, passes: [.whole, .change]) { validateStorageClass($0, $1, &$2) }
        rules.warnings = { object, _ in
            object.list("allowedTopologies").enumerated().flatMap { index, term in
                term.list("matchLabelExpressions").enumerated().flatMap { position, expression in
                    NodeLabelWarnings.value(
                        "allowedTopologies[\(index)].matchLabelExpressions[\(position)].key", expression.text("key"))
                }
            }
        }
        return rules
    }()

    static let volumeAttributesClass: ResourceRules = {
        var rules = ResourceRules()
        rules.check(isNamespaced: false, passes: [.whole, .change]) { object, old, errors in
            checkProvisioner("driverName", object.text("driverName"), &errors)
            checkParameters(object, mayBeEmpty: false, &errors)
            if let old { checkUnchanged(["driverName", "parameters"], object, old, &errors) }
        }
        return rules
    }()

    static let volumeAttachment: ResourceRules = {
        var rules = ResourceRules()
        rules.prepareForCreate = { $0["status"] = ["attached": false] }
        rules.prepareForUpdate = { object, old in object.copy("status", from: old) }
        rules.prepareForStatusUpdate = StatusRules.keepAllButStatus
        rules.check(isNamespaced: false, passes: [.whole, .whole], statusPasses: [.whole, .whole]) {
            validateAttachment($0, $1, &$2)
        }
        return rules
    }()

    // MARK: Classes

    private static func validateStorageClass(_ object: JSONValue, _ old: JSONValue?, _ errors: inout FieldErrors) {
        checkProvisioner("provisioner", object.text("provisioner"), &errors)
        checkParameters(object, mayBeEmpty: true, &errors)
        errors.checkOneOf("reclaimPolicy", object.text("reclaimPolicy"), ["Delete", "Retain"])
        errors.checkOneOf("volumeBindingMode", object.text("volumeBindingMode"), ["Immediate", "WaitForFirstConsumer"])
        for (index, term) in object.list("allowedTopologies").enumerated() {
            checkTopology("allowedTopologies[\(index)].matchLabelExpressions", term, &errors)
            if object.list("allowedTopologies")[..<index].contains(term) {
                errors.duplicate("allowedTopologies[\(index)].matchLabelExpressions", "")
            }
        }
        guard let old else { return }
        checkUnchanged(["parameters", "provisioner", "reclaimPolicy"], object, old, &errors)
        errors.checkImmutable("volumeBindingMode", object["volumeBindingMode"], old["volumeBindingMode"])
    }

    private static func checkUnchanged(
        _ fields: [String], _ object: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors
    ) {
        for field in fields where object[field].orNull != old[field].orNull {
            errors.forbidden(field, "updates to \(field) are forbidden.")
        }
    }

    private static func checkProvisioner(_ path: String, _ name: String, _ errors: inout FieldErrors) {
        errors.checkRequired(path, name)
        guard !name.isEmpty else { return }
        let lowercased = name.lowercased()
        for reason in NameRules.qualifiedName(lowercased) { errors.invalid(path, .string(lowercased), reason) }
    }

    private static func checkParameters(_ object: JSONValue, mayBeEmpty: Bool, _ errors: inout FieldErrors) {
        let parameters = object.map("parameters")
        guard parameters.count <= 512 else { return errors.tooLong("parameters", 512) }
        if parameters.contains(where: { $0.key.isEmpty }) { errors.invalid("parameters", "", "field can not be empty.") }
        let size = parameters.reduce(0) { $0 + $1.key.utf8.count + ($1.value.stringValue?.utf8.count ?? 0) }
        if size > 256 * 1024 { errors.tooLong("parameters", 256 * 1024) }
        if parameters.isEmpty, !mayBeEmpty {
            errors.required("parameters", "must contain at least one key/value pair")
        }
    }

    private static func checkTopology(_ path: String, _ term: JSONValue, _ errors: inout FieldErrors) {
        var keys: Set<String> = []
        for (index, expression) in term.list("matchLabelExpressions").enumerated() {
            let place = "\(path)[\(index)]"
            let values = expression.texts("values")
            if values.isEmpty { errors.required("\(place).values") }
            for (position, value) in values.enumerated() where values[..<position].contains(value) {
                errors.duplicate("\(place).values[\(position)]", .string(value))
            }
            errors.check("\(place).key", expression.text("key"), NameRules.qualifiedName)
            if !keys.insert(expression.text("key")).inserted {
                errors.duplicate("\(place).key", .string(expression.text("key")))
            }
        }
    }

    // MARK: VolumeAttachment

    private static func validateAttachment(_ object: JSONValue, _ old: JSONValue?, _ errors: inout FieldErrors) {
        let spec = object["spec"] ?? .emptyObject
        // A change is looked at twice.
        for _ in 0..<(old == nil ? 1 : 2) {
            errors.checkRequired("spec.attacher", spec.text("attacher"))
            checkSource(spec["source"] ?? .emptyObject, &errors)
            errors.check("spec.nodeName", spec.text("nodeName"), NameRules.dns1123Subdomain)
            checkAttachmentStatus(object["status"] ?? .emptyObject, &errors)
        }
        if let old {
            errors.checkImmutable("spec", spec, old["spec"], as: "VolumeAttachmentSpec")
            return
        }
        VolumeSourceValidation.checkDriverName("spec.attacher", spec.text("attacher"), into: &errors)
        if let name = spec[path: "source", "persistentVolumeName"]?.stringValue {
            errors.check("spec.source.persistentVolumeName", name, NameRules.dns1123Subdomain)
        }
    }

    private static func checkSource(_ source: JSONValue, _ errors: inout FieldErrors) {
        let path = "spec.source"
        let text = "must specify exactly one of inlineVolumeSpec and persistentVolumeName"
        switch (source.has("inlineVolumeSpec"), source.has("persistentVolumeName")) {
        case (false, false): errors.required(path, text)
        case (true, true): errors.forbidden(path, text)
        case (true, false):
            PersistentVolumeValidation.checkSpec(
                "\(path).inlineVolumeSpec", source["inlineVolumeSpec"].orNull, isInline: true, into: &errors)
        case (false, true):
            if source.text("persistentVolumeName").isEmpty {
                errors.required("\(path).persistentVolumeName", "must specify non empty persistentVolumeName")
            }
        }
    }

    private static func checkAttachmentStatus(_ status: JSONValue, _ errors: inout FieldErrors) {
        let size = status.map("attachmentMetadata").reduce(0) {
            $0 + $1.key.utf8.count + ($1.value.stringValue?.utf8.count ?? 0)
        }
        if size > 256 * 1024 { errors.tooLong("status.attachmentMetadata", 256 * 1024) }
        for key in ["attachError", "detachError"] {
            if status.text(path: key, "message").utf8.count > 1024 { errors.tooLong("status.\(key).message", 1024) }
            if let code = status[path: key, "errorCode"]?.intValue, code < 0 {
                errors.invalid("status.\(key).errorCode", .int(code), "must be between 0 and 2147483647, inclusive")
            }
        }
    }
}
