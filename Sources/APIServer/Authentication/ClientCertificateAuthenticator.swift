import AsyncTools
import Metrics
package import PKI
package import Transport

/// Reads the user (common name), groups (organizations) and UID from a client certificate.
package struct ClientCertificateAuthenticator: Authenticator {
    private let verifier: CertificateVerifier?
    private let certificates: KnownCertificates
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
        certificates = KnownCertificates(now: now)
    }

    /// Throws a 401 for a certificate that is from a stranger, or that says nothing that can be trusted now.
    package func authenticate(_ request: HTTPRequest) async throws(StatusError) -> UserInfo? {
        guard let leaf = request.peer.certificateChain.first else { return nil }
        guard let certificate = certificates.current(leaf) else { throw .unauthorized() }
        if case .presentedCertificates(let chain) = request.peer {
            guard let verifier, await verifier.isTrusted(chain) else { throw .unauthorized() }
        }
        metrics.remainingSeconds.observe(Double(certificate.notAfter - now()))
        return certificate.user
    }
}

/// What one certificate says.
final class KnownCertificate: Sendable {
    let commonName: String
    /// Seconds since 1970.
    let notBefore: Int64
    let notAfter: Int64
    /// `nil` for a certificate without a name.
    let user: UserInfo?

    init(_ summary: CertificateSummary) {
        commonName = summary.commonName
        notBefore = summary.notBefore
        notAfter = summary.notAfter
        user =
            commonName.isEmpty
            ? nil
            : UserInfo(
                name: commonName, uid: summary.userID, groups: summary.organizations,
                extra: ["authentication.kubernetes.io/credential-id": ["X509SHA256=\(summary.fingerprint)"]])
    }
}

/// What certificates say; a connection shows the same one with every request.
struct KnownCertificates: Sendable {
    private static let limit = 256

    private let now: @Sendable () -> Int64
    private let known = Guarded<[CertificateKey: KnownCertificate]>([:])

    /// - Parameter now: seconds since 1970.
    init(now: @escaping @Sendable () -> Int64) { self.now = now }

    /// `nil` for what is no certificate, and for one whose time has not come or is over.
    func current(_ der: [UInt8]) -> KnownCertificate? {
        guard let certificate = certificate(der) else { return nil }
        let time = now()
        return certificate.notBefore <= time && time <= certificate.notAfter ? certificate : nil
    }

    private func certificate(_ der: [UInt8]) -> KnownCertificate? {
        let key = CertificateKey(der: der)
        if let known = known.withLock({ $0[key] }) { return known }
        guard let read = (try? CertificateReader.summary(ofDER: der)).map(KnownCertificate.init) else { return nil }
        known.withLock { known in
            if known.count >= Self.limit { known.removeAll() }
            known[key] = read
        }
        return read
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
