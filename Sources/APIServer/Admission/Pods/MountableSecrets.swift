import JSON

/// Which Secrets a Pod may use when its service account names them (`kubernetes.io/enforce-mountable-secrets`).
enum MountableSecrets {
    /// `nil` when every Secret the Pod uses is one of the account's.
    static func reason(against pod: JSONValue, _ account: JSONValue) -> String? {
        guard account[path: "metadata", "annotations", "kubernetes.io/enforce-mountable-secrets"]?.stringValue == "true"
        else { return nil }
        let name = account.text(path: "metadata", "name")
        let allowed = Set(account.list("secrets").map { $0.text("name") })
        let spec = pod["spec"] ?? .emptyObject
        for volume in spec.list("volumes") {
            let secret = volume.text(path: "secret", "secretName")
            guard volume.has("secret"), !allowed.contains(secret) else { continue }
            return "volume with secret.secretName=\"\(secret)\" is not allowed because service account \(name) does not "
                + "reference that secret"
        }
        for (list, word) in [
            ("initContainers", "init container"), ("containers", "container"), ("ephemeralContainers", "ephemeral container"),
        ] {
            for container in spec.list(list) {
                if let reason = reason(against: container, word, allowed, name) { return reason }
            }
        }
        let pullable = Set(account.list("imagePullSecrets").map { $0.text("name") })
        for (index, secret) in spec.list("imagePullSecrets").enumerated() where !pullable.contains(secret.text("name")) {
            return "imagePullSecrets[\(index)].name=\"\(secret.text("name"))\" is not allowed because service account \(name) "
                + "does not reference that imagePullSecret"
        }
        return nil
    }

    private static func reason(
        against container: JSONValue, _ word: String, _ allowed: Set<String>, _ account: String
    ) -> String? {
        for variable in container.list("env") {
            guard let secret = variable[path: "valueFrom", "secretKeyRef", "name"]?.stringValue, !allowed.contains(secret)
            else { continue }
            return "\(word) \(container.text("name")) with envVar \(variable.text("name")) referencing "
                + "secret.secretName=\"\(secret)\" is not allowed because service account \(account) does not reference that "
                + "secret"
        }
        for source in container.list("envFrom") {
            guard let secret = source[path: "secretRef", "name"]?.stringValue, !allowed.contains(secret) else { continue }
            return "\(word) \(container.text("name")) with envFrom referencing secret.secretName=\"\(secret)\" is not allowed "
                + "because service account \(account) does not reference that secret"
        }
        return nil
    }
}
