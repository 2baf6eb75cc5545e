import Encodings

/// Bytes from the kernel's random source, for secrets and serial numbers.
package enum SecureRandom {
    package static func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<max(0, count)).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    /// `2 × bytes` lower-case hexadecimal digits.
    package static func hex(bytes count: Int) -> String { bytes(count).hexadecimal }
}
