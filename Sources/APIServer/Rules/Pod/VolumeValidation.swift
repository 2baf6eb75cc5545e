import JSON
import Schema

/// The checks of a pod spec's volumes.
enum VolumeValidation {
    /// In the order in which Kubernetes looks at them.
    private static let sources = [
        "emptyDir", "hostPath", "gitRepo", "gcePersistentDisk", "awsElasticBlockStore", "secret", "nfs", "iscsi", "glusterfs",
        "flocker", "persistentVolumeClaim", "rbd", "cinder", "cephfs", "quobyte", "downwardAPI", "fc", "flexVolume",
        "configMap", "azureFile", "vsphereVolume", "photonPersistentDisk", "portworxVolume", "azureDisk", "storageos",
        "projected", "scaleIO", "csi", "ephemeral", "image",
    ]

    /// Returns the good volumes with the kind of their source, for the mounts that refer to them.
    ///
    /// - Parameter podName: the Pod's name; empty in a template.
    static func check(
        _ path: String, _ volumes: [JSONValue], podName: String = "", into errors: inout FieldErrors
    ) -> [String: String] {
        var kinds: [String: String] = [:]
        let made = podName.isEmpty ? [] : volumes.filter { $0.has("ephemeral") }.map { "\(podName)-\($0.text("name"))" }
        for (index, volume) in volumes.enumerated() {
            let place = "\(path)[\(index)]"
            let name = volume.text("name")
            let known = errors.all.count
            let kind = checkSource(place, volume, podName: podName, &errors)
            errors.checkRequired("\(place).name", name, NameRules.dns1123Label)
            if kinds[name] != nil { errors.duplicate("\(place).name", .string(name)) }
            if errors.all.count == known { kinds[name] = kind }
            let claim = volume.text(path: "persistentVolumeClaim", "claimName")
            if made.contains(claim) {
                errors.invalid(
                    "\(place).persistentVolumeClaim.claimName", .string(claim),
                    "must not reference a PVC that gets created for an ephemeral volume")
            }
        }
        return kinds
    }

    private static func checkSource(
        _ path: String, _ volume: JSONValue, podName: String, _ errors: inout FieldErrors
    ) -> String {
        let given = sources.filter(volume.has)
        guard let kind = given.first else {
            errors.required(path, "must specify a volume type")
            return ""
        }
        let source = volume[kind].orNull
        let place = "\(path).\(kind)"
        switch kind {
        case "emptyDir":
            if let limit = source["sizeLimit"].flatMap(Quantity.init(json:)), limit < .zero {
                errors.forbidden("\(place).sizeLimit", "SizeLimit field must be a valid resource quantity")
            }
        case "downwardAPI":
            checkMode("\(place).defaultMode", source["defaultMode"], &errors)
            for file in source.list("items") { checkDownwardFile(place, file, &errors) }
        case "projected": ProjectedVolumeValidation.check(place, source, into: &errors)
        case "ephemeral": checkEphemeral(path, volume, podName, &errors)
        case "image":
            errors.checkRequired("\(place).reference", source.text("reference"))
            errors.checkRequiredOneOf(
                "\(place).pullPolicy", source.text("pullPolicy"), ["Always", "IfNotPresent", "Never"])
        default:
            VolumeSourceValidation.check(path, kind, source, owner: .pod, into: &errors)
            if kind == "secret" || kind == "configMap" { checkFiles(place, source, &errors) }
        }
        if volume[path: "iscsi", "initiatorName"]?.stringValue != nil,
            volume.text("name").utf8.count + 1 + volume.text(path: "iscsi", "targetPortal").utf8.count > 64
        {
            errors.invalid(
                "\(path).name", .string(volume.text("name")),
                "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is "
                    + "specified.")
        }
        for kind in given.dropFirst() { errors.forbidden("\(path).\(shown(kind))", "may not specify more than 1 volume type") }
        return kind
    }

    /// Kubernetes misspells two of its fields.
    private static func shown(_ kind: String) -> String { ["cephfs": "cephFS", "downwardAPI": "downwarAPI"][kind] ?? kind }

    private static func checkEphemeral(
        _ path: String, _ volume: JSONValue, _ podName: String, _ errors: inout FieldErrors
    ) {
        let place = "\(path).ephemeral.volumeClaimTemplate"
        guard let template = volume[path: "ephemeral", "volumeClaimTemplate"], !template.isNull else {
            return errors.required(place)
        }
        let metadata = template["metadata"] ?? .emptyObject
        MetadataRules.checkAnnotations("\(place).metadata.annotations", metadata["annotations"], into: &errors)
        MetadataRules.checkLabels("\(place).metadata.labels", metadata["labels"], into: &errors)
        for member in metadata.objectValue?.members ?? [] where !["annotations", "labels"].contains(member.key) {
            if !member.value.isNull { errors.forbidden("\(place).metadata.\(member.key)", "cannot be set") }
        }
        PersistentVolumeClaimValidation.checkSpec("\(place).spec", template["spec"] ?? .emptyObject, into: &errors)
        let name = volume.text("name")
        guard !podName.isEmpty, !name.isEmpty else { return }
        for reason in NameRules.dns1123Subdomain("\(podName)-\(name)") {
            errors.invalid("\(path).name", .string(name), "PVC name \"\(podName)-\(name)\": \(reason)")
        }
    }

    private static func checkFiles(_ path: String, _ source: JSONValue, _ errors: inout FieldErrors) {
        checkMode("\(path).defaultMode", source["defaultMode"], &errors)
        for (index, item) in source.list("items").enumerated() { checkItem("\(path).items[\(index)]", item, into: &errors) }
    }

    static func checkItem(_ path: String, _ item: JSONValue, into errors: inout FieldErrors) {
        errors.checkRequired("\(path).key", item.text("key"))
        errors.checkRequired("\(path).path", item.text("path"))
        checkRelative("\(path).path", item.text("path"), into: &errors)
        checkMode("\(path).mode", item["mode"], &errors)
    }

    /// A file with a fact about the Pod. Kubernetes names the list and not the file.
    static func checkDownwardFile(_ path: String, _ file: JSONValue, _ errors: inout FieldErrors) {
        errors.checkRequired("\(path).path", file.text("path"))
        checkRelative("\(path).path", file.text("path"), into: &errors)
        let resource = file["resourceFieldRef"].orNull
        if let field = file["fieldRef"], !field.isNull {
            EnvironmentValidation.checkField("\(path).fieldRef", field, files, into: &errors)
            if !resource.isNull {
                errors.invalid(path, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously")
            }
        } else if !resource.isNull {
            EnvironmentValidation.checkResource("\(path).resourceFieldRef", resource, needsContainer: true, into: &errors)
        } else {
            errors.required(path, "one of fieldRef and resourceFieldRef is required")
        }
        checkMode("\(path).mode", file["mode"], &errors)
    }

    private static let files = [
        "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid",
    ]

    static func checkMode(_ path: String, _ value: JSONValue?, _ errors: inout FieldErrors) {
        guard let value, let mode = value.intValue, !(0...0o777).contains(mode) else { return }
        errors.invalid(path, value, "must be a number between 0 and 0777 (octal), both inclusive")
    }

    /// How long a token is valid.
    static func checkLifetime(_ path: String, _ value: JSONValue?, into errors: inout FieldErrors) {
        guard let value, let seconds = value.intValue else { return }
        if seconds < 600 { errors.invalid(path, value, "may not specify a duration less than 10 minutes") }
        if seconds > 1 << 32 { errors.invalid(path, value, "may not specify a duration larger than 2^32 seconds") }
    }

    /// A path that stays below the directory it is taken from.
    static func checkDescending(_ path: String, _ text: String, into errors: inout FieldErrors) {
        if text.hasPrefix("/") { errors.invalid(path, .string(text), "must be a relative path") }
        VolumeSourceValidation.checkNoBacksteps(path, text, into: &errors)
    }

    /// As `checkDescending`; names that begin with two dots are kept for what writes the volume.
    static func checkRelative(_ path: String, _ text: String, into errors: inout FieldErrors) {
        checkDescending(path, text, into: &errors)
        if text.hasPrefix(".."), !text.hasPrefix("../") {
            errors.invalid(path, .string(text), "must not start with '..'")
        }
    }
}
