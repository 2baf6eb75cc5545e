/// What a certificate is for, and so whom it names and what it may be used for (RFC 5280, section 4.2.1).
package enum CertificateProfile: Sendable, Hashable {
    /// A TLS server. Clients match the name they dial against `dnsNames` and `ipAddresses`, never the common name.
    case server(commonName: String, dnsNames: [String], ipAddresses: [String])
    /// A TLS client. The API server reads the user from the common name and the groups from the organizations.
    case client(user: String, groups: [String])
    /// Both, as a kubelet that serves and calls under one name.
    case serverAndClient(user: String, groups: [String], dnsNames: [String], ipAddresses: [String])
}

/// A certificate and the key that belongs to it. The certificate text holds the leaf first, then the authority.
package struct IssuedCertificate: Sendable, Hashable {
    package let certificatePEM: String
    package let privateKeyPEM: String
}

package enum PKIError: Error, Sendable, CustomStringConvertible {
    case malformedCertificate(String)
    case malformedKey(String)
    case keyDoesNotMatch(String)
    case badAddress(String)
    case refusedRequest(String)
    case refusedToken(String)

    package var description: String {
        switch self {
        case .malformedCertificate(let cause): "malformed certificate: \(cause)"
        case .malformedKey(let cause): "malformed key: \(cause)"
        case .keyDoesNotMatch(let what): "the private key does not belong to \(what)"
        case .badAddress(let text): "not an IP address: \(text)"
        case .refusedRequest(let cause): "refused certificate signing request: \(cause)"
        case .refusedToken(let cause): "refused token: \(cause)"
        }
    }
}
