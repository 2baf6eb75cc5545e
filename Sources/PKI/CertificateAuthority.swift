import Crypto
import Files
import FoundationEssentials
import SwiftASN1
import X509

/// A root of trust: its certificate, its private key, and the right to issue.
///
/// ECDSA on P-256 with SHA-256 throughout. Certificates start five minutes early, for clocks that differ a little.
package struct CertificateAuthority: Sendable {
    /// How many seconds ago a certificate begins to be valid when it is issued.
    static let headStart: Int64 = 300

    package static let defaultValidity = Duration.seconds(365 * 86_400)

    private let certificate: Certificate
    private let key: Certificate.PrivateKey
    package let certificatePEM: String
    package let privateKeyPEM: String

    /// A new self-signed authority that may issue leaves only, valid for ten years.
    package static func create(
        commonName: String, validity: Duration = .seconds(3_653 * 86_400)
    ) throws -> CertificateAuthority {
        let key = P256.Signing.PrivateKey()
        let wrapped = Certificate.PrivateKey(key)
        let name = try DistinguishedName { CommonName(commonName) }
        let period = ValidityPeriod(lasting: validity)
        let certificate = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: wrapped.publicKey,
            notValidBefore: period.start, notValidAfter: period.end, issuer: name, subject: name,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(digitalSignature: true, keyCertSign: true, cRLSign: true))
                SubjectKeyIdentifier(hash: wrapped.publicKey)
            },
            issuerPrivateKey: wrapped)
        return try CertificateAuthority(
            certificatePEM: certificate.serializeAsPEM().pemString + "\n", privateKeyPEM: key.pemRepresentation + "\n")
    }

    /// Throws `PKIError` when a part cannot be read, or when they do not belong together.
    package init(certificatePEM: String, privateKeyPEM: String) throws {
        do { certificate = try Certificate(pemEncoded: certificatePEM) } catch {
            throw PKIError.malformedCertificate("\(error)")
        }
        do { key = try Certificate.PrivateKey(pemEncoded: privateKeyPEM) } catch {
            throw PKIError.malformedKey("\(error)")
        }
        guard key.publicKey == certificate.publicKey else { throw PKIError.keyDoesNotMatch("the authority") }
        self.certificatePEM = certificatePEM
        self.privateKeyPEM = privateKeyPEM
    }

    package static func load(certificatePath: String, privateKeyPath: String) throws -> CertificateAuthority {
        try CertificateAuthority(
            certificatePEM: FileSystem.readText(certificatePath),
            privateKeyPEM: FileSystem.readText(privateKeyPath))
    }

    /// Writes the key first (mode 0600), then the certificate (0644): a certificate on disk always has its key.
    package func save(certificatePath: String, privateKeyPath: String) throws {
        try FileSystem.replace(privateKeyPath, with: privateKeyPEM)
        try FileSystem.replace(certificatePath, with: certificatePEM, mode: 0o644)
    }

    /// A new key and its certificate. Throws `PKIError.badAddress` for an address that is not one.
    package func issue(
        _ profile: CertificateProfile, validity: Duration = defaultValidity
    ) throws -> IssuedCertificate {
        let key = P256.Signing.PrivateKey()
        return IssuedCertificate(
            certificatePEM: try sign(Certificate.PrivateKey(key).publicKey, as: profile, validity: validity),
            privateKeyPEM: key.pemRepresentation + "\n")
    }

    /// A certificate for the key in a PKCS #10 request. Only the key is taken from the request, after its proof of
    /// possession was checked; the names come from `profile`.
    package func issue(
        _ profile: CertificateProfile, signingRequestPEM: String, validity: Duration = defaultValidity
    ) throws -> String {
        try sign(CertificateSigningRequest(provenPEM: signingRequestPEM).publicKey, as: profile, validity: validity)
    }

    private func sign(
        _ publicKey: Certificate.PublicKey, as profile: CertificateProfile, validity: Duration
    ) throws -> String {
        let leaf = try leaf(
            publicKey, subject: profile.subject, names: try profile.alternativeNames, period: ValidityPeriod(lasting: validity),
            keyUsage: KeyUsage(digitalSignature: true), extendedUsages: profile.usages)
        return leaf + certificatePEM
    }

    /// - Parameter keyUsage: `nil` to say nothing of it.
    func leaf(
        _ publicKey: Certificate.PublicKey, subject: DistinguishedName, names: [GeneralName], period: ValidityPeriod,
        keyUsage: KeyUsage?, extendedUsages: [ExtendedKeyUsage.Usage]
    ) throws -> String {
        let leaf = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: publicKey,
            notValidBefore: max(period.start, certificate.notValidBefore),
            notValidAfter: min(period.end, certificate.notValidAfter),
            issuer: certificate.subject, subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                if let keyUsage { Critical(keyUsage) }
                try ExtendedKeyUsage(extendedUsages)
                AuthorityKeyIdentifier(keyIdentifier: SubjectKeyIdentifier(hash: certificate.publicKey).keyIdentifier)
                if !names.isEmpty { SubjectAlternativeNames(names) }
            },
            issuerPrivateKey: key)
        return try leaf.serializeAsPEM().pemString + "\n"
    }
}

/// From five minutes ago until `length` from now.
struct ValidityPeriod {
    let start: Date
    var end: Date

    init(lasting length: Duration) {
        let now = Date()
        start = now - Double(CertificateAuthority.headStart)
        end = now + Double(length.components.seconds)
    }
}
