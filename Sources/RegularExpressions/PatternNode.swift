/// A pattern as a tree.
indirect enum PatternNode: Sendable {
    case empty
    case scalars(ScalarSet)
    case sequence([PatternNode])
    /// The first that matches wins.
    case alternatives([PatternNode])
    case repetition(PatternNode, minimum: Int, maximum: Int?, isLazy: Bool)
    case assertion(Assertion)

    enum Assertion: Sendable {
        case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary
    }
}

/// A pattern that cannot be read.
package struct PatternError: Error, Sendable, Hashable, CustomStringConvertible {
    package let reason: String
    package var description: String { "error parsing regexp: \(reason)" }
}
