import Encodings

/// One media range of an `Accept` header, with its weight (RFC 9110, section 12.5.1), read as the API server of Kubernetes
/// does: letter by letter, and with its order of preference.
struct MediaType: Sendable, Hashable {
    /// Without parameters.
    let name: String
    let parameters: [String: String]
    /// From 0 to 1; text that is no number counts as 0.
    let weight: Double

    /// `nil` for what is no media range.
    init?(_ text: Substring) {
        let parts = text.parts(separatedBy: ";")
        let name = (parts.first ?? "").parts(separatedBy: "/").map(Self.trimmed)
        switch name.count {
        case 1 where name[0] == "*", 2 where name[0] == "*" && name[1].isEmpty: self.name = "*/*"
        case 2 where !name[1].isEmpty, 3 where !name[1].isEmpty && name[2].isEmpty: self.name = "\(name[0])/\(name[1])"
        default: return nil
        }
        var parameters: [String: String] = [:]
        var weight = 1.0
        for part in parts.dropFirst() {
            let pair = part.parts(separatedBy: "=")
            guard pair.count == 2, !pair[1].isEmpty else { continue }
            let key = Self.trimmed(pair[0])
            if key == "q" { weight = Double(pair[1]) ?? 0 } else { parameters[key] = Self.trimmed(pair[1]) }
        }
        self.parameters = parameters
        self.weight = weight
    }

    /// The media ranges of a header, the most wanted first.
    static func list(_ accept: String) -> [MediaType] {
        var ranges = accept.parts(separatedBy: ",").compactMap { MediaType($0) }
        guard ranges.count <= longestRanked else {
            return ranges.enumerated().sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }
                .map(\.element)
        }
        // The comparison is no order, so the outcome depends on how it is sorted: by insertion, as Go does with few.
        for index in ranges.indices.dropFirst() {
            var place = index
            while place > 0, ranges[place].isPreferred(to: ranges[place - 1]) {
                ranges.swapAt(place, place - 1)
                place -= 1
            }
        }
        return ranges
    }

    private static let longestRanked = 12

    private func isPreferred(to other: MediaType) -> Bool {
        if weight > other.weight { return true }
        if !name.hasPrefix("*/"), other.name.hasPrefix("*/") { return true }
        return !name.hasSuffix("/*") && other.name.hasSuffix("/*")
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
