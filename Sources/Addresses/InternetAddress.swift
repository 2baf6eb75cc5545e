/// An address of one IP version as an unsigned number of fixed width, most significant byte first on the wire.
package protocol InternetAddress: Hashable, Comparable, Sendable, CustomStringConvertible {
    associatedtype Bits: FixedWidthInteger & UnsignedInteger & Sendable

    init(bits: Bits)
    /// Reads the textual form; `nil` for anything that is not exactly one address.
    init?(_ text: some StringProtocol)
    var bits: Bits { get }
}

extension InternetAddress {
    package static func < (left: Self, right: Self) -> Bool { left.bits < right.bits }

    /// The address in network byte order.
    package var bytes: [UInt8] {
        stride(from: Bits.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: bits >> Bits($0)) }
    }

    /// Reads an address in network byte order; `nil` unless there are exactly as many bytes as the version has.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Bits.bitWidth / 8 else { return nil }
        self.init(bits: bytes.reduce(Bits.zero) { ($0 << 8) | Bits($1) })
    }

    /// The address `distance` after this one, or `nil` past the end of the address space.
    package func advanced(by distance: Bits) -> Self? {
        let (sum, overflow) = bits.addingReportingOverflow(distance)
        return overflow ? nil : Self(bits: sum)
    }
}
