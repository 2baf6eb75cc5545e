import Crypto
import Encodings

/// A body that does not depend on stored objects, with what HTTP caching needs of it.
package struct StaticDocument: Sendable, Hashable {
    package let contentType: String
    /// Quoted, as the `ETag` header has it (RFC 9110, section 8.8.3). Changes exactly when the bytes do.
    package let etag: String
    package let bytes: [UInt8]

    init(contentType: String, bytes: [UInt8]) {
        self.contentType = contentType
        self.bytes = bytes
        etag = "\"\(Self.digest(bytes))\""
    }

    /// The SHA-512 of the bytes in upper-case hexadecimal, which is how Kubernetes names versions of its documents.
    static func digest(_ bytes: [UInt8]) -> String {
        SHA512.hash(data: bytes).hexadecimal.uppercased()
    }
}
