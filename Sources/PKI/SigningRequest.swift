import Crypto
import SwiftASN1
import X509

/// A certificate signing request (RFC 2986) and the new P-256 key it is for. The key never leaves the machine.
package struct SigningRequest: Sendable {
    package let requestPEM: String
    package let privateKeyPEM: String

    /// Throws `PKIError.badAddress` for an address that is not one.
    package static func create(
        commonName: String, organizations: [String] = [], dnsNames: [String] = [], ipAddresses: [String] = []
    ) throws -> SigningRequest {
        let profile = CertificateProfile.serverAndClient(
            user: commonName, groups: organizations, dnsNames: dnsNames, ipAddresses: ipAddresses)
        let names = try profile.alternativeNames
        let asked = try Certificate.Extensions { if !names.isEmpty { SubjectAlternativeNames(names) } }
        let key = P256.Signing.PrivateKey()
        let request = try CertificateSigningRequest(
            version: .v1, subject: profile.subject, privateKey: Certificate.PrivateKey(key),
            attributes: CertificateSigningRequest.Attributes(
                names.isEmpty ? [] : [try .init(ExtensionRequest(extensions: asked))]),
            signatureAlgorithm: .ecdsaWithSHA256)
        return SigningRequest(
            requestPEM: try request.serializeAsPEM().pemString + "\n", privateKeyPEM: key.pemRepresentation + "\n")
    }
}
