import JSON

/// The checks of `baseline`: what a Pod needs to take over its node or its neighbours.
extension PodSecurityChecks {
    private typealias Text = PodSecurityText

    static func appArmorProfile(_ pod: PodSecuritySubject) -> PodSecurityViolation? {
        func badType(_ context: JSONValue) -> String? {
            guard let type = context[path: "appArmorProfile", "type"]?.stringValue else { return nil }
            return ["RuntimeDefault", "Localhost"].contains(type) ? nil : type
        }
        let names = pod.names { badType($0) != nil }
        var values = Set(pod.containers.compactMap { badType($0["securityContext"].orNull) })
        let ofPod = badType(pod.context)
        if let ofPod { values.insert(ofPod) }
        let annotations = pod.annotations.filter { annotation in
            let value = annotation.value.stringValue ?? ""
            return annotation.key.hasPrefix("container.apparmor.security.beta.kubernetes.io/")
                && !(value.isEmpty || value == "runtime/default" || value.hasPrefix("localhost/"))
        }.map { "\($0.key)=\"\($0.value.stringValue ?? "")\"" }.sorted()
        var setters = Text.setters(pod: ofPod != nil, names).map { [$0] } ?? []
        if !annotations.isEmpty { setters.append(Text.plural("annotation", "annotations", annotations.count)) }
        guard !setters.isEmpty else { return nil }
        let all = values.sorted() + annotations
        return PodSecurityViolation(
            reason: Text.plural("forbidden AppArmor profile", "forbidden AppArmor profiles", all.count),
            detail: "\(setters.joined(separator: " and ")) must not set AppArmor profile type to \(Text.quoted(all))")
    }

    private static let defaultCapabilities: Set = [
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP",
        "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
    ]

    static func capabilities(_ pod: PodSecuritySubject) -> PodSecurityViolation? {
        addedCapabilities(pod, beyond: defaultCapabilities).map {
            PodSecurityViolation(reason: "non-default capabilities", detail: $0)
        }
    }

    static func addedCapabilities(_ pod: PodSecuritySubject, beyond allowed: Set<String>) -> String? {
        func excess(_ context: JSONValue) -> [String] {
            (context["capabilities"]?.texts("add") ?? []).filter { !allowed.contains($0) }
        }
        let names = pod.names { !excess($0).isEmpty }
        guard !names.isEmpty else { return nil }
        let values = Set(pod.containers.flatMap { excess($0["securityContext"].orNull) })
        return "\(Text.containers(names)) must not include \(Text.quoted(values)) in securityContext.capabilities.add"
    }

    static func hostNamespaces(_ pod: PodSecuritySubject) -> PodSecurityViolation? {
        let used = ["hostNetwork", "hostPID", "hostIPC"].filter { pod.spec[$0]?.boolValue == true }
        guard !used.isEmpty else { return nil }
        return PodSecurityViolation(
            reason: "host namespaces", detail: used.map { "\($0)=true" }.joined(separator: ", "))
    }

    static func hostPathVolumes(_ pod: PodSecuritySubject) -> PodSecurityViolation? {
        let names = pod.spec.list("volumes").filter { $0.has("hostPath") }.map { $0.text("name") }
        guard !names.isEmpty else { return nil }
        return PodSecurityViolation(
            reason: "hostPath volumes", detail: "\(Text.plural("volume", "volumes", names.count)) \(Text.quoted(names))")
    }

    static func hostPorts(_ pod: PodSecuritySubject) -> PodSecurityViolation? {
        func ports(_ container: JSONValue) -> [String] {
            container.list("ports").compactMap { $0["hostPort"]?.intValue }.filter { $0 != 0 }.map(String.init)
        }
        let names = pod.containers.filter { !ports($0).isEmpty }.map { $0.text("name") }
        guard !names.isEmpty else { return nil }
        let values = Set(pod.containers.flatMap(ports)).sorted()
        return PodSecurityViolation(
            reason: "hostPort",
            detail: "\(Text.containers(names)) \(Text.plural("uses", "use", names.count)) "
                + "\(Text.plural("hostPort", "hostPorts", values.count)) \(values.joined(separator: ", "))")
    }

    static func hostProbesAndLifecycle(_ pod: PodSecuritySubject) -> PodSecurityViolation? {
        func hosts(_ container: JSONValue) -> [String] {
            let handlers =
                ["livenessProbe", "readinessProbe", "startupProbe"].map { container[$0] }
                + ["postStart", "preStop"].map { container[path: "lifecycle", $0] }
            return handlers.flatMap { handler in
                ["httpGet", "tcpSocket"].compactMap { handler?[path: $0, "host"]?.stringValue }
            }.filter { !["", "127.0.0.1", "::1"].contains($0) }
        }
        let names = pod.containers.filter { !hosts($0).isEmpty }.map { $0.text("name") }
        guard !names.isEmpty else { return nil }
        let values = Set(pod.containers.flatMap(hosts))
        let what = Text.plural("hostProbeOrHostLifecycle", "hostProbesOrHostLifecycles", values.count)
        return PodSecurityViolation(
            reason: "hostProbesOrHostLifecycle",
            detail: "\(Text.containers(names)) \(Text.plural("uses", "use", names.count)) \(what) \(Text.quoted(values))")
    }

    static func privileged(_ pod: PodSecuritySubject) -> PodSecurityViolation? {
        let names = pod.names { $0["privileged"]?.boolValue == true }
        guard !names.isEmpty else { return nil }
        return PodSecurityViolation(
            reason: "privileged", detail: "\(Text.containers(names)) must not set securityContext.privileged=true")
    }

    static func procMount(_ pod: PodSecuritySubject) -> PodSecurityViolation? {
        func unusual(_ context: JSONValue) -> String? { context["procMount"]?.stringValue.flatMap { $0 == "Default" ? nil : $0 } }
        let names = pod.names { unusual($0) != nil }
        guard !names.isEmpty else { return nil }
        let values = Set(pod.containers.compactMap { unusual($0["securityContext"].orNull) })
        return PodSecurityViolation(
            reason: "procMount",
            detail: "\(Text.containers(names)) must not set securityContext.procMount to \(Text.quoted(values))")
    }

    static func seLinuxOptions(_ pod: PodSecuritySubject, types: Set<String>) -> PodSecurityViolation? {
        func isBad(_ context: JSONValue) -> Bool {
            guard let options = context["seLinuxOptions"], !options.isNull else { return false }
            return !types.contains(options.text("type")) || !options.text("user").isEmpty || !options.text("role").isEmpty
        }
        guard let setters = Text.setters(pod: isBad(pod.context), pod.names(where: isBad)) else { return nil }
        let all = ([pod.context] + pod.containers.map { $0["securityContext"].orNull }).compactMap { $0["seLinuxOptions"] }
        let badTypes = Set(all.map { $0.text("type") }).subtracting(types)
        var data: [String] = []
        if !badTypes.isEmpty { data.append("\(Text.plural("type", "types", badTypes.count)) \(Text.quoted(badTypes))") }
        if all.contains(where: { !$0.text("user").isEmpty }) { data.append("user may not be set") }
        if all.contains(where: { !$0.text("role").isEmpty }) { data.append("role may not be set") }
        return PodSecurityViolation(
            reason: "seLinuxOptions",
            detail: "\(setters) set forbidden securityContext.seLinuxOptions: \(data.joined(separator: "; "))")
    }

    /// Before seccomp profiles had fields of their own.
    static func seccompAnnotations(_ pod: PodSecuritySubject) -> PodSecurityViolation? {
        let keys =
            ["seccomp.security.alpha.kubernetes.io/pod"]
            + pod.containers.map { "container.seccomp.security.alpha.kubernetes.io/\($0.text("name"))" }
        let bad = Set(keys).compactMap { key -> String? in
            guard let value = pod.annotation(key), !["", "runtime/default", "docker/default"].contains(value),
                !value.hasPrefix("localhost/")
            else { return nil }
            return "\(key)=\"\(value)\""
        }.sorted()
        guard !bad.isEmpty else { return nil }
        return PodSecurityViolation(
            reason: "seccompProfile",
            detail: "forbidden \(Text.plural("annotation", "annotations", bad.count)) \(bad.joined(separator: ", "))")
    }

    static func seccompProfile(_ pod: PodSecuritySubject) -> PodSecurityViolation? {
        badSeccompProfile(pod).map { PodSecurityViolation(reason: "seccompProfile", detail: $0) }
    }

    static func badSeccompProfile(_ pod: PodSecuritySubject) -> String? {
        func bad(_ context: JSONValue) -> String? {
            guard let type = context[path: "seccompProfile", "type"]?.stringValue else { return nil }
            return ["RuntimeDefault", "Localhost"].contains(type) ? nil : type
        }
        guard let setters = Text.setters(pod: bad(pod.context) != nil, pod.names { bad($0) != nil }) else { return nil }
        let values = Set(([pod.context] + pod.containers.map { $0["securityContext"].orNull }).compactMap(bad))
        return "\(setters) must not set securityContext.seccompProfile.type to \(Text.quoted(values))"
    }

    static func sysctls(_ pod: PodSecuritySubject, allowed: Set<String>) -> PodSecurityViolation? {
        let bad = pod.context.list("sysctls").map { $0.text("name") }.filter { !allowed.contains($0) }
        return bad.isEmpty ? nil : PodSecurityViolation(reason: "forbidden sysctls", detail: bad.joined(separator: ", "))
    }

    static func windowsHostProcess(_ pod: PodSecuritySubject) -> PodSecurityViolation? {
        func isBad(_ context: JSONValue) -> Bool { context[path: "windowsOptions", "hostProcess"]?.boolValue == true }
        return Text.setters(pod: isBad(pod.context), pod.names(where: isBad)).map {
            PodSecurityViolation(
                reason: "hostProcess", detail: "\($0) must not set securityContext.windowsOptions.hostProcess=true")
        }
    }
}
