internal import Glibc

/// Why a program could not be run or ended badly.
package struct CommandError: Error, Sendable, CustomStringConvertible {
    package let program: String
    package let reason: String

    package init(program: String, reason: String) {
        self.program = program
        self.reason = reason
    }

    /// - Parameter code: an `errno`.
    init(_ program: String, _ operation: String, code: Int32) {
        self.init(program: program, reason: "\(operation): \(String(cString: strerror(code)))")
    }

    package var description: String { "\(program): \(reason)" }
}
