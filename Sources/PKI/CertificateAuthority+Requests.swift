import FoundationEssentials
import SwiftASN1
import X509

/// What a key may be used for, of those uses that requests in the cluster name.
package enum RequestedUsage: String, Sendable, Hashable, CaseIterable {
    case digitalSignature = "digital signature"
    case keyEncipherment = "key encipherment"
    case clientAuth = "client auth"
    case serverAuth = "server auth"
}

extension CertificateAuthority {
    /// Below this, a certificate is good for all the time that was asked for and the head start besides; a longer one begins
    /// earlier and ends earlier.
    private static let shortValidity = Duration.seconds(8 * 3600)

    /// The certificate alone that a PKCS #10 request asks for: its key, after its proof of possession was checked, its subject
    /// and its other names, which the caller has found to be in order. Nothing else is taken from the request.
    ///
    /// Throws `PKIError.refusedRequest` for what is no request, or not its holder's.
    package func issue(
        requestPEM: String, usages: Set<RequestedUsage>, validity: Duration = defaultValidity
    ) throws -> String {
        let request = try CertificateSigningRequest(provenPEM: requestPEM)
        var period = ValidityPeriod(lasting: validity)
        if validity >= Self.shortValidity { period.end -= Double(Self.headStart) }
        var extended: [ExtendedKeyUsage.Usage] = []
        if usages.contains(.serverAuth) { extended.append(.serverAuth) }
        if usages.contains(.clientAuth) { extended.append(.clientAuth) }
        // An extension that allows nothing would keep the key from being used at all.
        let allowsSomething = usages.contains(.digitalSignature) || usages.contains(.keyEncipherment)
        let keyUsage = KeyUsage(
            digitalSignature: usages.contains(.digitalSignature), keyEncipherment: usages.contains(.keyEncipherment))
        return try leaf(
            request.publicKey, subject: request.subject, names: try request.alternativeNames, period: period,
            keyUsage: allowsSomething ? keyUsage : nil,
            extendedUsages: extended)
    }
}

extension CertificateSigningRequest {
    /// A request whose sender has the key. Throws `PKIError.refusedRequest`.
    init(provenPEM pem: String) throws {
        do { self = try CertificateSigningRequest(pemEncoded: pem) } catch { throw PKIError.refusedRequest("\(error)") }
        guard publicKey.isValidSignature(signature, for: self) else {
            throw PKIError.refusedRequest("its signature does not match its key")
        }
    }
}
