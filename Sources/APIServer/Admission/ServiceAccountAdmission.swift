import JSON
import KubeAPI
import PKI

/// Gives every Pod a service account, its pull secrets, and a volume with a short-lived token, the cluster's CA and the
/// namespace.
package struct ServiceAccountAdmission: AdmissionPlugin {
    private static let mountPath = "/var/run/secrets/kubernetes.io/serviceaccount"
    private static let volumePrefix = "kube-api-access-"
    /// Marks Pods that mirror a file on a node; they have no account.
    private static let mirrorAnnotation = "kubernetes.io/config.mirror"

    private static let defaultAccountPause: Duration = .milliseconds(50)

    private let reader: any ObjectReader
    private let defaultAccountAttempts: Int

    /// - Parameter defaultAccountAttempts: how often the account `default` is looked for, 50 ms apart.
    package init(reader: any ObjectReader, defaultAccountAttempts: Int = 20) {
        self.reader = reader
        self.defaultAccountAttempts = max(1, defaultAccountAttempts)
    }

    package func mutate(_ operation: inout AdmissionOperation) async throws(StatusError) {
        guard operation.type.kind == "Pod", operation.kind == .create, operation.subresource.isEmpty,
            var pod = operation.object
        else { return }
        if pod[path: "metadata", "annotations", Self.mirrorAnnotation] != nil {
            try checkMirror(pod, operation)
            return
        }
        let name =
            pod.text(path: "spec", "serviceAccountName").isEmpty
            ? "default" : pod.text(path: "spec", "serviceAccountName")
        let account = try await account(name, operation)
        pod.edit("spec") { spec in
            spec["serviceAccountName"] = .string(name)
            spec["serviceAccount"] = .string(name)
            if Self.wantsToken(spec, account) { Self.mountToken(&spec) }
            if spec.list("imagePullSecrets").isEmpty, !account.list("imagePullSecrets").isEmpty {
                spec["imagePullSecrets"] = account["imagePullSecrets"]
            }
        }
        operation.object = pod
    }

    /// Secrets the account does not name are refused, if it asks for that; containers that are added later count too.
    package func validate(_ operation: AdmissionOperation) async throws(StatusError) {
        guard operation.isOf("Pod"), let pod = operation.object,
            operation.kind == .create && operation.subresource.isEmpty || operation.subresource == "ephemeralcontainers",
            pod[path: "metadata", "annotations", Self.mirrorAnnotation] == nil
        else { return }
        let name = pod.text(path: "spec", "serviceAccountName")
        let account = try await reader.object(ServiceAccountShape.type, namespace: operation.namespace, name: name)
        guard let account, let reason = MountableSecrets.reason(against: pod, account) else { return }
        throw operation.forbidden(reason)
    }

    /// Waits up to a second for the account `default`, which a controller makes soon after the namespace.
    private func account(_ name: String, _ operation: AdmissionOperation) async throws(StatusError) -> JSONValue {
        for attempt in 1...(name == "default" ? defaultAccountAttempts : 1) {
            let stored = try await reader.object(ServiceAccountShape.type, namespace: operation.namespace, name: name)
            if let stored { return stored }
            guard attempt < defaultAccountAttempts, !Task.isCancelled else { break }
            if name == "default" { try? await Task.sleep(for: Self.defaultAccountPause) }
        }
        throw operation.forbidden(
            "error looking up service account \(operation.namespace)/\(name): serviceaccount \"\(name)\" not found")
    }

    private func checkMirror(_ pod: JSONValue, _ operation: AdmissionOperation) throws(StatusError) {
        guard pod.text(path: "spec", "serviceAccountName").isEmpty else {
            throw operation.forbidden("a mirror pod may not reference service accounts")
        }
        // The referents of a mirror Pod are not looked at elsewhere.
        var plain = pod
        plain.edit("metadata") { $0["annotations"] = nil }
        if PodReferents.all(of: plain).contains(where: { $0.kind == .secret }) {
            throw operation.forbidden("a mirror pod may not reference secrets")
        }
        let usesToken = (pod["spec"]?.list("volumes") ?? []).contains { volume in
            volume["projected"]?.list("sources").contains { $0.has("serviceAccountToken") } ?? false
        }
        if usesToken { throw operation.forbidden("a mirror pod may not use ServiceAccountToken volume projections") }
    }

    /// The Pod's own wish counts before the account's.
    private static func wantsToken(_ spec: JSONValue, _ account: JSONValue) -> Bool {
        spec["automountServiceAccountToken"]?.boolValue ?? account["automountServiceAccountToken"]?.boolValue ?? true
    }

    private static func mountToken(_ spec: inout JSONValue) {
        let existing = spec.list("volumes").map { $0.text("name") }.first { $0.hasPrefix(volumePrefix) }
        let name = existing ?? volumePrefix + suffix()
        var isUsed = false
        for list in ["initContainers", "containers"] {
            spec.editEach(list) { container in
                let mounts = container.list("volumeMounts")
                guard !mounts.contains(where: { $0.text("mountPath") == mountPath }) else { return }
                isUsed = true
                container["volumeMounts"] = .array(
                    mounts + [["name": .string(name), "readOnly": true, "mountPath": .string(mountPath)]])
            }
        }
        if isUsed, existing == nil { spec["volumes"] = .array(spec.list("volumes") + [volume(name)]) }
    }

    private static func volume(_ name: String) -> JSONValue {
        let namespaceFile: JSONValue = [
            "path": "namespace", "fieldRef": ["apiVersion": "v1", "fieldPath": "metadata.namespace"],
        ]
        return [
            "name": .string(name),
            "projected": [
                "sources": [
                    // 7 seconds over the hour tell a token that was asked for by default from one that was chosen.
                    ["serviceAccountToken": ["expirationSeconds": 3607, "path": "token"]],
                    ["configMap": ["name": "kube-root-ca.crt", "items": [["key": "ca.crt", "path": "ca.crt"]]]],
                    ["downwardAPI": ["items": [namespaceFile]]],
                ],
                "defaultMode": 420,
            ],
        ]
    }

    /// Five characters that spell no word.
    private static func suffix() -> String {
        let alphabet = Array("bcdfghjklmnpqrstvwxz2456789".utf8)
        return String(decoding: SecureRandom.bytes(5).map { alphabet[Int($0) % alphabet.count] }, as: UTF8.self)
    }
}
