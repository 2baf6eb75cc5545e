import JSON

/// The checks that `restricted` adds: what a Pod must give up.
extension PodSecurityChecks {
    private typealias Text = PodSecurityText

    static func privilegeEscalation(_ pod: PodSecuritySubject) -> PodSecurityViolation? {
        let names = pod.names { $0["allowPrivilegeEscalation"]?.boolValue != false }
        guard !names.isEmpty else { return nil }
        return PodSecurityViolation(
            reason: "allowPrivilegeEscalation != false",
            detail: "\(Text.containers(names)) must set securityContext.allowPrivilegeEscalation=false")
    }

    static func droppedCapabilities(_ pod: PodSecuritySubject) -> PodSecurityViolation? {
        let names = pod.names { !($0["capabilities"]?.texts("drop") ?? []).contains("ALL") }
        var details: [String] = []
        if !names.isEmpty { details.append("\(Text.containers(names)) must set securityContext.capabilities.drop=[\"ALL\"]") }
        if let added = addedCapabilities(pod, beyond: ["NET_BIND_SERVICE"]) { details.append(added) }
        guard !details.isEmpty else { return nil }
        return PodSecurityViolation(reason: "unrestricted capabilities", detail: details.joined(separator: "; "))
    }

    private static let allowedVolumes = [
        "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected", "secret",
    ]

    static func restrictedVolumes(_ pod: PodSecuritySubject) -> PodSecurityViolation? {
        let bad = pod.spec.list("volumes").filter { volume in !allowedVolumes.contains { volume.has($0) } }
        guard !bad.isEmpty else { return nil }
        let names = bad.map { $0.text("name") }
        let types = Set(
            bad.map { volume in
                volume.objectValue?.members.first { $0.key != "name" && !$0.value.isNull }?.key ?? "unknown"
            })
        return PodSecurityViolation(
            reason: "restricted volume types",
            detail: "\(Text.plural("volume", "volumes", names.count)) \(Text.quoted(names)) "
                + "\(Text.plural("uses", "use", names.count)) restricted volume "
                + "\(Text.plural("type", "types", types.count)) \(Text.quoted(types))")
    }

    static func runAsNonRoot(_ pod: PodSecuritySubject) -> PodSecurityViolation? {
        func setting(_ context: JSONValue) -> Bool? { context["runAsNonRoot"]?.boolValue }
        let reason = "runAsNonRoot != true"
        let ofPod = setting(pod.context)
        if let setters = Text.setters(pod: ofPod == false, pod.names { setting($0) == false }) {
            return PodSecurityViolation(reason: reason, detail: "\(setters) must not set securityContext.runAsNonRoot=false")
        }
        let silent = ofPod == true ? [] : pod.names { setting($0) == nil }
        guard !silent.isEmpty else { return nil }
        return PodSecurityViolation(
            reason: reason, detail: "pod or \(Text.containers(silent)) must set securityContext.runAsNonRoot=true")
    }

    static func runAsUser(_ pod: PodSecuritySubject) -> PodSecurityViolation? {
        func isRoot(_ context: JSONValue) -> Bool { context["runAsUser"]?.intValue == 0 }
        return Text.setters(pod: isRoot(pod.context), pod.names(where: isRoot)).map {
            PodSecurityViolation(reason: "runAsUser=0", detail: "\($0) must not set runAsUser=0")
        }
    }

    static func requiredSeccompProfile(_ pod: PodSecuritySubject) -> PodSecurityViolation? {
        let reason = "seccompProfile"
        if let bad = badSeccompProfile(pod) { return PodSecurityViolation(reason: reason, detail: bad) }
        func hasProfile(_ context: JSONValue) -> Bool { context[path: "seccompProfile", "type"]?.stringValue != nil }
        let silent = hasProfile(pod.context) ? [] : pod.names { !hasProfile($0) }
        guard !silent.isEmpty else { return nil }
        return PodSecurityViolation(
            reason: reason,
            detail: "pod or \(Text.containers(silent)) must set securityContext.seccompProfile.type to "
                + "\"RuntimeDefault\" or \"Localhost\"")
    }
}
