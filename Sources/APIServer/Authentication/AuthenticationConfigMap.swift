import JSON
import KubeAPI
import Logging
import Transport

/// Keeps `kube-system/extension-apiserver-authentication`, from which extension servers and kubelets learn whose client
/// certificates and front proxies this server believes.
struct AuthenticationConfigMap: ServerController {
    private static let name = "extension-apiserver-authentication"
    private static let namespace = "kube-system"

    private let data: [String: String]

    init(_ access: AccessPlugins) {
        var data: [String: String] = [:]
        if !access.authorityPEM.isEmpty { data["client-ca-file"] = access.authorityPEM }
        if let headers = access.requestHeader?.configuration {
            func list(_ names: [String]) -> String { JSONWriter.string(.array(names.map { .string($0) })) }
            data["requestheader-client-ca-file"] = headers.authoritiesPEM
            data["requestheader-allowed-names"] = list(headers.allowedNames)
            data["requestheader-username-headers"] = list(headers.userHeaders)
            data["requestheader-uid-headers"] = list(headers.uidHeaders)
            data["requestheader-group-headers"] = list(headers.groupHeaders)
            data["requestheader-extra-headers-prefix"] = list(headers.extraHeaderPrefixes)
        }
        self.data = data
    }

    func run(in server: Server) async {
        guard !data.isEmpty, let kind = server.cache.kind(ConfigMapShape.type) else { return }
        let filter = ObjectFilter(namespace: Self.namespace, name: Self.name, labels: .everything, fields: [])
        while !Task.isCancelled {
            // Before the object is read: what changes in between is looked at again.
            let position = kind.lastChange
            do { try await reconcile(in: server) } catch {
                server.logger.warning("authentication not published", metadata: ["cause": "\(error)"])
                do { try await Task.sleep(for: .seconds(1)) } catch { return }
                continue
            }
            let deadline = MonotonicClock.after(seconds: 3600)
            if await kind.changes(after: position, filter: filter, deadline: deadline) == nil { return }
        }
    }

    private func reconcile(in server: Server) async throws {
        let type = ConfigMapShape.type
        let current = try await server.cache.object(type, namespace: Self.namespace, name: Self.name)
        guard let current else {
            return try await server.create(
                [
                    "apiVersion": "v1", "kind": "ConfigMap",
                    "metadata": ["name": .string(Self.name), "namespace": .string(Self.namespace)],
                    "data": .object(JSONObject(data)),
                ], type)
        }
        let differs = data.contains { current.text(path: "data", $0.key) != $0.value }
        guard differs else { return }
        let response = await server.respond(
            to: HTTPRequest(
                "PATCH", type.path(namespace: Self.namespace, name: Self.name),
                headers: ["Content-Type": "application/merge-patch+json"],
                body: JSONWriter.bytes(["data": .object(JSONObject(data))]),
                peer: .inProcess(user: "system:apiserver", groups: ["system:masters", UserInfo.authenticatedGroup])))
        if ![200, 404, 409].contains(response.status) {
            throw BootstrapPolicyError(object: Self.name, status: response.status)
        }
    }
}
