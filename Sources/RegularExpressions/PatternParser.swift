/// Reads RE2's syntax. Recursion goes as deep as groups nest, which is bounded.
struct PatternParser {
    private struct Flags {
        var ignoresCase = false
        var dotMatchesNewline = false
        var isMultiline = false
        var isUngreedy = false
    }

    private static let maximumDepth = 100
    private static let maximumRepetition = 1000

    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var flags = Flags()
    private var depth = 0

    private init(_ pattern: String) { scalars = Array(pattern.unicodeScalars) }

    static func parse(_ pattern: String) throws(PatternError) -> PatternNode {
        var parser = PatternParser(pattern)
        let node = try parser.alternatives()
        guard parser.position == parser.scalars.count else { throw PatternError(reason: "unexpected ): `\(pattern)`") }
        return node
    }

    private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func take() -> Unicode.Scalar? {
        guard position < scalars.count else { return nil }
        defer { position += 1 }
        return scalars[position]
    }

    private mutating func consume(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        position += 1
        return true
    }

    private func text(from start: Int) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[min(start, position)..<position])
        return String(view)
    }

    // MARK: Structure

    private mutating func alternatives() throws(PatternError) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else { throw PatternError(reason: "expression nests too deeply") }
        // Flags set inside a group end with it.
        let outer = flags
        defer { flags = outer }
        var branches = [try sequence()]
        while consume("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .alternatives(branches)
    }

    private mutating func sequence() throws(PatternError) -> PatternNode {
        var items: [PatternNode] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            let start = position
            let atom = try atom()
            items.append(try repeated(atom, since: start))
        }
        return items.count == 1 ? items[0] : items.isEmpty ? .empty : .sequence(items)
    }

    private mutating func repeated(_ atom: PatternNode, since start: Int) throws(PatternError) -> PatternNode {
        guard let (minimum, maximum) = try quantifier() else { return atom }
        var isLazy = flags.isUngreedy
        if consume("?") { isLazy.toggle() }
        let end = position
        if try quantifier() != nil {
            throw PatternError(reason: "invalid nested repetition operator: `\(text(from: end - 1))`")
        }
        return .repetition(atom, minimum: minimum, maximum: maximum, isLazy: isLazy)
    }

    private mutating func quantifier() throws(PatternError) -> (Int, Int?)? {
        if consume("*") { return (0, nil) }
        if consume("+") { return (1, nil) }
        if consume("?") { return (0, 1) }
        guard next == "{" else { return nil }
        let start = position
        position += 1
        guard let minimum = number() else {
            position = start
            return nil
        }
        var maximum: Int? = minimum
        if consume(",") { maximum = next == "}" ? nil : number() ?? -1 }
        guard consume("}"), maximum != -1 else {
            position = start
            return nil
        }
        guard minimum <= Self.maximumRepetition, maximum ?? 0 <= Self.maximumRepetition, minimum <= maximum ?? minimum else {
            throw PatternError(reason: "invalid repeat count: `\(text(from: start))`")
        }
        return (minimum, maximum)
    }

    /// At most four digits: anything longer is too many anyway.
    private mutating func number() -> Int? {
        var value: Int?
        while let scalar = next, ("0"..."9").contains(scalar) {
            value = min((value ?? 0) * 10 + Int(scalar.value - 0x30), 9999)
            position += 1
        }
        return value
    }

    private mutating func atom() throws(PatternError) -> PatternNode {
        let start = position
        guard let scalar = take() else { return .empty }
        switch scalar {
        case "(": return try group(from: start)
        case "[": return .scalars(try bracket(from: start))
        case ".": return .scalars(flags.dotMatchesNewline ? .everything : ScalarSet([0x0A...0x0A], isNegated: true))
        case "^": return .assertion(flags.isMultiline ? .lineStart : .textStart)
        case "$": return .assertion(flags.isMultiline ? .lineEnd : .textEnd)
        case "\\": return try escape(from: start)
        case "*", "+", "?":
            throw PatternError(reason: "missing argument to repetition operator: `\(scalar)`")
        default: return literal(scalar)
        }
    }

    private func literal(_ scalar: Unicode.Scalar) -> PatternNode { .scalars(cased(ScalarSet([scalar.value...scalar.value]))) }

    private func cased(_ set: ScalarSet) -> ScalarSet {
        var set = set
        set.ignoresCase = flags.ignoresCase
        return set
    }

    // MARK: Groups

    private mutating func group(from start: Int) throws(PatternError) -> PatternNode {
        let outer = flags
        if consume("?") {
            if consume("P") || next == "<" {
                guard consume("<") else { throw PatternError(reason: "invalid named capture: `\(text(from: start))`") }
                while let scalar = next, scalar != ">", scalar.isWord { position += 1 }
                guard consume(">") else { throw PatternError(reason: "invalid named capture: `\(text(from: start))`") }
            } else if try setFlags(from: start) {
                return .empty  // `(?i)`: to the end of the enclosing group
            }
        }
        let node = try alternatives()
        flags = outer
        guard consume(")") else { throw PatternError(reason: "missing closing ): `\(text(from: start))`") }
        return node
    }

    /// Reads `i-s:` after `(?`. True when the group ends right there.
    private mutating func setFlags(from start: Int) throws(PatternError) -> Bool {
        var sets = true
        while let scalar = take() {
            switch scalar {
            case "i": flags.ignoresCase = sets
            case "s": flags.dotMatchesNewline = sets
            case "m": flags.isMultiline = sets
            case "U": flags.isUngreedy = sets
            case "-" where sets: sets = false
            case ":": return false
            case ")": return true
            default: throw PatternError(reason: "invalid or unsupported Perl syntax: `\(text(from: start))`")
            }
        }
        throw PatternError(reason: "missing closing ): `\(text(from: start))`")
    }

    // MARK: Escapes and classes

    private mutating func escape(from start: Int) throws(PatternError) -> PatternNode {
        guard let scalar = next else { throw PatternError(reason: "trailing backslash at end of expression: ``") }
        if let set = try classEscape(from: start) { return .scalars(set) }
        switch scalar {
        case "b": return advance(.wordBoundary)
        case "B": return advance(.noWordBoundary)
        case "A": return advance(.textStart)
        case "z": return advance(.textEnd)
        case "Q":
            position += 1
            var items: [PatternNode] = []
            while let scalar = take() {
                if scalar == "\\", consume("E") { break }
                items.append(literal(scalar))
            }
            return .sequence(items)
        default: return literal(try scalarEscape(from: start))
        }
    }

    private mutating func advance(_ assertion: PatternNode.Assertion) -> PatternNode {
        position += 1
        return .assertion(assertion)
    }

    /// `\d`, `\pL` and the like, the backslash already read; `nil` when something else follows.
    private mutating func classEscape(from start: Int) throws(PatternError) -> ScalarSet? {
        guard let scalar = next else { return nil }
        let set: ScalarSet
        switch scalar {
        case "d": set = .digits
        case "D": set = ScalarSet.digits.negated()
        case "w": set = .word
        case "W": set = ScalarSet.word.negated()
        case "s": set = .space
        case "S": set = ScalarSet.space.negated()
        case "p", "P":
            position += 1
            return try property(isNegated: scalar == "P", from: start)
        default: return nil
        }
        position += 1
        return set
    }

    private mutating func property(isNegated: Bool, from start: Int) throws(PatternError) -> ScalarSet {
        var name = ""
        if consume("{") {
            while let scalar = take(), scalar != "}" { name.unicodeScalars.append(scalar) }
        } else if let scalar = take() {
            name.unicodeScalars.append(scalar)
        }
        var isNegated = isNegated
        if name.hasPrefix("^") {
            isNegated.toggle()
            name.removeFirst()
        }
        guard let property = ScalarSet.Property.named(name) else {
            throw PatternError(reason: "invalid character class range: `\(text(from: start))`")
        }
        var set = ScalarSet()
        set.insert(property, isNegated: isNegated)
        return set
    }

    private mutating func scalarEscape(from start: Int) throws(PatternError) -> Unicode.Scalar {
        guard let scalar = take() else { throw PatternError(reason: "trailing backslash at end of expression: ``") }
        switch scalar {
        case "n": return "\n"
        case "t": return "\t"
        case "r": return "\r"
        case "f": return "\u{0C}"
        case "v": return "\u{0B}"
        case "a": return "\u{07}"
        case "0"..."7": return try octal(scalar, from: start)
        case "x": return try hexadecimal(from: start)
        default:
            guard scalar.value < 0x80, !scalar.isWord || scalar == "_" else {
                throw PatternError(reason: "invalid escape sequence: `\(text(from: start))`")
            }
            return scalar
        }
    }

    private mutating func octal(_ first: Unicode.Scalar, from start: Int) throws(PatternError) -> Unicode.Scalar {
        // A single digit other than zero would be a back-reference.
        guard first == "0" || next.map({ ("0"..."7").contains($0) }) == true else {
            throw PatternError(reason: "invalid escape sequence: `\(text(from: start))`")
        }
        var value = first.value - 0x30
        for _ in 0..<2 {
            guard let digit = next, ("0"..."7").contains(digit) else { break }
            value = value * 8 + (digit.value - 0x30)
            position += 1
        }
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }

    private mutating func hexadecimal(from start: Int) throws(PatternError) -> Unicode.Scalar {
        var digits = ""
        if consume("{") {
            while let scalar = take(), scalar != "}" { digits.unicodeScalars.append(scalar) }
        } else {
            for _ in 0..<2 { if let scalar = take() { digits.unicodeScalars.append(scalar) } }
        }
        guard digits.count <= 8, let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) else {
            throw PatternError(reason: "invalid escape sequence: `\(text(from: start))`")
        }
        return scalar
    }

    private mutating func bracket(from start: Int) throws(PatternError) -> ScalarSet {
        var set = ScalarSet()
        let isNegated = consume("^")
        var isFirst = true
        while let scalar = next, scalar != "]" || isFirst {
            isFirst = false
            if try insertClass(into: &set, from: start) { continue }
            let low = try bracketScalar(from: start)
            guard next == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
                set.insert(low.value...low.value)
                continue
            }
            let dash = position
            position += 1
            let high = try bracketScalar(from: start)
            guard low.value <= high.value else {
                throw PatternError(reason: "invalid character class range: `\(low)\(text(from: dash))`")
            }
            set.insert(low.value...high.value)
        }
        guard consume("]") else { throw PatternError(reason: "missing closing ]: `\(text(from: start))`") }
        set.isNegated = isNegated
        return cased(set)
    }

    /// A class inside a bracket (`\d`, `[:alpha:]`). False when a single scalar comes next.
    private mutating func insertClass(into set: inout ScalarSet, from start: Int) throws(PatternError) -> Bool {
        if next == "\\", position + 1 < scalars.count {
            position += 1
            if let found = try classEscape(from: start) {
                set.insert(found)
                return true
            }
            position -= 1
        }
        guard next == "[", position + 1 < scalars.count, scalars[position + 1] == ":",
            let end = scalars[(position + 2)...].firstIndex(of: ":"), end + 1 < scalars.count, scalars[end + 1] == "]"
        else { return false }
        var name = String(String.UnicodeScalarView(scalars[(position + 2)..<end]))[...]
        let isNegated = name.hasPrefix("^")
        if isNegated { name = name.dropFirst() }
        guard let found = ScalarSet.posix(name) else {
            throw PatternError(reason: "invalid character class range: `[:\(name):]`")
        }
        set.insert(isNegated ? found.negated() : found)
        position = end + 2
        return true
    }

    private mutating func bracketScalar(from start: Int) throws(PatternError) -> Unicode.Scalar {
        let escapeStart = position
        guard let scalar = take() else { throw PatternError(reason: "missing closing ]: `\(text(from: start))`") }
        return scalar == "\\" ? try scalarEscape(from: escapeStart) : scalar
    }
}

extension Unicode.Scalar {
    /// Of `\w`: ASCII letters, digits and the underscore.
    var isWord: Bool {
        switch value {
        case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: true
        default: false
        }
    }
}
