import Encodings

/// A JSON Web Token (RFC 7519) in its compact form, taken apart. Nothing of it is known to be true.
package struct WebToken: Sendable {
    /// The JSON texts of header and claims.
    package let header: [UInt8]
    package let claims: [UInt8]
    /// What was signed.
    package let message: [UInt8]
    package let signature: [UInt8]

    /// `nil` for what is not three parts in base64url, or longer than `TokenVerifier.longestToken`.
    package init?(_ text: String) {
        guard text.utf8.count <= TokenVerifier.longestToken else { return nil }
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Base64.decodeForURL(parts[0]), let claims = Base64.decodeForURL(parts[1]),
            let signature = Base64.decodeForURL(parts[2])
        else { return nil }
        self.header = header
        self.claims = claims
        self.signature = signature
        message = Array(text.utf8[..<parts[1].endIndex])
    }
}
