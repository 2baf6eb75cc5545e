import Crypto
import JSON
import KubeAPI
import KubeClient
import PKI
import Transport

/// Lets machines become nodes: `POST /swiftlet/v1/join` with the cluster's join secret signs a node's certificate.
/// Every other request goes on to the API server.
///
/// The secret alone makes nobody another node and nobody the API server: a name that is taken is signed only for the
/// holder of that node's certificate, and the API server's own names and addresses are signed for no other node.
struct JoinEndpoint: HTTPResponder {
    static let path = "/swiftlet/v1/join"

    let secrets: ClusterSecrets
    let plan: ClusterPlan
    /// Names and addresses of the API server's certificate.
    let reserved: Set<String>
    let client: KubeClient
    /// Of client certificates.
    let verifier: CertificateVerifier
    let next: any HTTPResponder

    func respond(to request: HTTPRequest) async -> HTTPResponse {
        guard request.path == Self.path else { return await next.respond(to: request) }
        guard request.method == "POST" else { return Self.refusal(405, "use POST", advice: "use POST") }
        guard isAllowed(request) else {
            return Self.refusal(
                401, "the join token is not this cluster's",
                advice: "take it from join.token in the control plane's pki directory")
        }
        guard let body = try? JSONReader.read(request.body), let node = body["node"]?.stringValue,
            let signingRequest = body["signingRequest"]?.stringValue, Self.isName(node)
        else { return Self.refusal(400, "node and signingRequest are needed", advice: "use the same version on both sides") }
        let addresses = body["addresses"]?.arrayValue?.compactMap(\.stringValue) ?? []
        do {
            if let conflict = try await conflict(node, addresses, request.peer) { return conflict }
            return try sign(node, addresses, signingRequest)
        } catch let error as APIError {
            return Self.refusal(503, "the API server cannot tell whether node \"\(node)\" exists: \(error)", advice: "try again")
        } catch {
            return Self.refusal(400, "\(error)", advice: "use the same version on both sides")
        }
    }

    func refusal(of head: HTTPRequest) async -> HTTPResponse? {
        guard head.path == Self.path else { return await next.refusal(of: head) }
        return Self.refusal(413, "no request to join is so large", advice: "use the same version on both sides")
    }

    private func conflict(_ node: String, _ addresses: [String], _ peer: HTTPPeer) async throws -> HTTPResponse? {
        let own = plan.nodes.first { $0.name == node }
        if let taken = ([node] + addresses).first(where: { reserved.contains($0) && own?.name != $0 && own?.address != $0 }) {
            return Self.refusal(
                403, "\(taken) belongs to the API server", advice: "choose another with --node-name and --node-ip")
        }
        if await isHolder(of: node, peer) { return nil }
        guard try await client.find(NodeShape.self, ObjectKey(namespace: "", name: node)) != nil else { return nil }
        return Self.refusal(
            403, "there is a node \"\(node)\" already",
            advice: "choose another --node-name, or run `kubectl delete node \(node)` first")
    }

    private func isHolder(of node: String, _ peer: HTTPPeer) async -> Bool {
        guard case .presentedCertificates(let chain) = peer, let leaf = chain.first,
            let holder = try? CertificateReader.summary(ofDER: leaf), await verifier.isTrusted(chain)
        else { return false }
        return holder.commonName == "system:node:\(node)" && holder.organizations.contains("system:nodes")
    }

    private func sign(_ node: String, _ addresses: [String], _ signingRequest: String) throws -> HTTPResponse {
        let certificate = try secrets.authority.issue(
            .serverAndClient(user: "system:node:\(node)", groups: ["system:nodes"], dnsNames: [node], ipAddresses: addresses),
            signingRequestPEM: signingRequest, validity: .seconds(plan.access.certificateSeconds))
        return Self.answer(
            200,
            [
                "certificate": .string(certificate), "ca": .string(secrets.authority.certificatePEM),
                "podCIDR": .string(plan.podCIDR), "serviceCIDR": .string(plan.serviceCIDR),
            ])
    }

    private func isAllowed(_ request: HTTPRequest) -> Bool {
        guard let header = request.headers["Authorization"], header.hasPrefix("Bearer ") else { return false }
        // Digests are compared, so that the time taken says nothing about the secret.
        let given = SHA256.hash(data: Array(header.dropFirst(7).utf8))
        return given == SHA256.hash(data: Array(secrets.joinSecret.utf8))
    }

    /// RFC 1123 subdomain, which a Node's name must be.
    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 253
            && text.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E
            }
    }

    private static func refusal(_ code: Int, _ message: String, advice: String) -> HTTPResponse {
        answer(
            code,
            [
                "kind": "Status", "apiVersion": "v1", "status": "Failure", "message": .string(message),
                "advice": .string(advice), "code": .int(Int64(code)),
            ])
    }

    private static func answer(_ code: Int, _ body: JSONValue) -> HTTPResponse {
        HTTPResponse(
            status: code, headers: ["Content-Type": "application/json"], body: .bytes(JSONWriter.bytes(body)))
    }
}
