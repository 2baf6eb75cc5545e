import JSON

/// The checks of annotations that mean something for a Pod.
enum PodAnnotationValidation {
    private static let mirror = "kubernetes.io/config.mirror"
    private static let deletionCost = "controller.kubernetes.io/pod-deletion-cost"
    private static let seccompOfPod = "seccomp.security.alpha.kubernetes.io/pod"
    private static let seccompPrefix = "container.seccomp.security.alpha.kubernetes.io/"
    private static let local = "localhost/"
    private static let lists = ["initContainers", "containers", "ephemeralContainers"]

    static func check(_ path: String, _ annotations: JSONValue?, _ spec: JSONValue, into errors: inout FieldErrors) {
        guard let annotations = annotations?.objectValue, !annotations.isEmpty else { return }
        if let value = annotations[mirror], spec.text("nodeName").isEmpty {
            errors.invalid("\(path)[\(mirror)]", value, "must set spec.nodeName if mirror pod annotation is set")
        }
        checkCost("\(path)[\(deletionCost)]", annotations[deletionCost], &errors)
        if let profile = annotations[seccompOfPod] { checkSeccomp("\(path).\(seccompOfPod)", profile, &errors) }
        for member in annotations where member.key.hasPrefix(seccompPrefix) {
            checkSeccomp("\(path).\(member.key)", member.value, &errors)
        }
        for member in annotations where member.key.hasPrefix(AppArmorAnnotations.prefix) {
            checkAppArmor("\(path)[\(member.key)]", member, spec, &errors)
        }
    }

    private static func checkCost(_ path: String, _ value: JSONValue?, _ errors: inout FieldErrors) {
        guard let cost = value?.stringValue else { return }
        let isNumber = Int32(cost) != nil && !cost.hasPrefix("+") && (cost == "0" || !cost.hasPrefix("0"))
        if !isNumber { errors.invalid(path, .string(cost), "must be a 32bit integer") }
    }

    private static func checkSeccomp(_ path: String, _ value: JSONValue, _ errors: inout FieldErrors) {
        let profile = value.stringValue ?? ""
        if ["runtime/default", "docker/default", "unconfined"].contains(profile) { return }
        guard profile.hasPrefix(local) else { return errors.invalid(path, value, "must be a valid seccomp profile") }
        VolumeValidation.checkDescending(path, String(profile.dropFirst(local.count)), into: &errors)
    }

    private static func checkAppArmor(
        _ path: String, _ member: JSONObject.Member, _ spec: JSONValue, _ errors: inout FieldErrors
    ) {
        let name = String(member.key.dropFirst(AppArmorAnnotations.prefix.count))
        if !lists.flatMap(spec.list).contains(where: { $0.text("name") == name }) {
            errors.invalid(path, .string(name), "container not found")
        }
        let profile = member.value.stringValue ?? ""
        if !["", "runtime/default", "unconfined"].contains(profile), !profile.hasPrefix(local) {
            errors.invalid(path, member.value, "invalid AppArmor profile name: \(JSONWriter.string(member.value))")
        }
    }

    // MARK: Fields beside annotations

    /// Where both the annotation and the field name a profile, it must be the same.
    static func checkMatch(
        _ path: String, _ annotations: JSONValue?, _ spec: JSONValue, into errors: inout FieldErrors
    ) {
        guard let annotations, annotations.objectValue?.isEmpty == false else { return }
        let ofPod = spec["securityContext"] ?? .emptyObject
        checkMatch(
            "\(path).securityContext.seccompProfile", ofPod["seccompProfile"], annotations[seccompOfPod], "seccomp", &errors)
        forEachContainer(path, spec) { place, name, context in
            checkMatch(
                "\(place).seccompProfile", context["seccompProfile"], annotations[seccompPrefix + name], "seccomp", &errors)
        }
        guard spec.text(path: "os", "name") != "windows" else { return }
        forEachContainer(path, spec) { place, name, context in
            let profile = context.has("appArmorProfile") ? context["appArmorProfile"] : ofPod["appArmorProfile"]
            checkMatch(
                "\(place).appArmorProfile", profile, annotations[AppArmorAnnotations.prefix + name], "apparmor", &errors)
        }
    }

    private static func forEachContainer(_ path: String, _ spec: JSONValue, _ body: (String, String, JSONValue) -> Void) {
        for list in lists {
            for (index, container) in spec.list(list).enumerated() {
                body(
                    "\(path).\(list)[\(index)].securityContext", container.text("name"),
                    container["securityContext"] ?? .emptyObject)
            }
        }
    }

    private static func checkMatch(
        _ path: String, _ profile: JSONValue?, _ annotation: JSONValue?, _ kind: String, _ errors: inout FieldErrors
    ) {
        guard let profile, !profile.isNull, let value = annotation?.stringValue else { return }
        let isRightType: Bool
        switch profile.text("type") {
        case "Unconfined": isRightType = value == "unconfined"
        case "RuntimeDefault":
            isRightType = value == "runtime/default" || kind == "seccomp" && value == "docker/default"
        case "Localhost": isRightType = value.hasPrefix(local)
        default: return
        }
        if !isRightType {
            errors.forbidden("\(path).type", "\(kind) type in annotation and field must match")
        } else if profile.text("type") == "Localhost",
            profile["localhostProfile"]?.stringValue != String(value.dropFirst(local.count))
        {
            errors.forbidden("\(path).localhostProfile", "\(kind) profile in annotation and field must match")
        }
    }

    // MARK: Update

    /// Whether a Pod mirrors a static one, and how AppArmor confines it, is decided when it is made.
    static func checkUpdate(_ pod: JSONValue, _ old: JSONValue, into errors: inout FieldErrors) {
        let before = old[path: "metadata", "annotations"] ?? .emptyObject
        let after = pod[path: "metadata", "annotations"] ?? .emptyObject
        for member in before.objectValue?.members ?? [] where after[member.key] != member.value {
            if let name = fixed(member.key) {
                errors.forbidden("metadata.annotations[\(member.key)]", "may not remove or update \(name)")
            }
        }
        for member in after.objectValue?.members ?? [] where before[member.key] == nil {
            if let name = fixed(member.key) { errors.forbidden("metadata.annotations[\(member.key)]", "may not add \(name)") }
        }
    }

    private static func fixed(_ key: String) -> String? {
        if key.hasPrefix(AppArmorAnnotations.prefix) { return "AppArmor annotations" }
        return key == mirror ? "mirror pod annotation" : nil
    }
}
