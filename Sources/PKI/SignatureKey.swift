import Crypto
import CryptoExtras

/// How a JSON Web Token is signed (RFC 7518, section 3.1), as far as there is a public key to check it with.
package enum SignatureAlgorithm: String, Sendable, Hashable, CaseIterable {
    case rs256 = "RS256"
    case rs384 = "RS384"
    case rs512 = "RS512"
    case ps256 = "PS256"
    case ps384 = "PS384"
    case ps512 = "PS512"
    case es256 = "ES256"
    case es384 = "ES384"
    case es512 = "ES512"
}

/// Somebody else's public key, made of the numbers that a JSON Web Key holds (RFC 7518, section 6).
package struct SignatureKey: Sendable {
    private enum Key: Sendable {
        case rsa(_RSA.Signing.PublicKey)
        case p256(P256.Signing.PublicKey)
        case p384(P384.Signing.PublicKey)
        case p521(P521.Signing.PublicKey)
    }

    /// Checking with a longer modulus or exponent would cost more than a stranger's key is worth.
    private static let longestModulus = 1024
    private static let longestExponent = 4

    private let key: Key

    /// `nil` for numbers that are no key, or one under 1,024 or over 8,192 bits.
    package init?(modulus: [UInt8], exponent: [UInt8]) {
        guard (128...Self.longestModulus).contains(modulus.count), (1...Self.longestExponent).contains(exponent.count),
            let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent)
        else { return nil }
        self.key = .rsa(key)
    }

    /// `nil` for another curve than P-256, P-384 and P-521, and for a point that is not on it.
    package init?(curve: String, x: [UInt8], y: [UInt8]) {
        let point = [0x04] + x + y
        switch curve {
        case "P-256":
            guard x.count == 32, y.count == 32, let key = try? P256.Signing.PublicKey(x963Representation: point)
            else { return nil }
            self.key = .p256(key)
        case "P-384":
            guard x.count == 48, y.count == 48, let key = try? P384.Signing.PublicKey(x963Representation: point)
            else { return nil }
            self.key = .p384(key)
        case "P-521":
            guard x.count == 66, y.count == 66, let key = try? P521.Signing.PublicKey(x963Representation: point)
            else { return nil }
            self.key = .p521(key)
        default: return nil
        }
    }

    /// Whether the key signed the message. An algorithm that is not the key's never did.
    package func signed(_ message: [UInt8], signature: [UInt8], with algorithm: SignatureAlgorithm) -> Bool {
        switch (key, algorithm) {
        case (.rsa(let key), .rs256): Self.signed(SHA256.hash(data: message), signature, key, .insecurePKCS1v1_5)
        case (.rsa(let key), .rs384): Self.signed(SHA384.hash(data: message), signature, key, .insecurePKCS1v1_5)
        case (.rsa(let key), .rs512): Self.signed(SHA512.hash(data: message), signature, key, .insecurePKCS1v1_5)
        case (.rsa(let key), .ps256): Self.signed(SHA256.hash(data: message), signature, key, .PSS)
        case (.rsa(let key), .ps384): Self.signed(SHA384.hash(data: message), signature, key, .PSS)
        case (.rsa(let key), .ps512): Self.signed(SHA512.hash(data: message), signature, key, .PSS)
        case (.p256(let key), .es256):
            (try? P256.Signing.ECDSASignature(rawRepresentation: signature)).map {
                key.isValidSignature($0, for: SHA256.hash(data: message))
            } ?? false
        case (.p384(let key), .es384):
            (try? P384.Signing.ECDSASignature(rawRepresentation: signature)).map {
                key.isValidSignature($0, for: SHA384.hash(data: message))
            } ?? false
        case (.p521(let key), .es512):
            (try? P521.Signing.ECDSASignature(rawRepresentation: signature)).map {
                key.isValidSignature($0, for: SHA512.hash(data: message))
            } ?? false
        default: false
        }
    }

    private static func signed(
        _ digest: some Digest, _ signature: [UInt8], _ key: _RSA.Signing.PublicKey, _ padding: _RSA.Signing.Padding
    ) -> Bool {
        key.isValidSignature(_RSA.Signing.RSASignature(rawRepresentation: signature), for: digest, padding: padding)
    }
}
