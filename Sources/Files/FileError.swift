internal import Glibc

/// Why something could not be done to a file: what was tried, on what, and the system's reason.
package struct FileError: Error, Sendable, CustomStringConvertible {
    package let operation: String
    package let path: String
    /// An `errno`.
    package let code: Int32

    package init(operation: String, path: String, code: Int32) {
        self.operation = operation
        self.path = path
        self.code = code
    }

    package var isNotFound: Bool { code == ENOENT }
    package var description: String { "cannot \(operation) \(path): \(String(cString: strerror(code)))" }
}
