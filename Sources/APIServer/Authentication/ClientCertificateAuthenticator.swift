import PKI
package import Transport

/// Reads the user (common name) and groups (organizations) from a client certificate that the TLS layer has verified.
package struct ClientCertificateAuthenticator: Authenticator {
    private let now: @Sendable () -> Int64

    /// - Parameter now: seconds since 1970. A connection can outlive its certificate.
    package init(now: @escaping @Sendable () -> Int64) { self.now = now }

    package func authenticate(_ request: HTTPRequest) async throws(StatusError) -> UserInfo? {
        guard case .certificates(let chain) = request.peer, let leaf = chain.first else { return nil }
        guard let certificate = try? CertificateReader.summary(ofDER: leaf), !certificate.commonName.isEmpty,
            (certificate.notBefore...max(certificate.notBefore, certificate.notAfter)).contains(now())
        else { throw .unauthorized() }
        return UserInfo(
            name: certificate.commonName, groups: certificate.organizations,
            extra: ["authentication.kubernetes.io/credential-id": ["X509SHA256=\(certificate.fingerprint)"]])
    }
}
