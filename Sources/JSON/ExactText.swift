import Glibc

/// A text that equals another only when it has the same bytes.
///
/// Swift takes texts for equal that show the same characters, however these are composed; JSON and its clients do not.
package struct ExactText: Sendable, Hashable {
    package let text: String

    package init(_ text: String) { self.text = text }

    package static func == (left: ExactText, right: ExactText) -> Bool { left.text.isSame(as: right.text) }

    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

extension String {
    /// Whether both have the same bytes.
    package func isSame(as other: String) -> Bool {
        // Most texts differ, and that is seen soonest this way.
        guard self == other, utf8.count == other.utf8.count else { return false }
        var (mine, theirs) = (self, other)
        return mine.withUTF8 { left in
            theirs.withUTF8 { right in
                guard let first = left.baseAddress, let second = right.baseAddress else { return true }
                return memcmp(first, second, left.count) == 0
            }
        }
    }
}
