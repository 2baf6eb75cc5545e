import Encodings
package import JSON
import PKI

/// An issuer's public keys (RFC 7517), as far as tokens can be checked with them.
package struct JSONWebKeySet: Sendable {
    private struct Key: Sendable {
        let id: String
        /// The only algorithm the key is for; empty: any of its kind.
        let algorithm: String
        let key: SignatureKey
    }

    /// More keys than anybody publishes are not looked at.
    private static let limit = 100

    private let keys: [Key]

    /// Keys of other kinds and uses are left out. `nil` when this is no key set at all.
    package init?(_ json: JSONValue) {
        guard let list = json["keys"]?.arrayValue else { return nil }
        keys = list.prefix(Self.limit).compactMap { entry in
            guard ["", "sig"].contains(entry.text("use")), let key = Self.key(entry) else { return nil }
            return Key(id: entry.text("kid"), algorithm: entry.text("alg"), key: key)
        }
    }

    /// Whether a key of this name is here. Every key is meant by an empty name.
    func has(keyID: String) -> Bool { keyID.isEmpty || keys.contains { $0.id == keyID } }

    /// Whether one of the keys that the token can mean has signed it.
    func signed(_ token: WebToken, keyID: String, algorithm: SignatureAlgorithm) -> Bool {
        keys.contains { candidate in
            (keyID.isEmpty || candidate.id == keyID) && ["", algorithm.rawValue].contains(candidate.algorithm)
                && candidate.key.signed(token.message, signature: token.signature, with: algorithm)
        }
    }

    private static func key(_ entry: JSONValue) -> SignatureKey? {
        func number(_ name: String) -> [UInt8]? { Base64.decodeForURL(Array(entry.text(name).utf8)) }
        switch entry.text("kty") {
        case "RSA":
            guard let modulus = number("n"), let exponent = number("e") else { return nil }
            return SignatureKey(modulus: modulus, exponent: exponent)
        case "EC":
            guard let x = number("x"), let y = number("y") else { return nil }
            return SignatureKey(curve: entry.text("crv"), x: x, y: y)
        default: return nil
        }
    }
}
