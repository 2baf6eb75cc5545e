import Glibc

/// Finds a certificate in a table by its DER form.
package struct CertificateKey: Hashable, Sendable {
    private let der: [UInt8]

    package init(der: [UInt8]) { self.der = der }

    /// The end is a part of the signature, which differs from certificate to certificate.
    package func hash(into hasher: inout Hasher) { der.withUnsafeBytes { hasher.combine(bytes: .init(rebasing: $0.suffix(32))) } }

    package static func == (left: CertificateKey, right: CertificateKey) -> Bool {
        let count = left.der.count
        guard count == right.der.count else { return false }
        return left.der.withUnsafeBytes { left in
            right.der.withUnsafeBytes { right in
                guard let left = left.baseAddress, let right = right.baseAddress else { return true }
                return memcmp(left, right, count) == 0
            }
        }
    }
}
