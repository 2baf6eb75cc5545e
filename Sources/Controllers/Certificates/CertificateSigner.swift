import PKI

/// The signers of Kubernetes itself, and what each asks of a request (kubernetes.io/docs, "Certificates and Certificate
/// Signing Requests").
enum CertificateSigner: String, Sendable, CaseIterable {
    /// Clients of the API server, whoever they are.
    case client = "kubernetes.io/kube-apiserver-client"
    /// Nodes as clients of the API server.
    case nodeClient = "kubernetes.io/kube-apiserver-client-kubelet"
    /// Nodes as servers.
    case nodeServer = "kubernetes.io/kubelet-serving"

    private static let nodePrefix = "system:node:"
    private static let nodeGroup = "system:nodes"

    /// Why the signer does not sign a request, in the words of Kubernetes; `nil` when it does.
    func reason(against request: SigningRequestSummary, usages: [String]) -> String? {
        switch self {
        case .client: Self.reason(againstClientUsages: usages)
        case .nodeClient: Self.reason(againstNodeClient: request, usages)
        case .nodeServer: Self.reason(againstNodeServer: request, usages)
        }
    }

    private static func reason(againstClientUsages usages: [String]) -> String? {
        let allowed: Set<RequestedUsage> = [.digitalSignature, .keyEncipherment, .clientAuth]
        for usage in usages where RequestedUsage(rawValue: usage).map(allowed.contains) != true {
            return "invalid usage for client certificate: \(usage)"
        }
        let required = RequestedUsage.clientAuth.rawValue
        return usages.contains(required) ? nil : "missing required usage for client certificate: \(required)"
    }

    private static func reason(againstNodeClient request: SigningRequestSummary, _ usages: [String]) -> String? {
        guard request.organizations == [nodeGroup] else { return notNodes }
        if !request.dnsNames.isEmpty { return "DNS subjectAltNames are not allowed" }
        if !request.emailAddresses.isEmpty { return "Email subjectAltNames are not allowed" }
        if !request.ipAddresses.isEmpty { return "IP subjectAltNames are not allowed" }
        if !request.uris.isEmpty { return "URI subjectAltNames are not allowed" }
        guard request.commonName.hasPrefix(nodePrefix) else { return notNode }
        return reason(against: usages, requiring: .clientAuth)
    }

    private static func reason(againstNodeServer request: SigningRequestSummary, _ usages: [String]) -> String? {
        guard request.organizations == [nodeGroup] else { return notNodes }
        if request.dnsNames.isEmpty, request.ipAddresses.isEmpty { return "DNS or IP subjectAltName is required" }
        if !request.emailAddresses.isEmpty { return "Email subjectAltNames are not allowed" }
        if !request.uris.isEmpty { return "URI subjectAltNames are not allowed" }
        return reason(against: usages, requiring: .serverAuth)
            ?? (request.commonName.hasPrefix(nodePrefix) ? nil : notNode)
    }

    private static let notNodes = "subject organization is not \(nodeGroup)"
    private static let notNode = "subject common name does not begin with \(nodePrefix)"

    /// Keys that cannot encipher others (ECDSA) need no leave to.
    private static func reason(against usages: [String], requiring use: RequestedUsage) -> String? {
        let least: Set = [RequestedUsage.digitalSignature.rawValue, use.rawValue]
        let most = least.union([RequestedUsage.keyEncipherment.rawValue])
        return [least, most].contains(Set(usages)) ? nil : "usages did not match [\(most.sorted().joined(separator: " "))]"
    }
}
