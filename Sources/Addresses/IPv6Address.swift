/// An IPv6 address. Reads every form of RFC 4291 section 2.2 (without a zone) and writes the one of RFC 5952.
package struct IPv6Address: InternetAddress {
    package let bits: UInt128

    package init(bits: UInt128) { self.bits = bits }

    package init?(_ text: some StringProtocol) {
        guard text.utf8.count <= 45 else { return nil }
        let halves = Self.split(String(text))
        guard let head = Self.groups(halves.head) else { return nil }
        guard let tailText = halves.tail else {
            guard head.count == 8 else { return nil }
            self.init(groups: head)
            return
        }
        guard let tail = Self.groups(tailText), head.count + tail.count <= 7 else { return nil }
        self.init(groups: head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail)
    }

    private init(groups: [UInt16]) { bits = groups.reduce(0) { $0 << 16 | UInt128($1) } }

    package var groups: [UInt16] { (0..<8).map { UInt16(truncatingIfNeeded: bits >> UInt128(112 - $0 * 16)) } }

    package var description: String {
        if bits >> 32 == 0xFFFF { return "::ffff:\(IPv4Address(bits: UInt32(truncatingIfNeeded: bits)))" }
        let groups = groups
        let run = Self.longestZeroRun(groups)
        guard run.count > 1 else { return Self.text(groups[...]) }
        return Self.text(groups[..<run.lowerBound]) + "::" + Self.text(groups[run.upperBound...])
    }

    package var isLoopback: Bool { bits == 1 }
    package var isUnspecified: Bool { bits == 0 }
    /// fe80::/10
    package var isLinkLocal: Bool { bits >> 118 == 0x3FA }

    /// The text before and after the one `::`; the tail is `nil` when there is none.
    private static func split(_ text: String) -> (head: String, tail: String?) {
        var previous: Character?
        for index in text.indices {
            if text[index] == ":", previous == ":" {
                return (String(text[..<text.index(before: index)]), String(text[text.index(after: index)...]))
            }
            previous = text[index]
        }
        return (text, nil)
    }

    /// The groups of text without `::`; the last may be a dotted IPv4 address, which counts for two.
    private static func groups(_ text: String) -> [UInt16]? {
        if text.isEmpty { return [] }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        var groups: [UInt16] = []
        for (index, part) in parts.enumerated() {
            if index == parts.count - 1, part.contains("."), let v4 = IPv4Address(part) {
                groups += [UInt16(v4.bits >> 16), UInt16(truncatingIfNeeded: v4.bits)]
                continue
            }
            guard (1...4).contains(part.utf8.count), part.allSatisfy(\.isHexDigit), let group = UInt16(part, radix: 16) else {
                return nil
            }
            groups.append(group)
        }
        return groups
    }

    private static func text(_ groups: ArraySlice<UInt16>) -> String {
        groups.map { String($0, radix: 16) }.joined(separator: ":")
    }

    private static func longestZeroRun(_ groups: [UInt16]) -> Range<Int> {
        var best = 0..<0
        var start = 0
        for index in 0..<8 {
            if groups[index] != 0 { start = index + 1 }
            if index + 1 - start > best.count { best = start..<index + 1 }
        }
        return best
    }
}
