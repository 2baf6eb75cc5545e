import Crypto
import FoundationEssentials

/// An encrypted value: a header that names the algorithm and the key, the nonce, the ciphertext and the tag of
/// AES-256-GCM (NIST SP 800-38D). The header and the storage key are authenticated, so that a value cannot be moved to
/// another key unnoticed. Nonces are random: rotate a key before 2^32 values were written with it.
struct Envelope {
    private static let algorithm = Array("swiftlet:aes256gcm:".utf8)

    static func isSealed(_ value: [UInt8]) -> Bool { value.starts(with: algorithm) }

    static func isSealed(_ value: [UInt8], with keys: EncryptionKeys) -> Bool {
        value.starts(with: header(keys.primary.id))
    }

    static func seal(_ value: [UInt8], for storageKey: String, with keys: EncryptionKeys) throws(StoreError) -> [UInt8] {
        let header = header(keys.primary.id)
        let authenticated = header + Array(storageKey.utf8)
        do {
            let box = try AES.GCM.seal(value, using: keys.primary.secret, authenticating: authenticated)
            guard let combined = box.combined else {
                throw StoreError.unavailable("the nonce of a new value has the wrong size")
            }
            return header + Array(combined)
        } catch {
            throw .unavailable("the value of \(storageKey) cannot be encrypted: \(error)")
        }
    }

    static func open(_ sealed: [UInt8], for storageKey: String, with keys: EncryptionKeys) throws(StoreError) -> [UInt8] {
        guard isSealed(sealed), let end = sealed.dropFirst(algorithm.count).firstIndex(of: UInt8(ascii: ":")) else {
            throw .corrupt("the value of \(storageKey) should be encrypted and is not")
        }
        let id = String(decoding: sealed[algorithm.count..<end], as: UTF8.self)
        guard let secret = keys[id] else {
            throw .corrupt("the value of \(storageKey) is encrypted with key \(id), which is not in the key file")
        }
        do {
            let box = try AES.GCM.SealedBox(combined: sealed[(end + 1)...])
            return Array(try AES.GCM.open(box, using: secret, authenticating: header(id) + Array(storageKey.utf8)))
        } catch {
            throw .corrupt("the value of \(storageKey) was altered: it does not match its authentication tag")
        }
    }

    private static func header(_ id: String) -> [UInt8] { algorithm + Array(id.utf8) + [UInt8(ascii: ":")] }
}
