import Crypto
import JSON
import PKI
import Transport

/// Lets machines become nodes: `POST /swiftlet/v1/join` with the cluster's join secret signs a node's certificate.
/// Every other request goes on to the API server.
struct JoinEndpoint: HTTPResponder {
    static let path = "/swiftlet/v1/join"

    let secrets: ClusterSecrets
    let plan: ClusterPlan
    let next: any HTTPResponder

    func respond(to request: HTTPRequest) async -> HTTPResponse {
        guard request.path == Self.path else { return await next.respond(to: request) }
        guard request.method == "POST" else { return Self.refusal(405, "use POST") }
        guard isAllowed(request) else { return Self.refusal(401, "the join token is not this cluster's") }
        guard let body = try? JSONReader.read(request.body), let node = body["node"]?.stringValue,
            let signingRequest = body["signingRequest"]?.stringValue, Self.isName(node)
        else { return Self.refusal(400, "node and signingRequest are needed") }
        let addresses = body["addresses"]?.arrayValue?.compactMap(\.stringValue) ?? []
        do {
            let certificate = try secrets.authority.issue(
                .serverAndClient(
                    user: "system:node:\(node)", groups: ["system:nodes"], dnsNames: [node], ipAddresses: addresses),
                signingRequestPEM: signingRequest)
            return Self.answer(
                200,
                [
                    "certificate": .string(certificate), "ca": .string(secrets.authority.certificatePEM),
                    "podCIDR": .string(plan.podCIDR), "serviceCIDR": .string(plan.serviceCIDR),
                ])
        } catch {
            return Self.refusal(400, "\(error)")
        }
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

    private static func refusal(_ code: Int, _ message: String) -> HTTPResponse {
        answer(
            code,
            [
                "kind": "Status", "apiVersion": "v1", "status": "Failure", "message": .string(message),
                "code": .int(Int64(code)),
            ])
    }

    private static func answer(_ code: Int, _ body: JSONValue) -> HTTPResponse {
        HTTPResponse(
            status: code, headers: ["Content-Type": "application/json"], body: .bytes(JSONWriter.bytes(body)))
    }
}
