extension CELValue {
    /// Equality across all types: values of different types differ, but for numbers (cel-spec, "Equality").
    func isEqual(to other: CELValue) -> Bool {
        switch (self, other) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.string(let left), .string(let right)): left.unicodeScalars.elementsEqual(right.unicodeScalars)
        case (.bytes(let left), .bytes(let right)): left == right
        case (.list(let left), .list(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.isEqual(to: $1) }
        case (.map(let left), .map(let right)):
            left.count == right.count
                && left.keys.allSatisfy { key in
                    guard let mine = left[key], let theirs = right[key] else { return false }
                    return mine.isEqual(to: theirs)
                }
        case (.timestamp(let left), .timestamp(let right)): left == right
        case (.duration(let left), .duration(let right)): left == right
        case (.optional(let left), .optional(let right)):
            switch (left, right) {
            case (nil, nil): true
            case (let left?, let right?): left.isEqual(to: right)
            default: false
            }
        case (.type(let left), .type(let right)): left == right
        case (.object(let left), .object(let right)): left.isEqual(to: right)
        default: numericOrder(to: other) == .some(0)
        }
    }

    /// Below, at or above zero as this value is less than, equal to or greater than the other; `nil` for values without an
    /// order.
    func order(to other: CELValue) -> Int? {
        switch (self, other) {
        case (.bool(let left), .bool(let right)): left == right ? 0 : left ? 1 : -1
        case (.string(let left), .string(let right)): Self.order(left.unicodeScalars, right.unicodeScalars)
        case (.bytes(let left), .bytes(let right)): Self.order(left, right)
        case (.timestamp(let left), .timestamp(let right)): left == right ? 0 : left < right ? -1 : 1
        case (.duration(let left), .duration(let right)): left == right ? 0 : left < right ? -1 : 1
        default: numericOrder(to: other)
        }
    }

    private static func order<S: Sequence>(_ left: S, _ right: S) -> Int where S.Element: Comparable {
        left.elementsEqual(right) ? 0 : left.lexicographicallyPrecedes(right) ? -1 : 1
    }

    /// The order of two numbers of any types; `nil` when one is no number or not a number.
    private func numericOrder(to other: CELValue) -> Int? {
        switch (self, other) {
        case (.double(let left), .double(let right)): Self.order(left, right)
        case (.double(let left), _): other.wide.flatMap { Self.order(left, Double($0)) }
        case (_, .double(let right)): wide.flatMap { Self.order(Double($0), right) }
        default:
            if let left = wide, let right = other.wide { left == right ? 0 : left < right ? -1 : 1 } else { nil }
        }
    }

    private static func order(_ left: Double, _ right: Double) -> Int? {
        left.isNaN || right.isNaN ? nil : left == right ? 0 : left < right ? -1 : 1
    }

    private var wide: Int128? {
        switch self {
        case .int(let value): Int128(value)
        case .uint(let value): Int128(value)
        default: nil
        }
    }

    /// The text that `string()` gives; `nil` for values without one.
    var text: String? {
        switch self {
        case .bool(let value): value ? "true" : "false"
        case .int(let value): String(value)
        case .uint(let value): String(value)
        case .double(let value): Self.text(of: value)
        case .string(let value): value
        case .bytes(let value): String(validating: value, as: UTF8.self)
        case .timestamp(let value): value.text
        case .duration(let value): value.description
        case .object(let object): (object as? any CustomStringConvertible)?.description
        default: nil
        }
    }

    private static func text(of value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if let whole = Int64(exactly: value), whole.magnitude < 1_000_000_000_000_000_000 { return String(whole) }
        return "\(value)"
    }
}
