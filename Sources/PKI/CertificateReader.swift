import Crypto
import Encodings
import FoundationEssentials
import SwiftASN1
import X509

/// What a certificate says about its holder. Nothing here is verified: only ask of a certificate whose chain was.
package struct CertificateSummary: Sendable, Hashable {
    package let commonName: String
    package let organizations: [String]
    /// The user's UID as Kubernetes writes it into a subject (1.3.6.1.4.1.57683.2); empty without one.
    package let userID: String
    package let dnsNames: [String]
    package let ipAddresses: [String]
    /// Seconds since 1970.
    package let notBefore: Int64
    package let notAfter: Int64
    package let isAuthority: Bool
    /// SHA-256 of the DER form, in lower-case hexadecimal.
    package let fingerprint: String
}

package enum CertificateReader {
    /// Throws `PKIError.malformedCertificate`, also for a common name or an organization in a form that is not text, and for
    /// two user IDs, so that no identity is ever read from a part of a name.
    package static func summary(ofDER der: [UInt8]) throws(PKIError) -> CertificateSummary {
        do { return try summary(of: Certificate(derEncoded: der), der: der) } catch {
            throw PKIError.malformedCertificate("\(error)")
        }
    }

    /// Of the first certificate in the text.
    package static func summary(ofPEM pem: String) throws(PKIError) -> CertificateSummary {
        guard let first = try ders(fromPEM: pem).first else { throw .malformedCertificate("no certificate in the text") }
        return try summary(ofDER: first)
    }

    /// Every certificate of a PEM text, in order, as DER.
    package static func ders(fromPEM pem: String) throws(PKIError) -> [[UInt8]] {
        do {
            return try PEMDocument.parseMultiple(pemString: pem).filter { $0.discriminator == "CERTIFICATE" }.map(\.derBytes)
        } catch { throw PKIError.malformedCertificate("\(error)") }
    }

    private static func summary(of certificate: Certificate, der: [UInt8]) throws -> CertificateSummary {
        let names = try certificate.extensions.subjectAlternativeNames.map(Array.init) ?? []
        let authority =
            switch try certificate.extensions.basicConstraints {
            case .isCertificateAuthority: true
            case .notCertificateAuthority, nil: false
            }
        let userIDs = try certificate.subject.texts(of: [1, 3, 6, 1, 4, 1, 57683, 2])
        guard userIDs.count <= 1 else { throw PKIError.malformedCertificate("more than one user ID") }
        return CertificateSummary(
            commonName: try certificate.subject.texts(of: .RDNAttributeType.commonName).last ?? "",
            organizations: try certificate.subject.texts(of: .RDNAttributeType.organizationName),
            userID: userIDs.first ?? "",
            dnsNames: names.compactMap { if case .dnsName(let name) = $0 { name } else { nil } },
            ipAddresses: names.compactMap {
                if case .ipAddress(let address) = $0 { IPAddressBytes.text(Array(address.bytes)) } else { nil }
            },
            notBefore: Int64(certificate.notValidBefore.timeIntervalSince1970),
            notAfter: Int64(certificate.notValidAfter.timeIntervalSince1970),
            isAuthority: authority,
            fingerprint: SHA256.hash(data: der).hexadecimal)
    }
}
