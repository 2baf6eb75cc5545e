/// A set of Unicode scalars: ranges, and properties that no short list of ranges describes.
struct ScalarSet: Sendable {
    enum Property: Sendable {
        /// A general category (`Lu`) or a group of them (`L`).
        case category(String)
        case script(String)
    }

    private(set) var ranges: [ClosedRange<UInt32>] = []
    private var properties: [(property: Property, isNegated: Bool)] = []
    /// Sets that this one takes in as wholes: a negated class within a class.
    private var parts: [ScalarSet] = []
    var isNegated = false
    var ignoresCase = false

    init(_ ranges: [ClosedRange<UInt32>] = [], isNegated: Bool = false) {
        self.ranges = ranges
        self.isNegated = isNegated
    }

    mutating func insert(_ range: ClosedRange<UInt32>) { ranges.append(range) }
    mutating func insert(_ property: Property, isNegated: Bool) { properties.append((property, isNegated)) }

    mutating func insert(_ set: ScalarSet) {
        if set.isNegated || !set.parts.isEmpty { parts.append(set) } else { ranges += set.ranges }
        properties += set.isNegated ? [] : set.properties
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        var found = holds(scalar)
        if !found, ignoresCase {
            let properties = scalar.properties
            for variant in [properties.lowercaseMapping, properties.uppercaseMapping] {
                let scalars = variant.unicodeScalars
                if let only = scalars.first, scalars.count == 1, only != scalar, holds(only) { found = true }
            }
        }
        return found != isNegated
    }

    private func holds(_ scalar: Unicode.Scalar) -> Bool {
        for range in ranges where range.contains(scalar.value) { return true }
        for entry in properties where entry.property.holds(scalar) != entry.isNegated { return true }
        for part in parts where part.contains(scalar) { return true }
        return false
    }

    static let everything = ScalarSet([0...0x10FFFF])
    static let digits = ScalarSet([0x30...0x39])
    static let word = ScalarSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    static let space = ScalarSet([0x09...0x0A, 0x0C...0x0D, 0x20...0x20])

    func negated() -> ScalarSet {
        var copy = self
        copy.isNegated.toggle()
        return copy
    }

    /// The classes of POSIX bracket expressions (`[:alpha:]`).
    static func posix(_ name: Substring) -> ScalarSet? {
        switch name {
        case "alnum": ScalarSet([0x30...0x39, 0x41...0x5A, 0x61...0x7A])
        case "alpha": ScalarSet([0x41...0x5A, 0x61...0x7A])
        case "ascii": ScalarSet([0...0x7F])
        case "blank": ScalarSet([0x09...0x09, 0x20...0x20])
        case "cntrl": ScalarSet([0...0x1F, 0x7F...0x7F])
        case "digit": digits
        case "graph": ScalarSet([0x21...0x7E])
        case "lower": ScalarSet([0x61...0x7A])
        case "print": ScalarSet([0x20...0x7E])
        case "punct": ScalarSet([0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E])
        case "space": ScalarSet([0x09...0x0D, 0x20...0x20])
        case "upper": ScalarSet([0x41...0x5A])
        case "word": word
        case "xdigit": ScalarSet([0x30...0x39, 0x41...0x46, 0x61...0x66])
        default: nil
        }
    }
}

extension ScalarSet.Property {
    /// The general categories by their two-letter names (UAX #44, table 12).
    private static func name(of category: Unicode.GeneralCategory) -> String {
        switch category {
        case .uppercaseLetter: "Lu"
        case .lowercaseLetter: "Ll"
        case .titlecaseLetter: "Lt"
        case .modifierLetter: "Lm"
        case .otherLetter: "Lo"
        case .nonspacingMark: "Mn"
        case .spacingMark: "Mc"
        case .enclosingMark: "Me"
        case .decimalNumber: "Nd"
        case .letterNumber: "Nl"
        case .otherNumber: "No"
        case .connectorPunctuation: "Pc"
        case .dashPunctuation: "Pd"
        case .openPunctuation: "Ps"
        case .closePunctuation: "Pe"
        case .initialPunctuation: "Pi"
        case .finalPunctuation: "Pf"
        case .otherPunctuation: "Po"
        case .mathSymbol: "Sm"
        case .currencySymbol: "Sc"
        case .modifierSymbol: "Sk"
        case .otherSymbol: "So"
        case .spaceSeparator: "Zs"
        case .lineSeparator: "Zl"
        case .paragraphSeparator: "Zp"
        case .control: "Cc"
        case .format: "Cf"
        case .surrogate: "Cs"
        case .privateUse: "Co"
        case .unassigned: "Cn"
        @unknown default: "Cn"
        }
    }

    /// The scripts that can be told by a few ranges; `nil` for the name of any other.
    static let scripts: [String: [ClosedRange<UInt32>]] = [
        "Latin": [
            0x41...0x5A, 0x61...0x7A, 0xAA...0xAA, 0xBA...0xBA, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2B8, 0x1E00...0x1EFF,
        ],
        "Greek": [
            0x370...0x373, 0x375...0x377, 0x37A...0x37D, 0x37F...0x37F, 0x384...0x384, 0x386...0x386, 0x388...0x3E1,
            0x3F0...0x3FF, 0x1F00...0x1FFE,
        ],
        "Cyrillic": [0x400...0x484, 0x487...0x52F, 0x1C80...0x1C88, 0x2DE0...0x2DFF, 0xA640...0xA69F],
        "Hebrew": [0x591...0x5F4, 0xFB1D...0xFB4F],
        "Hiragana": [0x3041...0x3096, 0x309D...0x309F],
        "Katakana": [0x30A1...0x30FA, 0x30FD...0x30FF, 0x31F0...0x31FF, 0xFF66...0xFF6F, 0xFF71...0xFF9D],
        "Han": [
            0x2E80...0x2FD5, 0x3005...0x3005, 0x3007...0x3007, 0x3021...0x3029, 0x3400...0x4DBF, 0x4E00...0x9FFF,
            0xF900...0xFAD9, 0x20000...0x323AF,
        ],
    ]

    static func named(_ name: String) -> ScalarSet.Property? {
        if scripts[name] != nil { return .script(name) }
        let groups: Set = ["L", "M", "N", "P", "S", "Z", "C"]
        let categories: Set = [
            "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm",
            "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co",
        ]
        return groups.contains(name) || categories.contains(name) ? .category(name) : nil
    }

    func holds(_ scalar: Unicode.Scalar) -> Bool {
        switch self {
        case .category(let name): Self.name(of: scalar.properties.generalCategory).hasPrefix(name)
        case .script(let name): Self.scripts[name]?.contains { $0.contains(scalar.value) } ?? false
        }
    }
}
