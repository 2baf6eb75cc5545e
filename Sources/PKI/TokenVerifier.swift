import Crypto
import Encodings

/// A public key for tokens, and the name under which tokens refer to it.
package struct TokenPublicKey: Sendable {
    fileprivate let key: P256.Signing.PublicKey
    /// The `kid`: SHA-256 of the key's SubjectPublicKeyInfo, in base64url.
    package let keyID: String
    let encodedHeader: String

    /// Throws `PKIError.malformedKey`.
    package init(pem: String) throws(PKIError) {
        do { self.init(try P256.Signing.PublicKey(pemRepresentation: pem)) } catch {
            throw PKIError.malformedKey("\(error)")
        }
    }

    init(_ key: P256.Signing.PublicKey) {
        self.key = key
        keyID = Base64.encodeForURL(Array(SHA256.hash(data: key.derRepresentation)))
        encodedHeader = Base64.encodeForURL(Array(#"{"alg":"ES256","kid":"\#(keyID)","typ":"JWT"}"#.utf8))
    }

    package var pem: String { key.pemRepresentation + "\n" }

    /// The key as a JSON Web Key (RFC 7517).
    fileprivate var jsonWebKey: String {
        let point = Array(key.rawRepresentation)
        let x = Base64.encodeForURL(point.prefix(32))
        let y = Base64.encodeForURL(point.suffix(32))
        return #"{"use":"sig","kty":"EC","kid":"\#(keyID)","crv":"P-256","alg":"ES256","x":"\#(x)","y":"\#(y)"}"#
    }
}

/// Checks the signature of tokens that `TokenSigner` made. What the claims mean (issuer, audience, expiry) is for the
/// caller to judge.
package struct TokenVerifier: Sendable {
    /// Longer tokens are refused unread.
    package static let longestToken = 16 * 1024

    private let keys: [TokenPublicKey]

    /// Several keys are valid at a time while the signing key is being replaced.
    package init(_ keys: [TokenPublicKey]) { self.keys = keys }

    /// The claims' JSON text. Throws `PKIError.refusedToken`.
    ///
    /// The header must be byte for byte what the signer writes for one of the keys. So no header is ever interpreted
    /// before its signature is known to be good, and the algorithm cannot be chosen by the caller.
    package func claims(of token: String) throws(PKIError) -> [UInt8] {
        guard token.utf8.count <= Self.longestToken else { throw .refusedToken("too long") }
        let parts = token.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .refusedToken("not three parts") }
        guard let key = keys.first(where: { parts[0].elementsEqual($0.encodedHeader.utf8) }) else {
            throw .refusedToken("signed with an unknown key")
        }
        guard let claims = Base64.decodeForURL(parts[1]), let raw = Base64.decodeForURL(parts[2]),
            let signature = try? P256.Signing.ECDSASignature(rawRepresentation: raw)
        else { throw .refusedToken("malformed") }
        let message = token.utf8[..<parts[1].endIndex]
        guard key.key.isValidSignature(signature, for: Array(message)) else { throw .refusedToken("wrong signature") }
        return claims
    }

    /// The public keys as a JSON Web Key Set, the answer of `/openid/v1/jwks`.
    package var jsonWebKeySet: String {
        #"{"keys":["# + keys.map(\.jsonWebKey).joined(separator: ",") + "]}"
    }
}
