import Encodings
import JSON
import KubeAPI
package import Transport

/// Where a kubeconfig's current context leads, and with what credentials: how a webhook's server is described.
package struct ServerKubeconfig: Sendable {
    package let url: SecureURL
    package let tls: ClientTLS
    package let bearerToken: String?

    /// Understands `certificate-authority`, `client-certificate`, `client-key` and `token`, as files and as data.
    ///
    /// - Parameter read: the content of a file named in the configuration.
    package init(_ text: String, read: (String) throws -> String) throws(AccessConfigurationError) {
        let document: JSONValue
        do { document = try YAMLReader.document(text) } catch { throw AccessConfigurationError("not YAML: \(error)") }
        let context = Self.named(document.text("current-context"), in: document, "contexts", "context") ?? .emptyObject
        guard let cluster = Self.named(context.text("cluster"), in: document, "clusters", "cluster") else {
            throw AccessConfigurationError("the current context names no cluster that is there")
        }
        let user = Self.named(context.text("user"), in: document, "users", "user") ?? .emptyObject
        guard let url = SecureURL(cluster.text("server")) else {
            throw AccessConfigurationError("the server \"\(cluster.text("server"))\" must be an https URL")
        }
        self.url = url
        do {
            let name = cluster.text("tls-server-name")
            tls = ClientTLS(
                caPEM: try Self.content("certificate-authority", of: cluster, read),
                certificatePEM: try Self.content("client-certificate", of: user, read),
                keyPEM: try Self.content("client-key", of: user, read), serverName: name.isEmpty ? nil : name,
                skipsVerification: cluster["insecure-skip-tls-verify"] == true)
            let token = user.text("token")
            bearerToken =
                token.isEmpty && !user.text("tokenFile").isEmpty
                ? try read(user.text("tokenFile")).trimmingEnd : token.isEmpty ? nil : token
        } catch let error as AccessConfigurationError { throw error } catch { throw AccessConfigurationError("\(error)") }
        if user.has("exec") || user.has("auth-provider") || user.has("username") {
            throw AccessConfigurationError("users with exec, auth-provider or a password are not supported")
        }
    }

    /// The entry of a list by its name; the only one, when no name is given.
    private static func named(_ name: String, in document: JSONValue, _ list: String, _ member: String) -> JSONValue? {
        let entries = document.list(list)
        if name.isEmpty { return entries.count == 1 ? entries[0][member] : nil }
        return entries.first { $0.text("name") == name }?[member]
    }

    private static func content(_ key: String, of entry: JSONValue, _ read: (String) throws -> String) throws -> String? {
        let data = entry.text("\(key)-data")
        if !data.isEmpty {
            guard let bytes = Base64.decode(data) else { throw AccessConfigurationError("\(key)-data is not base64") }
            return String(decoding: bytes, as: UTF8.self)
        }
        let file = entry.text(key)
        return file.isEmpty ? nil : try read(file)
    }
}

extension String {
    /// Without line breaks and spaces at the end.
    fileprivate var trimmingEnd: String { String(reversed().drop { $0.isWhitespace }.reversed()) }
}
