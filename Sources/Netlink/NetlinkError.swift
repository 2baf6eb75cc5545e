internal import Glibc

/// A request that the kernel, the file system or a helper program refused: what was tried, on what, and why.
package struct NetlinkError: Error, Sendable, Hashable, CustomStringConvertible {
    package let operation: String
    package let subject: String
    /// 0 when the failure was not a system call's.
    package let code: Int32
    package let detail: String

    package init(_ operation: String, _ subject: String, code: Int32 = 0, detail: String = "") {
        self.operation = operation
        self.subject = subject
        self.code = code
        self.detail = detail
    }

    /// From the `errno` that the last failed call left.
    package static func last(_ operation: String, _ subject: String) -> NetlinkError {
        NetlinkError(operation, subject, code: errno)
    }

    package var isNotFound: Bool { [ENODEV, ENOENT, ESRCH, ENXIO, EADDRNOTAVAIL].contains(code) }
    package var isAlreadyThere: Bool { code == EEXIST }

    package var description: String {
        let reason = code == 0 ? "" : String(cString: strerror(code))
        return ["\(operation) \(subject)", reason, detail].filter { !$0.isEmpty }.joined(separator: ": ")
    }
}
