import Crypto
import Encodings

/// Signs JSON Web Tokens with ES256 (RFC 7518, section 3.4), for service accounts.
package struct TokenSigner: Sendable {
    private let key: P256.Signing.PrivateKey
    package let publicKey: TokenPublicKey

    package static func create() -> TokenSigner { TokenSigner(P256.Signing.PrivateKey()) }

    /// Throws `PKIError.malformedKey`.
    package init(privateKeyPEM: String) throws(PKIError) {
        do { self.init(try P256.Signing.PrivateKey(pemRepresentation: privateKeyPEM)) } catch {
            throw PKIError.malformedKey("\(error)")
        }
    }

    private init(_ key: P256.Signing.PrivateKey) {
        self.key = key
        publicKey = TokenPublicKey(key.publicKey)
    }

    package var privateKeyPEM: String { key.pemRepresentation + "\n" }

    /// - Parameter claims: the JSON object of the claims, encoded. It is signed as it is.
    package func sign(claims: [UInt8]) throws(PKIError) -> String {
        let message = publicKey.encodedHeader + "." + Base64.encodeForURL(claims)
        do {
            let signature = try key.signature(for: Array(message.utf8))
            return message + "." + Base64.encodeForURL(Array(signature.rawRepresentation))
        } catch { throw PKIError.malformedKey("\(error)") }
    }
}
