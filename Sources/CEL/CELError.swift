/// Why an expression has no value.
package struct CELError: Error, Sendable, Hashable, CustomStringConvertible {
    package let message: String
    /// The budget is spent: no operator may absorb this one.
    package let isOverBudget: Bool

    package init(_ message: String) {
        self.message = message
        isOverBudget = false
    }

    private init(overBudget message: String) {
        self.message = message
        isOverBudget = true
    }

    package static let overBudget = CELError(
        overBudget: "operation cancelled: actual cost limit exceeded")

    static func noOverload(_ function: String, _ arguments: [CELValue]) -> CELError {
        CELError("no such overload: \(function)(\(arguments.map(\.typeName).joined(separator: ", ")))")
    }

    package var description: String { message }
}

/// Why an expression cannot be compiled, and where.
package struct CELCompileError: Error, Sendable, Hashable, CustomStringConvertible {
    package let message: String
    /// The place in the source, counted in scalars from 0.
    let position: Int
    let source: String

    /// The message with its line, as cel-go prints it.
    package var description: String {
        let scalars = Array(source.unicodeScalars)
        let before = scalars[..<min(position, scalars.count)]
        let line = before.reduce(1) { $0 + ($1 == "\n" ? 1 : 0) }
        let start = (before.lastIndex(of: "\n") ?? -1) + 1
        let end = scalars[start...].firstIndex(of: "\n") ?? scalars.count
        let column = min(position, scalars.count) - start
        let text = String(String.UnicodeScalarView(scalars[start..<end]))
        return "ERROR: <input>:\(line):\(column + 1): \(message)\n | \(text)\n | \(String(repeating: ".", count: column))^"
    }
}

/// What evaluation may still spend. One unit is about one step of the tree, or ten scalars of a text that is looked through.
package struct CELBudget: Sendable {
    package private(set) var remaining: Int

    package init(_ units: Int) { remaining = units }

    mutating func spend(_ units: Int) throws(CELError) {
        remaining -= min(units, remaining + 1)
        if remaining < 0 { throw .overBudget }
    }
}
