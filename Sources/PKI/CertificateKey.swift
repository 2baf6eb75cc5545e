/// A certificate as a key of dictionaries. Hashes all bytes at once: an array of bytes would hash them one by one.
package struct CertificateKey: Hashable, Sendable {
    private let der: [UInt8]

    package init(der: [UInt8]) { self.der = der }

    package func hash(into hasher: inout Hasher) { der.withUnsafeBytes { hasher.combine(bytes: $0) } }
}
