import JSON

/// The annotations that named a container's AppArmor profile before there was a field for it.
enum AppArmorAnnotations {
    static let prefix = "container.apparmor.security.beta.kubernetes.io/"
    private static let lists = ["initContainers", "containers", "ephemeralContainers"]

    /// Fills in the field of each container that has a good annotation and no field, unless the Pod's profile is the same.
    static func fillFields(of pod: inout JSONValue) {
        guard let annotations = annotations(of: pod) else { return }
        pod.edit("spec") { spec in
            let profile = spec[path: "securityContext", "appArmorProfile"]
            for list in lists {
                spec.editEach(list) { container in
                    guard let field = wantedField(container, annotations), field != profile else { return }
                    container[path: ["securityContext", "appArmorProfile"]] = field
                }
            }
        }
    }

    /// Of a Pod whose fields are not filled in yet.
    static func warnings(_ pod: JSONValue) -> [String] {
        guard let annotations = annotations(of: pod) else { return [] }
        let spec = pod["spec"] ?? .emptyObject
        let profile = spec[path: "securityContext", "appArmorProfile"]
        return lists.flatMap(spec.list).flatMap { container -> [String] in
            guard container[path: "securityContext", "appArmorProfile"]?.objectValue == nil else { return [] }
            if let field = wantedField(container, annotations), field == profile { return [] }
            return warning("", container: container.text("name"), annotations)
        }
    }

    static func warning(_ path: String, container: String, _ annotations: JSONValue?) -> [String] {
        guard annotations?[prefix + container] != nil else { return [] }
        return [
            "\(path)metadata.annotations[\(prefix)\(container)]: deprecated since v1.30; use the \"appArmorProfile\" field "
                + "instead"
        ]
    }

    private static func annotations(of pod: JSONValue) -> JSONValue? {
        guard let annotations = pod[path: "metadata", "annotations"],
            annotations.objectValue?.contains(where: { $0.key.hasPrefix(prefix) }) ?? false,
            pod.text(path: "spec", "os", "name") != "windows"
        else { return nil }
        return annotations
    }

    private static func wantedField(_ container: JSONValue, _ annotations: JSONValue) -> JSONValue? {
        guard container[path: "securityContext", "appArmorProfile"]?.objectValue == nil else { return nil }
        let value = annotations.text(prefix + container.text("name"))
        let local = "localhost/"
        switch value {
        case "unconfined": return ["type": "Unconfined"]
        case "runtime/default": return ["type": "RuntimeDefault"]
        case _ where value.hasPrefix(local):
            let name = String(value.dropFirst(local.count))
            let isGood = name.first?.isWhitespace == false && name.last?.isWhitespace == false && name.utf8.count <= 4095
            return isGood ? ["type": "Localhost", "localhostProfile": .string(name)] : nil
        default: return nil
        }
    }
}
