/// A block of addresses that share a prefix (RFC 4632). Host bits given in the text are dropped.
package struct CIDR<Address: InternetAddress>: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The first address of the block.
    package let base: Address
    package let prefixLength: Int

    /// `nil` when the prefix is longer than the address.
    package init?(_ address: Address, prefixLength: Int) {
        guard (0...Address.Bits.bitWidth).contains(prefixLength) else { return nil }
        self.prefixLength = prefixLength
        base = Address(bits: address.bits & Self.mask(prefixLength))
    }

    /// Reads `10.42.0.0/16`.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = Address(parts[0]), let length = Self.length(parts[1]) else { return nil }
        self.init(address, prefixLength: length)
    }

    private static func length(_ text: some StringProtocol) -> Int? {
        guard (1...3).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        if text.utf8.count > 1, text.utf8.first == 48 { return nil }
        return Int(text)
    }

    /// The prefix as set bits, all ones for a prefix as long as the address.
    package static func mask(_ prefixLength: Int) -> Address.Bits {
        prefixLength <= 0 ? 0 : ~Address.Bits.zero << Address.Bits(Address.Bits.bitWidth - prefixLength)
    }

    package var description: String { "\(base)/\(prefixLength)" }
    package var last: Address { Address(bits: base.bits | ~Self.mask(prefixLength)) }

    /// How many addresses the block has; the largest `Int` when there are more than that.
    package var count: Int {
        let size = last.bits - base.bits
        guard let count = Int(exactly: size), count < Int.max else { return Int.max }
        return count + 1
    }

    package func contains(_ address: Address) -> Bool { address.bits & Self.mask(prefixLength) == base.bits }
    package func contains(_ other: CIDR) -> Bool { other.prefixLength >= prefixLength && contains(other.base) }
    package func overlaps(_ other: CIDR) -> Bool { contains(other) || other.contains(self) }

    /// The address at a distance from the first, or `nil` outside the block.
    package func address(at offset: Int) -> Address? {
        guard let distance = Address.Bits(exactly: offset), let address = base.advanced(by: distance), contains(address) else {
            return nil
        }
        return address
    }

    /// How far an address of the block is from the first, or `nil` outside the block.
    package func offset(of address: Address) -> Int? { contains(address) ? Int(exactly: address.bits - base.bits) : nil }

    /// The `index`th block of a longer prefix inside this block, or `nil` when there are fewer.
    package func subnet(at index: Int, prefixLength length: Int) -> CIDR? {
        guard length >= prefixLength, length <= Address.Bits.bitWidth, let position = Address.Bits(exactly: index) else {
            return nil
        }
        let shift = Address.Bits.bitWidth - length
        guard shift < Address.Bits.bitWidth else { return index == 0 ? self : nil }
        let distance = position << Address.Bits(shift)
        guard distance >> Address.Bits(shift) == position, let start = base.advanced(by: distance), contains(start) else {
            return nil
        }
        return CIDR(start, prefixLength: length)
    }

    package static func < (left: CIDR, right: CIDR) -> Bool {
        left.base == right.base ? left.prefixLength < right.prefixLength : left.base < right.base
    }
}

extension CIDR: Sequence {
    /// Every address of the block in order, the first and last included.
    package func makeIterator() -> AnyIterator<Address> {
        var next: Address? = base
        let block = self
        return AnyIterator {
            guard let current = next else { return nil }
            next = current.advanced(by: 1).flatMap { block.contains($0) ? $0 : nil }
            return current
        }
    }
}

package typealias IPv4CIDR = CIDR<IPv4Address>
package typealias IPv6CIDR = CIDR<IPv6Address>
