/// A compiled pattern in RE2's syntax.
///
/// Matching takes time in proportion to the text, whatever the pattern. Limits: 1,000 repetitions, groups nested 100 deep, a
/// program of 10,000 instructions. Source: the syntax page of RE2.
package struct RegularExpression: Sendable {
    private let program: Program

    /// Throws what is wrong with the pattern.
    package init(_ pattern: String) throws(PatternError) {
        program = try Program(PatternParser.parse(pattern))
    }

    /// Whether the pattern matches anywhere in the text.
    package func matches(_ text: String) -> Bool {
        var matcher = Matcher(program, text: Array(text.unicodeScalars))
        return matcher.firstMatch(from: 0, anywhere: true) != nil
    }

    /// The leftmost match.
    package func firstMatch(in text: String) -> String? { allMatches(in: text, limit: 1).first }

    /// The matches from left to right that do not overlap, at most `limit`.
    package func allMatches(in text: String, limit: Int = .max) -> [String] {
        let scalars = Array(text.unicodeScalars)
        var matcher = Matcher(program, text: scalars)
        var found: [String] = []
        var position = 0
        var lastEnd = -1
        while found.count < limit, position <= scalars.count, let range = matcher.firstMatch(from: position) {
            // An empty match right after another one is not a match of its own.
            if !range.isEmpty || range.lowerBound != lastEnd {
                found.append(String(String.UnicodeScalarView(scalars[range])))
            }
            lastEnd = range.upperBound
            position = range.isEmpty ? range.upperBound + 1 : range.upperBound
        }
        return found
    }
}
