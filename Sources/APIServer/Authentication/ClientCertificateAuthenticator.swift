import AsyncTools
import PKI
package import Transport

/// Reads the user (common name) and groups (organizations) from a client certificate that the TLS layer has verified.
package struct ClientCertificateAuthenticator: Authenticator {
    private static let cacheLimit = 256

    private let now: @Sendable () -> Int64
    /// What certificates say; a connection shows the same one with every request.
    private let summaries = Guarded<[[UInt8]: CertificateSummary]>([:])

    /// - Parameter now: seconds since 1970. A connection can outlive its certificate.
    package init(now: @escaping @Sendable () -> Int64) { self.now = now }

    package func authenticate(_ request: HTTPRequest) async throws(StatusError) -> UserInfo? {
        guard case .certificates(let chain) = request.peer, let leaf = chain.first else { return nil }
        guard let certificate = summary(of: leaf), !certificate.commonName.isEmpty,
            (certificate.notBefore...max(certificate.notBefore, certificate.notAfter)).contains(now())
        else { throw .unauthorized() }
        return UserInfo(
            name: certificate.commonName, groups: certificate.organizations,
            extra: ["authentication.kubernetes.io/credential-id": ["X509SHA256=\(certificate.fingerprint)"]])
    }

    /// `nil` for what is no certificate.
    private func summary(of der: [UInt8]) -> CertificateSummary? {
        if let known = summaries.withLock({ $0[der] }) { return known }
        guard let summary = try? CertificateReader.summary(ofDER: der) else { return nil }
        summaries.withLock { summaries in
            if summaries.count >= Self.cacheLimit { summaries.removeAll() }
            summaries[der] = summary
        }
        return summary
    }
}
