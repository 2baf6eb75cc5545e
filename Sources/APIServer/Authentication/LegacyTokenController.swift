import Encodings
import JSON
import KubeAPI
import Logging
package import PKI
import Transport

/// Fills Secrets of the type `kubernetes.io/service-account-token` with a token of the account they name, and removes those
/// whose account is gone.
package struct LegacyTokenController: ServerController {
    private let signer: TokenSigner
    private let authorityPEM: String

    /// - Parameter authorityPEM: for `ca.crt`, by which the holder knows the API server; empty: none.
    package init(signer: TokenSigner, authorityPEM: String) {
        self.signer = signer
        self.authorityPEM = authorityPEM
    }

    package func run(in server: Server) async {
        guard let secrets = server.cache.kind(SecretShape.type), let accounts = server.cache.kind(ServiceAccountShape.type),
            let selector = try? FieldSelector("type=\(LegacyTokens.secretType)"),
            let filter = try? ObjectFilter(kind: secrets, namespace: nil, labels: .everything, fields: selector)
        else { return }
        await withTaskGroup(of: Void.self) { group in
            // A Secret changes with its own content, and with its account.
            for (kind, filter) in [(secrets, filter), (accounts, .everything)] {
                group.addTask { await follow(kind, filter, in: server) }
            }
        }
    }

    private func follow(_ kind: KindCache, _ filter: ObjectFilter, in server: Server) async {
        while !Task.isCancelled {
            let position = kind.lastChange
            do { try await reconcile(in: server) } catch {
                server.logger.warning("tokens not filled in", metadata: ["cause": "\(error)"])
                do { try await Task.sleep(for: .seconds(1)) } catch { return }
                continue
            }
            let deadline = MonotonicClock.after(seconds: 3600)
            if await kind.changes(after: position, filter: filter, deadline: deadline) == nil { return }
        }
    }

    private func reconcile(in server: Server) async throws {
        guard let kind = server.cache.kind(SecretShape.type), let field = kind.fieldNames.firstIndex(of: "type") else { return }
        for object in kind.snapshot(namespace: nil, after: nil).objects where object.fields[field] == LegacyTokens.secretType {
            try await reconcile(try object.decoded(), object.key, in: server)
        }
    }

    private func reconcile(_ secret: JSONValue, _ key: ObjectKey, in server: Server) async throws {
        let annotations = secret[path: "metadata", "annotations"] ?? .emptyObject
        let name = annotations.text(LegacyTokens.nameAnnotation)
        let account = try await server.cache.object(ServiceAccountShape.type, namespace: key.namespace, name: name)
        let uid = account?.text(path: "metadata", "uid") ?? ""
        let named = annotations.text(LegacyTokens.uidAnnotation)
        guard account != nil, named.isEmpty || named == uid else { return try await remove(secret, key, from: server) }
        var data: [String: String] = [:]
        let wanted = [
            "ca.crt": Array(authorityPEM.utf8), "namespace": Array(key.namespace.utf8),
        ].filter { !$0.value.isEmpty }
        for (field, bytes) in wanted where secret.text(path: "data", field) != Base64.encode(bytes) {
            data[field] = Base64.encode(bytes)
        }
        if secret.text(path: "data", "token").isEmpty {
            let claims = LegacyTokens.claims(namespace: key.namespace, secret: key.name, account: name, uid: uid)
            data["token"] = Base64.encode(Array(try signer.sign(claims: JSONWriter.bytes(claims)).utf8))
        }
        guard !data.isEmpty || named.isEmpty else { return }
        let patch: JSONValue = [
            "metadata": [
                "resourceVersion": .string(secret.text(path: "metadata", "resourceVersion")),
                "annotations": .object(JSONObject([LegacyTokens.uidAnnotation: uid])),
            ],
            "data": .object(JSONObject(data)),
        ]
        try await send("PATCH", key, patch, to: server)
    }

    private func remove(_ secret: JSONValue, _ key: ObjectKey, from server: Server) async throws {
        let uid = secret.text(path: "metadata", "uid")
        try await send("DELETE", key, ["preconditions": ["uid": .string(uid)]], to: server)
    }

    /// A Secret that changed or went meanwhile is left for the next round, which that change starts; so is one that must not
    /// change, which would keep the others from theirs.
    private func send(_ method: String, _ key: ObjectKey, _ body: JSONValue, to server: Server) async throws {
        let type = method == "PATCH" ? "application/merge-patch+json" : "application/json"
        let response = await server.respond(
            to: HTTPRequest(
                method, SecretShape.type.path(namespace: key.namespace, name: key.name),
                query: "fieldManager=service-account-tokens", headers: ["Content-Type": type], body: JSONWriter.bytes(body),
                peer: .inProcess(user: "system:apiserver", groups: ["system:masters", UserInfo.authenticatedGroup])))
        if ![200, 202, 404, 409, 422].contains(response.status) {
            throw BootstrapPolicyError(object: key.description, status: response.status)
        }
    }
}
