import AsyncTools
import JSON
import KubeAPI
import Transport

/// Asks webhooks: an AdmissionReview of `admission.k8s.io` over HTTPS, to a URL or to a Service's endpoint.
struct WebhookCaller: Sendable {
    private struct Server: Sendable, Hashable {
        let endpoint: HTTPClient.Endpoint
        let authorityPEM: String?
        /// The name in the certificate, when it is not the one that is dialled.
        let name: String?
        let timeoutSeconds: Int64
    }

    private static let answerLimit = 4 << 20
    /// Past this many servers the clients are made anew.
    private static let clientLimit = 128

    private let objects: any ObjectWriter
    private let clients = Guarded<[Server: HTTPClient]>([:])

    init(objects: any ObjectWriter) { self.objects = objects }

    /// - Returns: `nil` when it could not be asked and that does not matter. Throws a 500 when it does.
    func ask(_ webhook: Webhook, about operation: AdmissionOperation) async throws(StatusError) -> WebhookAnswer? {
        do throws(WebhookFailure) {
            let answer = try await call(webhook, operation)
            for warning in answer.warnings { operation.warn(warning) }
            for annotation in answer.auditAnnotations {
                operation.annotateAudit("\(webhook.name)/\(annotation.key)", annotation.value)
            }
            return answer
        } catch {
            guard webhook.failsClosed else { return nil }
            throw .internalError("failed calling webhook \"\(webhook.name)\": \(error.message)")
        }
    }

    private func call(_ webhook: Webhook, _ operation: AdmissionOperation) async throws(WebhookFailure) -> WebhookAnswer {
        let (server, path, query) = try server(of: webhook)
        let uid = ObjectIdentity.newUID()
        let timeout = "timeout=\(webhook.timeoutSeconds)s"
        let request = HTTPRequest(
            "POST", path, query: query.isEmpty ? timeout : "\(query)&\(timeout)",
            headers: ["Content-Type": "application/json", "Accept": "application/json"],
            body: JSONWriter.bytes(Self.review(operation, uid: uid, version: webhook.reviewVersion)))
        do {
            let response = try await client(server).send(request)
            let bytes = try await response.collect(limit: Self.answerLimit)
            guard (200..<300).contains(response.status) else {
                throw WebhookFailure("failed to call webhook: the server answered with status \(response.status)")
            }
            return try WebhookAnswer(try JSONReader.read(bytes), uid: uid)
        } catch let failure as WebhookFailure { throw failure } catch {
            throw WebhookFailure("failed to call webhook: \(error)")
        }
    }

    private static func review(_ operation: AdmissionOperation, uid: String, version: String) -> JSONValue {
        var request: JSONValue = ["uid": .string(uid)]
        for member in AdmissionVariables.request(operation).objectValue?.members ?? [] { request[member.key] = member.value }
        request["object"] = operation.object ?? .null
        request["oldObject"] = operation.old ?? .null
        return ["kind": "AdmissionReview", "apiVersion": .string("admission.k8s.io/\(version)"), "request": request]
    }

    // MARK: Servers

    private func server(of webhook: Webhook) throws(WebhookFailure) -> (server: Server, path: String, query: String) {
        let server = { (endpoint: HTTPClient.Endpoint, name: String?) in
            Server(
                endpoint: endpoint, authorityPEM: webhook.authorityPEM, name: name, timeoutSeconds: webhook.timeoutSeconds)
        }
        switch webhook.target {
        case .url(let url): return (server(url.endpoint, nil), url.path, url.query)
        case .service(let namespace, let name, let port, let path):
            let endpoint = try endpoint(namespace: namespace, service: name, port: port)
            return (server(endpoint, "\(name).\(namespace).svc"), path.isEmpty ? "/" : path, "")
        case .none: throw WebhookFailure("its clientConfig says neither a usable url nor a service")
        }
    }

    /// One of a Service's ready endpoints.
    private func endpoint(namespace: String, service: String, port: Int64) throws(WebhookFailure) -> HTTPClient.Endpoint {
        let services = objects.cacheOfKind(named: ServiceShape.type.qualifiedName)
        guard let services, let stored = services.object(services.path(namespace: namespace, name: service)) else {
            throw WebhookFailure("failed to call webhook: service \"\(service)\" not found")
        }
        let slices = objects.cacheOfKind(named: EndpointSliceShape.type.qualifiedName)
        let inNamespace = slices?.snapshot(namespace: namespace).objects ?? []
        do throws(StatusError) {
            let wanted = try stored.decoded()["spec"]?.list("ports").first { $0["port"]?.intValue == port }
            guard let wanted else { throw .serviceUnavailable("no service port \(port) found for service \"\(service)\"") }
            let ready = try ServiceEndpoints.ready(service, portNamed: wanted.text("name"), in: inNamespace)
            guard let chosen = ready.filter({ ServiceEndpoints.isAllowed($0.address) }).randomElement() else {
                throw .serviceUnavailable("no endpoints available for service \"\(service)\"")
            }
            return .https(host: chosen.address, port: chosen.port)
        } catch { throw WebhookFailure("failed to call webhook: \(error.message)") }
    }

    private func client(_ server: Server) throws -> HTTPClient {
        if let known = clients.withLock({ $0[server] }) { return known }
        var configuration = HTTPClient.Configuration(
            endpoint: server.endpoint, tls: ClientTLS(caPEM: server.authorityPEM, serverName: server.name),
            responseTimeout: .seconds(server.timeoutSeconds))
        configuration.connectTimeout = .seconds(server.timeoutSeconds)
        configuration.bufferedBodyLimit = Self.answerLimit
        let client = try HTTPClient(configuration: configuration)
        clients.withLock { clients in
            if clients.count >= Self.clientLimit { clients.removeAll() }
            clients[server] = client
        }
        return client
    }
}
