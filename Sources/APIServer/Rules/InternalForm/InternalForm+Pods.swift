import JSON

extension InternalForm {
    /// A PodSpec as it prints: what concerns the node's namespaces stands with the security context.
    func shown(podSpec: JSONValue) -> JSONValue { shown(Self.gathered(podSpec), as: "PodSpec") }

    func shown(podTemplate: JSONValue) -> JSONValue {
        var template = podTemplate
        template.edit("spec") { $0 = Self.gathered($0) }
        return shown(template, as: "PodTemplateSpec")
    }

    private static func gathered(_ spec: JSONValue) -> JSONValue {
        var spec = spec
        for key in ["hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers"] {
            guard let value = spec[key], !value.isNull else { continue }
            spec[path: ["securityContext", key]] = value
        }
        return spec
    }
}
