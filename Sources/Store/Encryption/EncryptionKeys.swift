import Crypto
import Encodings
import Files
import Glibc

/// The keys that values are encrypted with: the first one encrypts, all decrypt. Each has an id that is written into
/// every value, so that keys can rotate.
package struct EncryptionKeys: Sendable {
    struct Key: Sendable {
        let id: String
        let secret: SymmetricKey

        static func random() -> Key {
            let id = (0..<4).map { _ in UInt8.random(in: .min ... .max) }.hexadecimal
            return Key(id: id, secret: SymmetricKey(size: .bits256))
        }
    }

    /// Never empty.
    private let keys: [Key]
    let primary: Key

    init(primary: Key, older: [Key] = []) {
        self.primary = primary
        keys = [primary] + older
    }

    /// New keys that are nowhere but in memory, for tests.
    package static func random() -> EncryptionKeys { EncryptionKeys(primary: .random()) }

    subscript(id: String) -> SymmetricKey? { keys.first { $0.id == id }?.secret }

    /// The names of the keys, the one that encrypts first.
    package var ids: [String] { keys.map(\.id) }

    /// These keys behind a new one that encrypts from now on.
    package func rotated() -> EncryptionKeys { EncryptionKeys(primary: .random(), older: keys) }

    /// Forgets all keys but the one that encrypts. Values that older keys encrypted can no longer be read.
    package func withoutOlder() -> EncryptionKeys { EncryptionKeys(primary: primary) }

    // MARK: File

    /// Reads the key file: one key on each line, its id and 64 hexadecimal digits, the encrypting one first; lines
    /// that begin with `#` are comments. `nil` when there is no file. Throws `unavailable` when it cannot be read, when
    /// it is not ours alone to read, and when a line is wrong.
    package static func load(path: String) throws(StoreError) -> EncryptionKeys? {
        guard let status = FileStatus(path: path) else {
            guard errno == ENOENT else {
                throw .unavailable("cannot find the key file \(path): \(String(cString: strerror(errno)))")
            }
            return nil
        }
        guard status.mode & 0o077 == 0 else {
            throw .unavailable("the key file \(path) can be read by others; run: chmod 600 \(path)")
        }
        let text: String
        do { text = try FileSystem.readText(path, limit: 65_536) } catch { throw .unavailable("the key file: \(error)") }
        return try parse(text, path: path)
    }

    private static func parse(_ text: String, path: String) throws(StoreError) -> EncryptionKeys {
        var keys: [Key] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.isEmpty || line.hasPrefix("#") { continue }
            let words = line.split(separator: " ")
            guard words.count == 2, !words[0].contains(":"), let secret = Hexadecimal.decode(words[1]), secret.count == 32 else {
                throw .unavailable("line \(index + 1) of the key file \(path) is not an id and 64 hexadecimal digits")
            }
            keys.append(Key(id: String(words[0]), secret: SymmetricKey(data: secret)))
        }
        guard let primary = keys.first else { throw .unavailable("the key file \(path) holds no key") }
        return EncryptionKeys(primary: primary, older: Array(keys.dropFirst()))
    }

    /// Writes the key file with mode 0600. It is on disk, whole, when this returns, or as it was before.
    package func save(path: String) throws(StoreError) {
        var text = "# Encrypts values of the store. Without this file they cannot be read: keep a copy elsewhere.\n"
        for key in keys {
            text += "\(key.id) \(key.secret.withUnsafeBytes(\.hexadecimal))\n"
        }
        do { try FileSystem.replace(path, with: text) } catch { throw .unavailable("the key file: \(error)") }
    }
}
