package import JSON

/// An amount with a suffix (`100m`, `1.5Gi`, `2e3`), in the grammar of Kubernetes' resource quantities.
///
/// Held exactly in billionths (nano) while that fits 128 bits; finer input is rounded up, as Kubernetes does.
package struct Quantity: Sendable, Hashable, Comparable {
    /// The amount in billionths.
    package let nano: Int128
    private let form: Form

    private enum Form: Hashable { case decimal, binary, exponent }

    package init(milli: Int64) {
        nano = Int128(milli) * 1_000_000
        form = .decimal
    }

    package init(_ whole: Int64) {
        nano = Int128(whole) * 1_000_000_000
        form = .decimal
    }

    package init(bytes: Int64) {
        nano = Int128(bytes) * 1_000_000_000
        form = .binary
    }

    /// `nil` when the text is not a quantity or its amount is out of range.
    package init?(_ text: String) {
        var digits: Int128 = 0
        var fractionDigits = 0
        var seenPoint = false
        var seenDigit = false
        var roundUp = false
        var rest = Substring(text)
        let negative = rest.first == "-"
        if rest.first == "-" || rest.first == "+" { rest.removeFirst() }
        while let character = rest.first, character == "." || character.isASCII && character.isWholeNumber {
            rest.removeFirst()
            if character == "." {
                guard !seenPoint else { return nil }
                seenPoint = true
                continue
            }
            seenDigit = true
            guard let digit = character.wholeNumberValue else { return nil }
            if seenPoint, fractionDigits >= 18 {
                if digit != 0 { roundUp = true }
                continue
            }
            let (scaled, overflow) = digits.multipliedReportingOverflow(by: 10)
            guard !overflow, scaled < Int128.max - 9 else { return nil }
            digits = scaled + Int128(digit)
            if seenPoint { fractionDigits += 1 }
        }
        guard seenDigit, let suffix = Self.suffix(String(rest)) else { return nil }
        form = suffix.form
        // amount = digits × multiplier × 10^(power + 9 - fractionDigits), in billionths
        var amount = digits
        let (product, overflow) = amount.multipliedReportingOverflow(by: suffix.multiplier)
        guard !overflow else { return nil }
        amount = product
        var power = suffix.power + 9 - fractionDigits
        while power > 0 {
            let (scaled, overflow) = amount.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            amount = scaled
            power -= 1
        }
        while power < 0 {
            if amount % 10 != 0 { roundUp = true }
            amount /= 10
            power += 1
        }
        if roundUp { amount += 1 }
        nano = negative ? -amount : amount
    }

    private struct Suffix {
        let form: Form
        let multiplier: Int128
        let power: Int
    }

    private static func suffix(_ text: String) -> Suffix? {
        switch text {
        case "": return Suffix(form: .decimal, multiplier: 1, power: 0)
        case "n": return Suffix(form: .decimal, multiplier: 1, power: -9)
        case "u": return Suffix(form: .decimal, multiplier: 1, power: -6)
        case "m": return Suffix(form: .decimal, multiplier: 1, power: -3)
        case "k": return Suffix(form: .decimal, multiplier: 1, power: 3)
        case "M": return Suffix(form: .decimal, multiplier: 1, power: 6)
        case "G": return Suffix(form: .decimal, multiplier: 1, power: 9)
        case "T": return Suffix(form: .decimal, multiplier: 1, power: 12)
        case "P": return Suffix(form: .decimal, multiplier: 1, power: 15)
        case "E": return Suffix(form: .decimal, multiplier: 1, power: 18)
        case "Ki": return Suffix(form: .binary, multiplier: 1 << 10, power: 0)
        case "Mi": return Suffix(form: .binary, multiplier: 1 << 20, power: 0)
        case "Gi": return Suffix(form: .binary, multiplier: 1 << 30, power: 0)
        case "Ti": return Suffix(form: .binary, multiplier: 1 << 40, power: 0)
        case "Pi": return Suffix(form: .binary, multiplier: 1 << 50, power: 0)
        case "Ei": return Suffix(form: .binary, multiplier: 1 << 60, power: 0)
        default:
            guard text.first == "e" || text.first == "E", let power = Int(text.dropFirst()), (-18...18).contains(power)
            else { return nil }
            return Suffix(form: .exponent, multiplier: 1, power: power)
        }
    }

    package static func == (left: Quantity, right: Quantity) -> Bool { left.nano == right.nano }
    package func hash(into hasher: inout Hasher) { hasher.combine(nano) }
    package static func < (left: Quantity, right: Quantity) -> Bool { left.nano < right.nano }

    package static func + (left: Quantity, right: Quantity) -> Quantity {
        Quantity(nano: left.nano &+ right.nano, form: left.nano == 0 ? right.form : left.form)
    }

    package static func - (left: Quantity, right: Quantity) -> Quantity {
        Quantity(nano: left.nano &- right.nano, form: left.form)
    }

    private init(nano: Int128, form: Form) {
        self.nano = nano
        self.form = form
    }

    /// Thousandths, rounded up; saturates at the ends of `Int64`.
    package var milliValue: Int64 { Self.roundedUp(nano, 1_000_000) }

    /// Whole units, rounded up; saturates at the ends of `Int64`.
    package var value: Int64 { Self.roundedUp(nano, 1_000_000_000) }

    private static func roundedUp(_ amount: Int128, _ unit: Int128) -> Int64 {
        let quotient = amount / unit
        let rounded = amount % unit > 0 ? quotient + 1 : quotient
        return Int64(clamping: rounded)
    }

    /// The canonical text: no fraction, the largest suffix that keeps it exact, in the form it was given.
    package var text: String {
        if nano == 0 { return "0" }
        let whole: Int128 = 1_000_000_000
        if form == .binary, nano % whole == 0 {
            let amount = nano / whole
            if amount.magnitude >= 1024 {
                for (shift, suffix) in [(60, "Ei"), (50, "Pi"), (40, "Ti"), (30, "Gi"), (20, "Mi"), (10, "Ki")] {
                    let unit = Int128(1) << Int128(shift)
                    if amount % unit == 0 { return "\(amount / unit)\(suffix)" }
                }
            }
            return "\(amount)"
        }
        var power = -9
        var amount = nano
        while power < 18, amount % 1000 == 0 {
            amount /= 1000
            power += 3
        }
        if form == .exponent { return power == 0 ? "\(amount)" : "\(amount)e\(power)" }
        let suffixes = [-9: "n", -6: "u", -3: "m", 0: "", 3: "k", 6: "M", 9: "G", 12: "T", 15: "P", 18: "E"]
        return "\(amount)\(suffixes[power] ?? "")"
    }
}

extension Quantity: JSONRepresentable {
    package init?(json: JSONValue) {
        switch json {
        case .string(let text): self.init(text)
        case .int(let number): self.init(String(number))
        case .double(let number): self.init("\(number)")
        default: return nil
        }
    }
    package var json: JSONValue { .string(text) }
    package static var schemaType: SchemaType { .quantity }
    package static var zero: Quantity { Quantity(0) }
}
