import Addresses
import JSON

/// An IP address as old clients wrote them: IPv4 numbers may begin with zeros, and IPv4 may come in IPv6 clothes.
///
/// Both are understood only to be refused by name, since programs disagree on what they mean (RFC 6943, section 3.1.1).
struct LegacyAddress {
    let address: IPAddress
    let hasLeadingZeros: Bool

    /// `nil` when no program would read the text as an address.
    init?(_ text: String) {
        if let address = IPAddress(text) {
            self.address = address
            hasLeadingZeros = false
            return
        }
        guard let address = IPAddress(Self.withoutLeadingZeros(text)) else { return nil }
        self.address = address
        hasLeadingZeros = true
    }

    /// `::ffff:10.0.0.1`
    var isMapped: Bool { address.v6.map { $0.bits >> 32 == 0xFFFF } ?? false }

    /// The dotted part without zeros before other digits.
    private static func withoutLeadingZeros(_ text: String) -> String {
        let (head, dotted) =
            text.lastIndex(of: ":").map {
                (text[...$0], text[text.index(after: $0)...])
            } ?? (text[..<text.startIndex], text[...])
        return head + dotted.split(separator: ".", omittingEmptySubsequences: false).map(shortened).joined(separator: ".")
    }

    static func shortened(_ number: Substring) -> Substring {
        let rest = number.drop { $0 == "0" }
        return rest.isEmpty ? number.suffix(1) : rest
    }
}

/// A block of addresses as old clients wrote them.
struct LegacyBlock {
    let base: LegacyAddress
    let prefixLength: Int
    let hasLeadingZeros: Bool

    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let base = LegacyAddress(String(parts[0])), (1...16).contains(parts[1].utf8.count),
            parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let length = Int(LegacyAddress.shortened(parts[1])),
            length <= (base.address.v4 == nil ? 128 : 32)
        else { return nil }
        self.base = base
        prefixLength = length
        hasLeadingZeros = base.hasLeadingZeros || (parts[1].utf8.count > 1 && parts[1].utf8.first == 0x30)
    }

    /// Whether the address is more than the prefix.
    var hasHostBits: Bool {
        switch base.address {
        case .v4(let address): IPv4CIDR(address, prefixLength: prefixLength)?.base != address
        case .v6(let address): IPv6CIDR(address, prefixLength: prefixLength)?.base != address
        }
    }

    /// The text of the block itself (RFC 5952 for IPv6).
    var canonical: String {
        switch base.address {
        case .v4(let address): IPv4CIDR(address, prefixLength: prefixLength)?.description ?? ""
        case .v6(let address): IPv6CIDR(address, prefixLength: prefixLength)?.description ?? ""
        }
    }
}

extension FieldErrors {
    /// An address that every program reads the same way.
    mutating func checkAddress(_ path: String, _ text: String) {
        guard let read = LegacyAddress(text) else {
            return invalid(path, .string(text), "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")
        }
        if read.hasLeadingZeros {
            invalid(path, .string(text), "must not have leading 0s")
        } else if read.isMapped {
            invalid(path, .string(text), "must not be an IPv4-mapped IPv6 address")
        }
    }

    mutating func checkCIDR(_ path: String, _ text: String) {
        guard let read = LegacyBlock(text) else {
            return invalid(path, .string(text), "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")
        }
        if read.hasLeadingZeros {
            invalid(path, .string(text), "must not have leading 0s in IP or prefix length")
        } else if read.base.isMapped {
            invalid(path, .string(text), "must not have an IPv4-mapped IPv6 address")
        } else if read.hasHostBits {
            invalid(path, .string(text), "must not have bits set beyond the prefix length")
        }
    }
}
