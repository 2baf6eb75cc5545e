import SwiftASN1
import X509

/// What a certificate signing request asks for. Nothing here is verified but that its holder has the key.
package enum SigningRequestReader {
    /// The organizations of the subject. Throws `PKIError.malformedCertificate` for what is no request, and for an
    /// organization in a form that is not text.
    package static func organizations(ofPEM pem: String) throws(PKIError) -> [String] {
        do {
            let request = try CertificateSigningRequest(pemEncoded: pem)
            return try request.subject.flatMap { Array($0) }
                .filter { $0.type == .RDNAttributeType.organizationName }
                .map { attribute in
                    guard let text = String(attribute.value) else {
                        throw PKIError.malformedCertificate("an organization in a form that is not text")
                    }
                    return text
                }
        } catch {
            throw PKIError.malformedCertificate("\(error)")
        }
    }
}
