import AsyncTools
import Metrics
package import PKI
package import Transport

/// Reads the user (common name), groups (organizations) and UID from a client certificate.
package struct ClientCertificateAuthenticator: Authenticator {
    private let verifier: CertificateVerifier?
    private let certificates: CertificateSummaries
    private let now: @Sendable () -> Int64
    private let metrics: ClientCertificateMetrics

    /// - Parameters:
    ///   - verifier: for certificates that TLS has let through unverified; without it those say nothing.
    ///   - now: seconds since 1970. A connection can outlive its certificate.
    package init(verifier: CertificateVerifier?, now: @escaping @Sendable () -> Int64) {
        self.init(verifier: verifier, metrics: ClientCertificateMetrics(), now: now)
    }

    init(verifier: CertificateVerifier?, metrics: ClientCertificateMetrics, now: @escaping @Sendable () -> Int64) {
        self.verifier = verifier
        self.metrics = metrics
        self.now = now
        certificates = CertificateSummaries(now: now)
    }

    /// Throws a 401 for a certificate that is from a stranger, or that says nothing that can be trusted now.
    package func authenticate(_ request: HTTPRequest) async throws(StatusError) -> UserInfo? {
        guard let leaf = request.peer.certificateChain.first else { return nil }
        guard let certificate = certificates.current(leaf) else { throw .unauthorized() }
        if case .presentedCertificates(let chain) = request.peer {
            guard let verifier, await verifier.isTrusted(chain) else { throw .unauthorized() }
        }
        metrics.remainingSeconds.observe(Double(certificate.notAfter - now()))
        guard !certificate.commonName.isEmpty else { return nil }
        return UserInfo(
            name: certificate.commonName, uid: certificate.userID, groups: certificate.organizations,
            extra: ["authentication.kubernetes.io/credential-id": ["X509SHA256=\(certificate.fingerprint)"]])
    }
}

/// What certificates say; a connection shows the same one with every request.
struct CertificateSummaries: Sendable {
    private static let limit = 256

    private let now: @Sendable () -> Int64
    private let summaries = Guarded<[CertificateKey: CertificateSummary]>([:])

    /// - Parameter now: seconds since 1970.
    init(now: @escaping @Sendable () -> Int64) { self.now = now }

    /// `nil` for what is no certificate, and for one whose time has not come or is over.
    func current(_ der: [UInt8]) -> CertificateSummary? {
        guard let summary = summary(of: der) else { return nil }
        let time = now()
        return summary.notBefore <= time && time <= summary.notAfter ? summary : nil
    }

    private func summary(of der: [UInt8]) -> CertificateSummary? {
        let key = CertificateKey(der: der)
        if let known = summaries.withLock({ $0[key] }) { return known }
        guard let summary = try? CertificateReader.summary(ofDER: der) else { return nil }
        summaries.withLock { summaries in
            if summaries.count >= Self.limit { summaries.removeAll() }
            summaries[key] = summary
        }
        return summary
    }
}

extension HTTPPeer {
    /// Verified or not; empty for a peer without certificates.
    var certificateChain: [[UInt8]] {
        switch self {
        case .certificates(let chain), .presentedCertificates(let chain): chain
        case .anonymous, .inProcess: []
        }
    }
}
