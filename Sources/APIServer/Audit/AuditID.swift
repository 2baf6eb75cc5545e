import Synchronization
import Transport

/// Gives every request an id, or keeps the one a client or proxy gave it.
final class AuditIDs: Sendable {
    static let header = "Audit-Id"
    private static let longest = 64
    private static let digits = Array("0123456789abcdef".utf8)

    private let seed = (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max))
    private let count = Atomic<UInt64>(0)

    func id(of request: HTTPRequest) -> String {
        if let given = request.headers[Self.header], !given.isEmpty, given.utf8.count <= Self.longest { return given }
        return next()
    }

    /// In the form of a random UUID (RFC 9562, version 4). Unique, and not secret: true randomness costs microseconds.
    func next() -> String {
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        let high = Self.mixed(seed.0 &+ number &* 0x9E37_79B9_7F4A_7C15) & ~0xF000 | 0x4000
        let low = Self.mixed(seed.1 ^ number) & ~(3 << 62) | 2 << 62
        return String(unsafeUninitializedCapacity: 36) { text in
            var index = 0
            for position in 0..<32 {
                if position == 8 || position == 12 || position == 16 || position == 20 {
                    text[index] = UInt8(ascii: "-")
                    index += 1
                }
                let word = position < 16 ? high : low
                text[index] = Self.digits[Int(truncatingIfNeeded: word >> UInt64(60 - (position & 15) * 4)) & 15]
                index += 1
            }
            return index
        }
    }

    /// SplitMix64's finisher.
    private static func mixed(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
