/// A span of time in nanoseconds; about 292 years either way.
package struct CELDuration: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    package static func < (left: CELDuration, right: CELDuration) -> Bool { left.nanoseconds < right.nanoseconds }

    private static let units: [(name: String, nanoseconds: Double)] = [
        ("ns", 1), ("us", 1e3), ("µs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 6e10), ("h", 3.6e12),
    ]

    /// Reads `1h15m30.5s`. `nil` for anything else and for what is too long.
    package init?(_ text: String) {
        var rest = Substring(text)
        let isNegative = rest.hasPrefix("-")
        if isNegative || rest.hasPrefix("+") { rest = rest.dropFirst() }
        guard !rest.isEmpty else { return nil }
        if rest == "0" {
            nanoseconds = 0
            return
        }
        var total = 0.0
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(number.count)
            let unit = rest.prefix { !$0.isNumber && $0 != "." }
            rest = rest.dropFirst(unit.count)
            let digits = number.hasPrefix(".") ? "0" + number : number.hasSuffix(".") ? number + "0" : number
            guard let value = Double(digits), let scale = Self.units.first(where: { $0.name == unit }) else { return nil }
            total += value * scale.nanoseconds
        }
        guard let exact = Int64(exactly: (isNegative ? -total : total).rounded(.towardZero)) else { return nil }
        nanoseconds = exact
    }

    /// `5400s`, `1.5s`: seconds, as protobuf's JSON has it.
    package var description: String {
        let whole = nanoseconds / 1_000_000_000
        let fraction = (nanoseconds % 1_000_000_000).magnitude
        guard fraction > 0 else { return "\(whole)s" }
        var digits = String(fraction)
        digits = String(repeating: "0", count: 9 - digits.count) + digits
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(nanoseconds < 0 && whole == 0 ? "-" : "")\(whole).\(digits)s"
    }
}
