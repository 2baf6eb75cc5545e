import Addresses

/// A range that Services get addresses from. Neither its own address nor, in IPv4, its last one is anybody's.
struct ServiceRange: Sendable, Hashable {
    enum Family: String, Sendable, Hashable, CaseIterable {
        case v4 = "IPv4"
        case v6 = "IPv6"

        init(_ address: IPAddress) {
            switch address {
            case .v4: self = .v4
            case .v6: self = .v6
            }
        }

        var other: Family { self == .v4 ? .v6 : .v4 }
    }

    let family: Family
    /// As it is written.
    let text: String
    private let base: UInt128
    /// The distance of the last address that can be used from the first of the range.
    private let last: UInt128

    /// `nil` for what is no range.
    init?(_ text: some StringProtocol) {
        if let range = IPv4CIDR(text) {
            family = .v4
            self.text = range.description
            base = UInt128(range.base.bits)
            last = Self.reduced(UInt128(range.last.bits) - base)
        } else if let range = IPv6CIDR(text) {
            family = .v6
            self.text = range.description
            base = range.base.bits
            last = range.last.bits - base
        } else {
            return nil
        }
    }

    /// The ranges of a list such as `10.43.0.0/16,fd43::/112`; what cannot be read is left out.
    static func list(_ text: String) -> [ServiceRange] { text.split(separator: ",").compactMap { ServiceRange($0) } }

    private static func reduced(_ last: UInt128) -> UInt128 { last > 0 ? last - 1 : 0 }

    /// Whether the address is in the range, used or not.
    func contains(_ address: IPAddress) -> Bool {
        guard Family(address) == family, let distance = distance(address) else { return false }
        return distance <= (family == .v4 && last > 0 ? last + 1 : last)
    }

    /// Whether a Service can have the address.
    func allows(_ address: IPAddress) -> Bool {
        guard Family(address) == family, let distance = distance(address) else { return false }
        return distance >= 1 && distance <= last
    }

    private func distance(_ address: IPAddress) -> UInt128? {
        let bits =
            switch address {
            case .v4(let address): UInt128(address.bits)
            case .v6(let address): address.bits
            }
        let (distance, isBefore) = bits.subtractingReportingOverflow(base)
        return isBefore ? nil : distance
    }

    /// The address at a distance from the beginning.
    func address(at distance: UInt128) -> IPAddress? {
        let (bits, overflow) = base.addingReportingOverflow(distance)
        guard !overflow, distance <= last else { return nil }
        switch family {
        case .v4: return UInt32(exactly: bits).map { .v4(IPv4Address(bits: $0)) }
        case .v6: return .v6(IPv6Address(bits: bits))
        }
    }

    /// The most that is tried of one range.
    private static let attempts: UInt128 = 1 << 20

    /// The addresses to try, each once: from anywhere in the upper part on, and only then those in the beginning, which
    /// people choose by hand (KEP-3070).
    func candidates(_ random: (_ below: UInt128) -> UInt128) -> AnySequence<IPAddress> {
        let size = last + 1
        let band = size < 16 ? 0 : min(max(16, size / 16), 256)
        let split = min(max(band, 1), last + 1)
        let parts = [(from: split, count: last + 1 - split), (from: 1, count: split - 1)]
        let starts = parts.map { $0.count == 0 ? 0 : random($0.count) }
        let range = self
        return AnySequence(
            zip(parts, starts).lazy.flatMap { part, start in
                (0..<min(part.count, Self.attempts)).lazy.compactMap { step in
                    range.address(at: part.from + (start + step) % part.count)
                }
            })
    }
}
