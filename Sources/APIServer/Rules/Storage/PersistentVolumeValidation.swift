import JSON
import Schema

/// The checks of PersistentVolumes, and of the volumes that a VolumeAttachment describes itself.
enum PersistentVolumeValidation {
    static let accessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"]
    static let volumeModes = ["Block", "Filesystem"]

    /// In the order in which Kubernetes looks at them.
    private static let sources = [
        "hostPath", "gcePersistentDisk", "awsElasticBlockStore", "glusterfs", "flocker", "nfs", "rbd", "quobyte", "cephfs",
        "iscsi", "cinder", "fc", "flexVolume", "azureFile", "vsphereVolume", "photonPersistentDisk", "portworxVolume",
        "azureDisk", "scaleIO", "local", "storageos", "csi",
    ]

    static func check(_ object: JSONValue, _ old: JSONValue?, into errors: inout FieldErrors) {
        let spec = object["spec"] ?? .emptyObject
        if let old, old["spec"] == spec { return }
        checkSpec("spec", spec, into: &errors)
        guard let old else { return }
        // Kubernetes looks twice.
        checkSpec("spec", spec, into: &errors)
        checkUpdate(spec, old["spec"] ?? .emptyObject, &errors)
    }

    /// - Parameter isInline: whether the volume stands in a VolumeAttachment.
    static func checkSpec(_ path: String, _ spec: JSONValue, isInline: Bool = false, into errors: inout FieldErrors) {
        if isInline { checkInline(path, spec, &errors) }
        if spec.list("accessModes").isEmpty { errors.required("\(path).accessModes") }
        checkAccessModes("\(path).accessModes", spec.texts("accessModes"), into: &errors)
        if !isInline {
            checkCapacity("\(path).capacity", spec, &errors)
            let policy = spec.text("persistentVolumeReclaimPolicy")
            if !policy.isEmpty {
                errors.checkOneOf("\(path).persistentVolumeReclaimPolicy", policy, ["Delete", "Recycle", "Retain"])
            }
            checkNodeAffinity("\(path).nodeAffinity", spec["nodeAffinity"].orNull, &errors)
        }
        checkSources(path, spec, &errors)
        checkClasses(path, spec, isInline: isInline, &errors)
    }

    static func checkAccessModes(_ path: String, _ modes: [String], into errors: inout FieldErrors) {
        for mode in modes { errors.checkOneOf(path, mode, accessModes) }
        let known = Set(modes).intersection(accessModes)
        if known.contains("ReadWriteOncePod"), known.count > 1 {
            errors.forbidden(path, "may not use ReadWriteOncePod with other access modes")
        }
    }

    private static func checkInline(_ path: String, _ spec: JSONValue, _ errors: inout FieldErrors) {
        let place = "in the context of inline volumes"
        for key in ["claimRef", "capacity"] where spec.has(key) {
            errors.forbidden("\(path).\(key)", "may not be specified \(place)")
        }
        if !spec.has("csi") { errors.required("\(path).csi", "has to be specified \(place)") }
        let policy = spec.text("persistentVolumeReclaimPolicy")
        if !policy.isEmpty, policy != "Retain" {
            errors.forbidden("\(path).persistentVolumeReclaimPolicy", "may only be Retain \(place)")
        }
        if spec.has("nodeAffinity") { errors.forbidden("\(path).nodeAffinity", "may not be specified \(place)") }
        if !spec.text("storageClassName").isEmpty {
            errors.forbidden("\(path).storageClassName", "may not be specified \(place)")
        }
        let mode = spec.text("volumeMode")
        if !mode.isEmpty, mode != "Filesystem" {
            errors.forbidden("\(path).volumeMode", "may not specify volumeMode other than Filesystem \(place)")
        }
    }

    private static func checkCapacity(_ path: String, _ spec: JSONValue, _ errors: inout FieldErrors) {
        let capacity = spec.map("capacity")
        if capacity.isEmpty { errors.required(path) }
        if capacity.count > 1 || capacity.first.map({ $0.key != "storage" }) ?? true {
            errors.notSupported(path, spec["capacity"].orNull, ["storage"])
        }
        for amount in capacity {
            guard let quantity = Quantity(json: amount.value), quantity <= .zero else { continue }
            if quantity < .zero {
                errors.invalid("\(path)[\(amount.key)]", .int(quantity.value), "must be a valid resource quantity")
            }
            errors.invalid("\(path)[\(amount.key)]", .string(quantity.text), "must be greater than zero")
        }
    }

    private static func checkNodeAffinity(_ path: String, _ affinity: JSONValue, _ errors: inout FieldErrors) {
        guard !affinity.isNull else { return }
        if let required = affinity["required"], !required.isNull {
            AffinityValidation.checkNodeSelector("\(path).required", required, into: &errors)
        } else {
            errors.required("\(path).required", "must specify required node constraints")
        }
    }

    private static func checkSources(_ path: String, _ spec: JSONValue, _ errors: inout FieldErrors) {
        let given = sources.filter(spec.has)
        guard let kind = given.first else { return errors.required(path, "must specify a volume type") }
        VolumeSourceValidation.check(path, kind, spec[kind].orNull, owner: .persistentVolume, into: &errors)
        if kind == "local", !spec.has("nodeAffinity") {
            errors.required("\(path).nodeAffinity", "Local volume requires node affinity")
        }
        for kind in given.dropFirst() {
            errors.forbidden("\(path).\(kind == "cephfs" ? "cephFS" : kind)", "may not specify more than 1 volume type")
        }
        let isRoot = spec.text(path: "hostPath", "path").allSatisfy { $0 == "/" } && spec.has("hostPath")
        if isRoot, spec.text("persistentVolumeReclaimPolicy") == "Recycle" {
            errors.forbidden(
                "\(path).persistentVolumeReclaimPolicy", "may not be 'recycle' for a hostPath mount of '/'")
        }
    }

    private static func checkClasses(_ path: String, _ spec: JSONValue, isInline: Bool, _ errors: inout FieldErrors) {
        guard !isInline else { return }
        let name = spec.text("storageClassName")
        if !name.isEmpty { errors.check("\(path).storageClassName", name, NameRules.dns1123Subdomain) }
        if let mode = spec["volumeMode"]?.stringValue { errors.checkOneOf("\(path).volumeMode", mode, volumeModes) }
        guard let attributes = spec["volumeAttributesClassName"]?.stringValue else { return }
        if attributes.isEmpty {
            errors.required("\(path).volumeAttributesClassName", "an empty string is disallowed")
        } else {
            errors.check("\(path).volumeAttributesClassName", attributes, NameRules.dns1123Subdomain)
        }
        if !spec.has("csi") { errors.required("\(path).csi", "has to be specified when using volumeAttributesClassName") }
    }

    private static func checkUpdate(_ new: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
        var before = JSONValue.emptyObject
        var after = JSONValue.emptyObject
        for kind in sources {
            before.copy(kind, from: old)
            after.copy(kind, from: new)
        }
        if old[path: "csi", "controllerExpandSecretRef"] == nil { after.edit("csi") { $0["controllerExpandSecretRef"] = nil } }
        if !PodUpdateRules.differences(before, after, path: "spec").isEmpty {
            let (form, type) = (InternalForm.core, "PersistentVolumeSource")
            errors.forbidden(
                "spec.persistentvolumesource",
                "spec.persistentvolumesource is immutable after creation\n"
                    + LineDifference.text(form.shown(before, as: type), form.shown(after, as: type)))
        }
        errors.checkImmutable("volumeMode", new["volumeMode"], old["volumeMode"])
        if old.has("nodeAffinity"), new["nodeAffinity"].orNull != old["nodeAffinity"].orNull {
            errors.invalid(
                "nodeAffinity", new["nodeAffinity"].orNull,
                "field is immutable, except for updating from beta label to GA")
        }
        if old.has("volumeAttributesClassName"), !new.has("volumeAttributesClassName") {
            errors.forbidden("spec.volumeAttributesClassName", "update from non-nil value to nil is forbidden")
        }
    }
}
