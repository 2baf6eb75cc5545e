/// `"%s is %d".format([…])` (cel-go's string extension).
enum TextFormat {
    static func text(_ format: String, _ values: [CELValue]) throws(CELError) -> String {
        var scalars = format.unicodeScalars[...]
        var rest = values[...]
        var output = ""
        while let scalar = scalars.popFirst() {
            guard scalar == "%" else {
                output.unicodeScalars.append(scalar)
                continue
            }
            if scalars.first == "%" {
                scalars.removeFirst()
                output += "%"
                continue
            }
            var precision = 6
            if scalars.first == "." {
                scalars.removeFirst()
                let digits = scalars.prefix { $0.isDigit }
                scalars = scalars.dropFirst(digits.count)
                guard let number = Int(String(digits)), number <= 100 else { throw CELError("invalid precision in format") }
                precision = number
            }
            guard let verb = scalars.popFirst() else { throw CELError("unexpected end of string") }
            guard let value = rest.popFirst() else { throw CELError("index \(values.count) out of range") }
            output += try clause(verb, value, precision)
            guard output.utf8.count <= Functions.maximumText else { throw CELError("the text is too long") }
        }
        return output
    }

    private static func clause(_ verb: Unicode.Scalar, _ value: CELValue, _ precision: Int) throws(CELError) -> String {
        switch (verb, value) {
        case ("s", _): return display(value)
        case ("d", .int(let number)): return String(number)
        case ("d", .uint(let number)): return String(number)
        case ("d", .double): return display(value)
        case ("f", .double(let number)): return fixed(number, precision)
        case ("f", .int(let number)): return fixed(Double(number), precision)
        case ("e", .double(let number)): return exponential(number, precision)
        case ("b", .int(let number)): return String(number, radix: 2)
        case ("b", .uint(let number)): return String(number, radix: 2)
        case ("b", .bool(let isTrue)): return isTrue ? "1" : "0"
        case ("o", .int(let number)): return String(number, radix: 8)
        case ("o", .uint(let number)): return String(number, radix: 8)
        case ("x", .int(let number)): return String(number, radix: 16)
        case ("X", .int(let number)): return String(number, radix: 16, uppercase: true)
        case ("x", .uint(let number)): return String(number, radix: 16)
        case ("X", .uint(let number)): return String(number, radix: 16, uppercase: true)
        case ("x", .string(let text)): return hexadecimal(Array(text.utf8), uppercase: false)
        case ("X", .string(let text)): return hexadecimal(Array(text.utf8), uppercase: true)
        case ("x", .bytes(let bytes)): return hexadecimal(bytes, uppercase: false)
        case ("X", .bytes(let bytes)): return hexadecimal(bytes, uppercase: true)
        case ("d", _), ("f", _), ("e", _), ("b", _), ("o", _), ("x", _), ("X", _):
            throw CELError("error during formatting: %\(verb) does not take a value of type \(value.typeName)")
        default: throw CELError("could not parse formatting clause: unrecognized formatting clause \"\(verb)\"")
        }
    }

    private static func hexadecimal(_ bytes: [UInt8], uppercase: Bool) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: uppercase) }.joined()
    }

    private static func display(_ value: CELValue) -> String {
        switch value {
        case .null: "null"
        case .list(let list): "[\(list.map(display).joined(separator: ", "))]"
        case .map(let map):
            "{"
                + map.keys.map { "\(display($0.value)): \(map[$0].map(display) ?? "")" }.sorted().joined(separator: ", ")
                + "}"
        case .type(let name): name
        default: value.text ?? value.typeName
        }
    }

    /// Decimal digits without an exponent, rounded half to even like C's `%.nf`.
    private static func fixed(_ number: Double, _ precision: Int) -> String {
        guard number.isFinite else { return display(.double(number)) }
        let whole = number.magnitude.rounded(.down)
        var fraction = number.magnitude - whole
        var digits: [Int] = []
        for _ in 0..<precision {
            fraction *= 10
            let digit = min(9, Int(fraction))
            digits.append(digit)
            fraction -= Double(digit)
        }
        var carry = fraction > 0.5 || (fraction == 0.5 && (digits.last ?? Int(whole.truncatingRemainder(dividingBy: 2))) % 2 == 1)
        for index in digits.indices.reversed() where carry {
            digits[index] += 1
            carry = digits[index] == 10
            if carry { digits[index] = 0 }
        }
        let integer = whole + (carry ? 1 : 0)
        let text = UInt64(exactly: integer).map { String($0) } ?? "\(integer)"
        return (number < 0 ? "-" : "") + text + (precision > 0 ? "." + digits.map(String.init).joined() : "")
    }

    private static func exponential(_ number: Double, _ precision: Int) -> String {
        guard number.isFinite else { return display(.double(number)) }
        var exponent = 0
        var mantissa = number
        while mantissa != 0, mantissa.magnitude >= 10 {
            mantissa /= 10
            exponent += 1
        }
        while mantissa != 0, mantissa.magnitude < 1 {
            mantissa *= 10
            exponent -= 1
        }
        let digits = String(exponent.magnitude)
        return fixed(mantissa, precision) + (exponent < 0 ? "e-" : "e+") + (digits.count < 2 ? "0" : "") + digits
    }
}
