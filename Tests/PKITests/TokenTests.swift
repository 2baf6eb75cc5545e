import Foundation
import PKI
import Testing

struct TokenTests {
    private let signer = TokenSigner.create()
    private let claims = Array(
        #"{"iss":"https://kubernetes.default.svc","sub":"system:serviceaccount:a:b","exp":9999999999}"#.utf8)

    @Test func signedClaimsComeBack() throws {
        let token = try signer.sign(claims: claims)
        #expect(try TokenVerifier([signer.publicKey]).claims(of: token) == claims)
        #expect(token.split(separator: ".").count == 3)
    }

    @Test func keySurvivesSavingAndLoading() throws {
        let loaded = try TokenSigner(privateKeyPEM: signer.privateKeyPEM)
        #expect(loaded.publicKey.keyID == signer.publicKey.keyID)
        let verifier = TokenVerifier([try TokenPublicKey(pem: signer.publicKey.pem)])
        #expect(try verifier.claims(of: loaded.sign(claims: claims)) == claims)
        #expect(throws: PKIError.self) { try TokenSigner(privateKeyPEM: "nonsense") }
    }

    @Test func oldKeyStaysValidWhileItIsListed() throws {
        let old = try signer.sign(claims: claims)
        let new = TokenSigner.create()
        #expect(try TokenVerifier([new.publicKey, signer.publicKey]).claims(of: old) == claims)
        #expect(throws: PKIError.self) { try TokenVerifier([new.publicKey]).claims(of: old) }
    }

    @Test func changedTokenIsRefused() throws {
        let verifier = TokenVerifier([signer.publicKey])
        let token = Array(try signer.sign(claims: claims).utf8)
        for index in stride(from: 0, to: token.count, by: 3) {
            var changed = token
            changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(throws: PKIError.self) { try verifier.claims(of: String(decoding: changed, as: UTF8.self)) }
        }
    }

    @Test func tokenWithoutASignatureIsRefused() throws {
        let verifier = TokenVerifier([signer.publicKey])
        let parts = try signer.sign(claims: claims).split(separator: ".")
        let none = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0"  // {"alg":"none","typ":"JWT"}
        for token in [
            "\(none).\(parts[1]).", "\(parts[0]).\(parts[1]).", "\(parts[0]).\(parts[1])", "", "...", "a.b.c",
            String(repeating: "a", count: 20_000),
        ] {
            #expect(throws: PKIError.self) { try verifier.claims(of: token) }
        }
    }

    @Test func keySetIsJSONWithTheKey() throws {
        let text = TokenVerifier([signer.publicKey]).jsonWebKeySet
        let json = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: [[String: String]]])
        let key = try #require(json["keys"]?.first)
        #expect(key["kid"] == signer.publicKey.keyID)
        #expect(key["kty"] == "EC" && key["crv"] == "P-256" && key["alg"] == "ES256")
        #expect(key["x"]?.count == 43 && key["y"]?.count == 43)
    }
}
