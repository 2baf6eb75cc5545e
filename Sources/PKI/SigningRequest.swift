import Crypto
import SwiftASN1
import X509

/// A certificate signing request (RFC 2986) and the new P-256 key it is for. The key never leaves the machine.
package struct SigningRequest: Sendable {
    package let requestPEM: String
    package let privateKeyPEM: String

    package static func create(commonName: String) throws -> SigningRequest {
        let key = P256.Signing.PrivateKey()
        let request = try CertificateSigningRequest(
            version: .v1, subject: try DistinguishedName { CommonName(commonName) },
            privateKey: Certificate.PrivateKey(key), attributes: CertificateSigningRequest.Attributes(),
            signatureAlgorithm: .ecdsaWithSHA256)
        return SigningRequest(
            requestPEM: try request.serializeAsPEM().pemString + "\n", privateKeyPEM: key.pemRepresentation + "\n")
    }
}
