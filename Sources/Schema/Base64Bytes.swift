import Encodings
package import JSON

/// Bytes that JSON shows in base64 (RFC 4648, padded).
package struct Base64Bytes: Sendable, Hashable, JSONRepresentable {
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package init?(json: JSONValue) {
        guard let text = json.stringValue, let bytes = Base64.decode(text) else { return nil }
        self.bytes = bytes
    }

    package var json: JSONValue { .string(Base64.encode(bytes)) }
    package static var schemaType: SchemaType { .bytes }
    package static var zero: Base64Bytes { Base64Bytes([]) }
}
