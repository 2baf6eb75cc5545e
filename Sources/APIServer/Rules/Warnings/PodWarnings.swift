import JSON
import Schema

/// What is said of good Pods and pod templates that probably do not mean what they say.
enum PodWarnings {
    /// Of a new Pod.
    static func pod(_ pod: JSONValue) -> [String] {
        let name = NameRules.dns1123Label(pod.text(path: "metadata", "name"))
        let hostname =
            "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is "
            + "recommended: [\(name.joined(separator: " "))]"
        return AppArmorAnnotations.warnings(pod) + (name.isEmpty ? [] : [hostname])
            + check("", pod["spec"] ?? .emptyObject, pod[path: "metadata", "annotations"])
    }

    /// Of a pod template: on a create, and on an update that raises the generation of what holds it.
    ///
    /// - Parameter path: where the template stands, such as `spec.template`.
    static func template(_ path: String, _ object: JSONValue, _ old: JSONValue?) -> [String] {
        let generation = object[path: "metadata", "generation"]
        guard let template = object[path: path.split(separator: ".").map(String.init)],
            old.map({ $0[path: "metadata", "generation"] != generation }) ?? true
        else { return [] }
        let annotations = template[path: "metadata", "annotations"]
        let spec = template["spec"] ?? .emptyObject
        return check(path + ".", spec, annotations, isTemplate: true)
    }

    /// Of what keeps Pods of its template running, under names that begin with its own.
    static func workload(_ object: JSONValue, _ old: JSONValue?) -> [String] {
        (old == nil ? nameOfOwner(object) : []) + template("spec.template", object, old)
    }

    /// Of a name that becomes part of the names of Pods.
    static func nameOfOwner(_ object: JSONValue) -> [String] {
        let reasons = NameRules.dns1123Label(object.text(path: "metadata", "name"))
        guard !reasons.isEmpty else { return [] }
        return [
            "metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is "
                + "recommended: [\(reasons.joined(separator: " "))]"
        ]
    }

    private static func check(
        _ path: String, _ spec: JSONValue, _ annotations: JSONValue?, isTemplate: Bool = false
    ) -> [String] {
        let place = "\(path)spec"
        let containers = ["initContainers", "containers", "ephemeralContainers"].flatMap { list in
            spec.list(list).enumerated().map { (path: "\(place).\(list)[\($0.offset)]", container: $0.element) }
        }
        var warnings = placement(place, spec)
        warnings += deprecatedAnnotations("\(path)metadata.annotations", annotations)
        warnings += volumes("\(place).volumes", spec.list("volumes"))
        warnings += VolumePathWarnings.check(spec.list("volumes"))
        warnings += repeated(place, spec)
        for name in ["memory", "ephemeral-storage"] { warnings += fraction("\(place).overhead", name, spec["overhead"]) }
        warnings += seccomp(path, spec["securityContext"], "pod", annotations)
        let hasProfile = spec[path: "securityContext", "appArmorProfile"]?.objectValue != nil
        for (place, container) in containers {
            let name = container.text("name")
            warnings += seccomp(
                path, container["securityContext"], "container.seccomp.security.alpha.kubernetes.io/\(name)", annotations)
            if isTemplate, !hasProfile, container[path: "securityContext", "appArmorProfile"]?.objectValue == nil {
                warnings += AppArmorAnnotations.warning(path, container: name, annotations)
            }
            warnings += ContainerWarnings.check(place, container)
        }
        warnings += ContainerWarnings.ports(containers)
        if let seconds = spec["terminationGracePeriodSeconds"]?.intValue, seconds < 0 {
            warnings.append(
                "\(place).terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1")
        }
        return warnings + affinity("\(place).affinity", spec["affinity"]) + addresses(place, spec)
    }

    // MARK: Places

    private static let required = "requiredDuringSchedulingIgnoredDuringExecution"
    private static let preferred = "preferredDuringSchedulingIgnoredDuringExecution"

    private static func placement(_ path: String, _ spec: JSONValue) -> [String] {
        var warnings = spec.map("nodeSelector").flatMap { NodeLabelWarnings.label("\(path).nodeSelector[\($0.key)]", $0.key) }
        let nodes = spec[path: "affinity", "nodeAffinity"] ?? .null
        let place = "\(path).affinity.nodeAffinity"
        for (index, term) in (nodes[required]?.list("nodeSelectorTerms") ?? []).enumerated() {
            warnings += NodeLabelWarnings.term("\(place).\(required).nodeSelectorTerms[\(index)]", term)
        }
        for (index, term) in nodes.list(preferred).enumerated() {
            let preference = term["preference"] ?? .emptyObject
            warnings += NodeLabelWarnings.term("\(place).\(preferred)[\(index)].preference", preference, checksValues: true)
        }
        for (index, constraint) in spec.list("topologySpreadConstraints").enumerated() {
            let place = "\(path).topologySpreadConstraints[\(index)]"
            warnings += NodeLabelWarnings.value("\(place).topologyKey", constraint.text("topologyKey"))
            warnings += selector(place, constraint)
        }
        return warnings
    }

    private static func selector(_ path: String, _ holder: JSONValue) -> [String] {
        holder.has("labelSelector") ? [] : ["\(path).labelSelector: a null labelSelector results in matching no pod"]
    }

    private static func affinity(_ path: String, _ affinity: JSONValue?) -> [String] {
        ["podAffinity", "podAntiAffinity"].flatMap { kind -> [String] in
            let pods = affinity?[kind] ?? .null
            return pods.list(required).enumerated().flatMap { selector("\(path).\(kind).\(required)[\($0.offset)]", $0.element) }
                + pods.list(preferred).enumerated().flatMap {
                    selector(
                        "\(path).\(kind).\(preferred)[\($0.offset)].podAffinityTerm",
                        $0.element["podAffinityTerm"] ?? .emptyObject)
                }
        }
    }

    private static func addresses(_ path: String, _ spec: JSONValue) -> [String] {
        (spec["dnsConfig"]?.texts("nameservers") ?? []).enumerated().flatMap {
            AddressWarnings.address("\(path).dnsConfig.nameservers[\($0.offset)]", $0.element)
        } + AddressWarnings.addresses("\(path).hostAliases", spec.list("hostAliases"))
    }

    // MARK: What is no longer there

    private static func deprecatedAnnotations(_ path: String, _ annotations: JSONValue?) -> [String] {
        let sysctls = "non-functional in v1.11+; use the \"sysctls\" field instead"
        return [
            (
                "scheduler.alpha.kubernetes.io/critical-pod",
                "non-functional in v1.16+; use the \"priorityClassName\" field instead"
            ),
            ("security.alpha.kubernetes.io/sysctls", sysctls), ("security.alpha.kubernetes.io/unsafe-sysctls", sysctls),
        ].filter { annotations?[$0.0] != nil }.map { "\(path)[\($0.0)]: \($0.1)" }
    }

    private static func seccomp(
        _ path: String, _ context: JSONValue?, _ key: String, _ annotations: JSONValue?
    ) -> [String] {
        let key = key == "pod" ? "seccomp.security.alpha.kubernetes.io/pod" : key
        guard context?["seccompProfile"]?.objectValue == nil, annotations?[key] != nil else { return [] }
        return ["\(path)metadata.annotations[\(key)]: non-functional in v1.27+; use the \"seccompProfile\" field instead"]
    }

    private static let deadVolumes = [
        ("photonPersistentDisk", "photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
        ("gitRepo", "gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"),
        ("scaleIO", "scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
        ("flocker", "flocker", "deprecated in v1.22, non-functional in v1.25+"),
        ("storageos", "storageOS", "deprecated in v1.22, non-functional in v1.25+"),
        ("quobyte", "quobyte", "deprecated in v1.22, non-functional in v1.25+"),
        ("glusterfs", "glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
        ("ephemeral", "", ""), ("cephfs", "cephfs", "deprecated in v1.28, non-functional in v1.31+"),
        ("rbd", "rbd", "deprecated in v1.28, non-functional in v1.31+"),
    ]

    private static func volumes(_ path: String, _ volumes: [JSONValue]) -> [String] {
        volumes.enumerated().flatMap { index, volume in
            deadVolumes.filter { volume.has($0.0) }.flatMap { kind, shown, text in
                guard kind == "ephemeral" else { return ["\(path)[\(index)].\(shown): \(text)"] }
                let claim = volume[path: "ephemeral", "volumeClaimTemplate", "spec"] ?? .emptyObject
                return VolumeWarnings.claimSpec("\(path)[\(index)].ephemeral.volumeClaimTemplate.spec", claim)
            }
        }
    }

    // MARK: What is there twice

    private static func repeated(_ path: String, _ spec: JSONValue) -> [String] {
        var warnings: [String] = []
        var seen: Set<String> = []
        for (index, alias) in spec.list("hostAliases").enumerated() where !seen.insert(alias.text("ip")).inserted {
            warnings.append("\(path).hostAliases[\(index)].ip: duplicate ip \"\(alias.text("ip"))\"")
        }
        seen = []
        let secrets = spec.list("imagePullSecrets").map { $0.text("name") }
        for (index, name) in secrets.enumerated() where !seen.insert(name).inserted {
            warnings.append("\(path).imagePullSecrets[\(index)].name: duplicate name \"\(name)\"")
        }
        for (index, name) in secrets.enumerated() where name.isEmpty {
            warnings.append("\(path).imagePullSecrets[\(index)].name: invalid empty name \"\"")
        }
        return warnings
    }

    /// Of an amount of bytes that is not whole.
    static func fraction(_ path: String, _ name: String, _ amounts: JSONValue?) -> [String] {
        guard let amount = amounts?[name].flatMap(Quantity.init(json:)), amount.milliValue % 1000 != 0 else { return [] }
        return ["\(path)[\(name)]: fractional byte value \"\(amount.text)\" is invalid, must be an integer"]
    }
}
