import AsyncTools
import SwiftASN1
import X509

/// Decides whether a chain of certificates comes from a set of authorities and may be used by a client (RFC 5280, section 6;
/// extended key usage `clientAuth`).
///
/// Trusted leaves are remembered for ten minutes, so that only the first connection of a client costs signatures.
package struct CertificateVerifier: Sendable {
    private static let rememberedSeconds: Int64 = 600
    private static let rememberedLimit = 1024
    /// A longer chain is refused unread.
    private static let longestChain = 8

    private let authorities: [Certificate]
    private let now: @Sendable () -> Int64
    /// Trusted leaves, and until when nobody has to look again.
    private let trusted = Guarded<[CertificateKey: Int64]>([:])

    /// - Parameters:
    ///   - authoritiesPEM: any number of certificates. Throws `PKIError.malformedCertificate` when there is none.
    ///   - now: seconds since 1970, for what is remembered; certificates are held against the real time.
    package init(authoritiesPEM: String, now: @escaping @Sendable () -> Int64) throws(PKIError) {
        var authorities: [Certificate] = []
        for der in try CertificateReader.ders(fromPEM: authoritiesPEM) {
            do { authorities.append(try Certificate(derEncoded: der)) } catch { throw .malformedCertificate("\(error)") }
        }
        guard !authorities.isEmpty else { throw .malformedCertificate("no certificate in the text") }
        self.authorities = authorities
        self.now = now
    }

    /// - Parameter chain: DER, the leaf first, as the peer sent it.
    package func isTrusted(_ chain: [[UInt8]]) async -> Bool {
        guard let leaf = chain.first.map(CertificateKey.init), chain.count <= Self.longestChain else { return false }
        let time = now()
        if let until = trusted.withLock({ $0[leaf] }), until > time { return true }
        guard await isValid(chain) else { return false }
        trusted.withLock { trusted in
            if trusted.count >= Self.rememberedLimit { trusted.removeAll() }
            trusted[leaf] = time + Self.rememberedSeconds
        }
        return true
    }

    private func isValid(_ chain: [[UInt8]]) async -> Bool {
        let certificates = chain.compactMap { try? Certificate(derEncoded: $0) }
        guard let leaf = certificates.first, certificates.count == chain.count else { return false }
        var verifier = Verifier(rootCertificates: CertificateStore(authorities)) {
            RFC5280Policy()
            ClientUsePolicy()
        }
        let result = await verifier.validate(leaf: leaf, intermediates: CertificateStore(certificates.dropFirst()))
        if case .validCertificate = result { return true }
        return false
    }
}

/// A leaf that lists its uses must list the client's.
private struct ClientUsePolicy: VerifierPolicy {
    let verifyingCriticalExtensions: [ASN1ObjectIdentifier] = [
        .X509ExtensionID.extendedKeyUsage, .X509ExtensionID.subjectAlternativeName,
    ]

    mutating func chainMeetsPolicyRequirements(chain: UnverifiedCertificateChain) -> PolicyEvaluationResult {
        do {
            guard let uses = try chain.leaf.extensions.extendedKeyUsage else { return .meetsPolicy }
            if uses.contains(.clientAuth) || uses.contains(.any) { return .meetsPolicy }
            return .failsToMeetPolicy(reason: "not for clients")
        } catch { return .failsToMeetPolicy(reason: "its uses cannot be read") }
    }
}
