import SwiftASN1
import X509

/// What a certificate signing request (RFC 2986) asks for.
package struct SigningRequestSummary: Sendable, Hashable {
    /// The last one of the subject; empty without any.
    package let commonName: String
    package let organizations: [String]
    package let dnsNames: [String]
    package let ipAddresses: [String]
    package let emailAddresses: [String]
    package let uris: [String]
}

package enum SigningRequestReader {
    /// Nothing here is verified but the form. Throws `PKIError.malformedCertificate` for what is no request, and for a name in a
    /// form that is not text.
    package static func summary(ofPEM pem: String) throws(PKIError) -> SigningRequestSummary {
        do {
            let request = try CertificateSigningRequest(pemEncoded: pem)
            let names = try request.alternativeNames
            return SigningRequestSummary(
                commonName: try request.subject.texts(of: .RDNAttributeType.commonName).last ?? "",
                organizations: try request.subject.texts(of: .RDNAttributeType.organizationName),
                dnsNames: names.compactMap { if case .dnsName(let name) = $0 { name } else { nil } },
                ipAddresses: names.compactMap {
                    if case .ipAddress(let address) = $0 { IPAddressBytes.text(Array(address.bytes)) } else { nil }
                },
                emailAddresses: names.compactMap { if case .rfc822Name(let name) = $0 { name } else { nil } },
                uris: names.compactMap { if case .uniformResourceIdentifier(let name) = $0 { name } else { nil } })
        } catch {
            throw PKIError.malformedCertificate("\(error)")
        }
    }
}

extension CertificateSigningRequest {
    /// The subject's other names, of the four kinds that certificates carry on.
    var alternativeNames: [GeneralName] {
        get throws {
            guard let names = try attributes.extensionRequest?.extensions.subjectAlternativeNames else { return [] }
            return names.filter { name in
                switch name {
                case .dnsName, .ipAddress, .rfc822Name, .uniformResourceIdentifier: true
                default: false
                }
            }
        }
    }
}
