import Encodings

/// One media range of an `Accept` header, with its weight (RFC 9110, section 12.5.1).
struct MediaType: Sendable, Hashable {
    /// Lower case, without parameters.
    let name: String
    let parameters: [String: String]
    /// From 0 to 1; text that is no number counts as 0, as it does for Kubernetes.
    let weight: Double

    init?(_ text: Substring) {
        let parts = text.parts(separatedBy: ";").map(Self.trimmed)
        guard let name = parts.first, !name.isEmpty else { return nil }
        self.name = name.lowercased()
        var parameters: [String: String] = [:]
        var weight = 1.0
        for part in parts.dropFirst() {
            let pair = part.parts(separatedBy: "=", maxSplits: 1)
            guard pair.count == 2 else { continue }
            let key = Self.trimmed(pair[0]).lowercased()
            if key == "q" { weight = Double(Self.trimmed(pair[1])) ?? 0 } else { parameters[key] = Self.trimmed(pair[1]) }
        }
        self.parameters = parameters
        self.weight = weight
    }

    /// The media ranges of a header, the most wanted first: by weight, then those without wildcards, then as they were sent.
    static func list(_ accept: String) -> [MediaType] {
        let ranges = accept.parts(separatedBy: ",").compactMap { MediaType($0) }
        let ranked = ranges.enumerated().sorted { left, right in
            let (mine, theirs) = (left.element, right.element)
            if mine.weight != theirs.weight { return mine.weight > theirs.weight }
            if mine.wildcards != theirs.wildcards { return mine.wildcards < theirs.wildcards }
            return left.offset < right.offset
        }
        return ranked.map(\.element)
    }

    private var wildcards: Int {
        if name == "*/*" { return 2 }
        return name.hasSuffix("/*") ? 1 : 0
    }

    /// Whether a type without parameters is in the range.
    func covers(_ type: String) -> Bool {
        if name == type || name == "*/*" { return true }
        return name.hasSuffix("/*") && type.hasPrefix(name.dropLast(1))
    }

    private static func trimmed(_ text: Substring) -> String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let tail = text.drop(while: isSpace)
        let end = tail.lastIndex { !isSpace($0) }.map { tail.index(after: $0) } ?? tail.startIndex
        return String(tail[..<end])
    }
}
