import Files
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

    /// What an earlier join left; `nil` without one, and when its certificate has run out.
    static func load(_ layout: NodeLayout, now: Int64) -> NodeCredentials? {
        guard let text = try? FileSystem.readText(layout.credentials), let saved = try? JSONReader.read(text),
            let certificate = saved["certificate"]?.stringValue, let key = saved["privateKey"]?.stringValue,
            let ca = saved["ca"]?.stringValue, let pods = saved["podCIDR"]?.stringValue,
            let services = saved["serviceCIDR"]?.stringValue,
            let summary = try? CertificateReader.summary(ofPEM: certificate), summary.notAfter > now
        else { return nil }
        return NodeCredentials(
            certificatePEM: certificate, privateKeyPEM: key, caPEM: ca, podCIDR: pods, serviceCIDR: services)
    }

    /// Whether it is time to ask for a new certificate.
    func isRenewable(now: Int64) -> Bool {
        guard let summary = try? CertificateReader.summary(ofPEM: certificatePEM) else { return true }
        return now >= CertificateRenewal.time(for: summary)
    }

    var clientTLS: ClientTLS { ClientTLS(caPEM: caPEM, certificatePEM: certificatePEM, keyPEM: privateKeyPEM) }

    /// One file, replaced as a whole: a crash never leaves a key beside another key's certificate.
    private func save(_ layout: NodeLayout) throws {
        let content: JSONValue = [
            "certificate": .string(certificatePEM), "privateKey": .string(privateKeyPEM), "ca": .string(caPEM),
            "podCIDR": .string(podCIDR), "serviceCIDR": .string(serviceCIDR),
        ]
        try FileSystem.makeDirectory(layout.certificates)
        try FileSystem.replace(layout.credentials, with: JSONWriter.bytes(content))
    }

    /// Asks the control plane to sign a new key. Throws when it cannot be reached or refuses.
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
        guard response.status < 500 else { throw NotYet(reason: answer["message"]?.stringValue ?? "") }
        guard response.status == 200, let certificate = answer["certificate"]?.stringValue else {
            throw UserError(
                "the control plane refused this node: \(answer["message"]?.stringValue ?? "status \(response.status)")",
                advice: answer["advice"]?.stringValue ?? "look into the control plane's log")
        }
        let credentials = NodeCredentials(
            certificatePEM: certificate, privateKeyPEM: request.privateKeyPEM, caPEM: token.caPEM,
            podCIDR: answer["podCIDR"]?.stringValue ?? ClusterPlan.defaultPodCIDR,
            serviceCIDR: answer["serviceCIDR"]?.stringValue ?? ClusterPlan.defaultServiceCIDR)
        // What cannot be read must not take the place of what could.
        _ = try CertificateReader.summary(ofPEM: certificate)
        try credentials.save(layout)
        return credentials
    }

    /// The control plane answers, but not well enough to join.
    private struct NotYet: Error, CustomStringConvertible {
        let reason: String
        var description: String { reason }
    }
}
