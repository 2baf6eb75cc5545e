import JSON
import PKI
import Transport

/// A node's certificate, with which it serves its kubelet and calls the API server.
struct NodeCredentials: Sendable {
    let certificatePEM: String
    let privateKeyPEM: String
    let caPEM: String
    let podCIDR: String
    let serviceCIDR: String

    /// Renewed when less of its life than this is left.
    private static let renewBefore: Int64 = 30 * 86_400

    static func load(_ layout: NodeLayout, now: Int64) -> NodeCredentials? {
        let directory = layout.certificates
        guard let certificate = try? FileSystem.readText("\(directory)/node.crt"),
            let key = try? FileSystem.readText("\(directory)/node.key"),
            let ca = try? FileSystem.readText("\(directory)/ca.crt"),
            let network = try? FileSystem.readText("\(directory)/network.json"),
            let ranges = try? JSONReader.read(network),
            let summary = try? CertificateReader.summary(ofPEM: certificate), summary.notAfter - now > renewBefore
        else { return nil }
        return NodeCredentials(
            certificatePEM: certificate, privateKeyPEM: key, caPEM: ca,
            podCIDR: ranges["podCIDR"]?.stringValue ?? ClusterPlan.defaultPodCIDR,
            serviceCIDR: ranges["serviceCIDR"]?.stringValue ?? ClusterPlan.defaultServiceCIDR)
    }

    /// Asks the control plane to sign a new key. Throws when it cannot be reached or refuses the token.
    static func join(
        _ node: ClusterPlan.Node, token: JoinToken, exchange: any Exchange, layout: NodeLayout
    ) async throws -> NodeCredentials {
        let request = try SigningRequest.create(commonName: "system:node:\(node.name)")
        let body: JSONValue = [
            "node": .string(node.name), "addresses": [.string(node.address)],
            "signingRequest": .string(request.requestPEM),
        ]
        let response = try await exchange.send(
            HTTPRequest(
                "POST", JoinEndpoint.path,
                headers: ["Authorization": "Bearer \(token.secret)", "Content-Type": "application/json"],
                body: JSONWriter.bytes(body)))
        let answer = try JSONReader.read(try await response.body.collect(limit: 1 << 20))
        guard response.status == 200, let certificate = answer["certificate"]?.stringValue else {
            throw UserError(
                "the control plane refused this node: \(answer["message"]?.stringValue ?? "status \(response.status)")",
                advice: "take the token from join.token in the control plane's pki directory")
        }
        let ranges: JSONValue = [
            "podCIDR": answer["podCIDR"] ?? .string(ClusterPlan.defaultPodCIDR),
            "serviceCIDR": answer["serviceCIDR"] ?? .string(ClusterPlan.defaultServiceCIDR),
        ]
        let directory = layout.certificates
        try FileSystem.makeDirectory(directory)
        try FileSystem.write(request.privateKeyPEM, to: "\(directory)/node.key")
        try FileSystem.write(token.caPEM, to: "\(directory)/ca.crt")
        try FileSystem.write(JSONWriter.bytes(ranges), to: "\(directory)/network.json")
        // Last: with this file the set is complete.
        try FileSystem.write(certificate, to: "\(directory)/node.crt")
        return NodeCredentials(
            certificatePEM: certificate, privateKeyPEM: request.privateKeyPEM, caPEM: token.caPEM,
            podCIDR: ranges["podCIDR"]?.stringValue ?? "", serviceCIDR: ranges["serviceCIDR"]?.stringValue ?? "")
    }
}
