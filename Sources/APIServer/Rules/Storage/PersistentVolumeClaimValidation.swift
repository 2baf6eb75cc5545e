import JSON
import Schema

/// The checks of PersistentVolumeClaims and of templates for them.
enum PersistentVolumeClaimValidation {
    static func check(_ object: JSONValue, _ old: JSONValue?, into errors: inout FieldErrors) {
        let spec = object["spec"] ?? .emptyObject
        if let old {
            if old["status"] != object["status"] { checkStatus(object["status"] ?? .emptyObject, &errors) }
            if old["spec"] == spec { return }
        }
        checkSpec("spec", spec, into: &errors)
        guard let old else { return }
        // Kubernetes looks twice.
        checkSpec("spec", spec, into: &errors)
        checkUpdate(object, old, &errors)
    }

    static func checkSpec(_ path: String, _ spec: JSONValue, into errors: inout FieldErrors) {
        if spec.list("accessModes").isEmpty {
            errors.required("\(path).accessModes", "at least 1 access mode is required")
        }
        if let selector = spec["selector"], !selector.isNull {
            LabelSelectorRules.check("\(path).selector", selector, into: &errors)
        }
        PersistentVolumeValidation.checkAccessModes("\(path).accessModes", spec.texts("accessModes"), into: &errors)
        let size = spec[path: "resources", "requests", "storage"]
        if let quantity = size.flatMap(Quantity.init(json:)) {
            if quantity <= .zero {
                errors.invalid("\(path).resources[storage]", .string(quantity.text), "must be greater than zero")
            }
        } else {
            errors.required("\(path).resources[storage]")
        }
        let name = spec.text("storageClassName")
        if !name.isEmpty { errors.check("\(path).storageClassName", name, NameRules.dns1123Subdomain) }
        if let mode = spec["volumeMode"]?.stringValue {
            errors.checkOneOf("\(path).volumeMode", mode, PersistentVolumeValidation.volumeModes)
        }
        checkDataSources(path, spec, &errors)
        let attributes = spec.text("volumeAttributesClassName")
        if !attributes.isEmpty { errors.check("\(path).volumeAttributesClassName", attributes, NameRules.dns1123Subdomain) }
    }

    private static func checkDataSources(_ path: String, _ spec: JSONValue, _ errors: inout FieldErrors) {
        let source = spec["dataSource"].orNull
        let reference = spec["dataSourceRef"].orNull
        for (key, value) in [("dataSource", source), ("dataSourceRef", reference)] where !value.isNull {
            checkDataSource("\(path).\(key)", value, &errors)
        }
        guard !source.isNull, !reference.isNull else { return }
        if !reference.text("namespace").isEmpty {
            errors.invalid(path, .string("\(path).dataSource"), "may not be specified when dataSourceRef.namespace is specified")
        } else if ["apiGroup", "kind", "name"].contains(where: { source[$0].orNull != reference[$0].orNull }) {
            errors.invalid(path, .string("\(path).dataSource"), "must match dataSourceRef")
        }
    }

    private static func checkDataSource(_ path: String, _ source: JSONValue, _ errors: inout FieldErrors) {
        for key in ["name", "kind"] { errors.checkRequired("\(path).\(key)", source.text(key)) }
        let group = source.text("apiGroup")
        let kind = source.text("kind")
        if group.isEmpty, kind != "PersistentVolumeClaim" {
            errors.invalid(path, .string(kind), "must be 'PersistentVolumeClaim' when referencing the default apiGroup")
        }
        if !group.isEmpty { errors.check("\(path).apiGroup", group, NameRules.dns1123Subdomain) }
        let namespace = source.text("namespace")
        if !namespace.isEmpty { errors.check("\(path).namespace", namespace, NameRules.dns1123Label) }
    }

    private static func checkStatus(_ status: JSONValue, _ errors: inout FieldErrors) {
        for amount in status.map("capacity") {
            guard let quantity = Quantity(json: amount.value), quantity < .zero else { continue }
            errors.invalid("status.capacity[\(amount.key)]", .int(quantity.value), "must be a valid resource quantity")
        }
        let states = [
            "ControllerResizeInProgress", "ControllerResizeInfeasible", "NodeResizeInProgress", "NodeResizeInfeasible",
            "NodeResizePending",
        ]
        for state in status.map("allocatedResourceStatuses") where !states.contains(state.value.stringValue ?? "") {
            errors.notSupported("status.allocatedResourceStatus", .string(state.key), states)
        }
    }

    // MARK: Update

    private static func checkUpdate(_ object: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
        let new = object["spec"] ?? .emptyObject
        let before = old["spec"] ?? .emptyObject
        let after = withoutAllowedChanges(object, old)
        if !PodUpdateRules.differences(before, after, path: "spec").isEmpty {
            let (form, type) = (InternalForm.core, "PersistentVolumeClaimSpec")
            errors.forbidden(
                "spec",
                "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n"
                    + LineDifference.text(form.shown(before, as: type), form.shown(after, as: type)))
        }
        checkSize(object, old, &errors)
        errors.checkImmutable("volumeMode", new["volumeMode"], before["volumeMode"])
        let key = "volumeAttributesClassName"
        if before.has(key), before[key] != new[key] {
            if !new.has(key) {
                errors.forbidden("spec.\(key)", "update from non-nil value to nil is forbidden")
            } else if new.text(key).isEmpty {
                errors.forbidden("spec.\(key)", "update from non-nil value to an empty string is forbidden")
            }
        }
    }

    /// The new spec with everything taken back that may change: the volume once, the class where none was given, and for a
    /// bound claim the size.
    private static func withoutAllowedChanges(_ object: JSONValue, _ old: JSONValue) -> JSONValue {
        let before = old["spec"] ?? .emptyObject
        var spec = object["spec"] ?? .emptyObject
        spec.copy("volumeAttributesClassName", from: before)
        if before.text("volumeName").isEmpty { spec.copy("volumeName", from: before) }
        let annotation = old[path: "metadata", "annotations", "volume.beta.kubernetes.io/storage-class"]?.stringValue
        if !before.has("storageClassName"), annotation == nil || annotation == spec.text("storageClassName") {
            spec.copy("storageClassName", from: before)
        }
        if object.text(path: "status", "phase") == "Bound", spec[path: "resources", "requests"] != nil {
            spec[path: ["resources", "requests", "storage"]] = before[path: "resources", "requests", "storage"]
        }
        return spec
    }

    private static func checkSize(_ object: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
        func size(_ value: JSONValue?) -> Quantity { value.flatMap(Quantity.init(json:)) ?? .zero }
        let new = size(object[path: "spec", "resources", "requests", "storage"])
        guard new < size(old[path: "spec", "resources", "requests", "storage"]) else { return }
        if new <= size(old[path: "status", "capacity", "storage"]) {
            errors.forbidden("spec.resources.requests.storage", "field can not be less than status.capacity")
        }
    }
}
