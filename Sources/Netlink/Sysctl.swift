internal import Glibc

/// Kernel settings under /proc/sys, of the calling thread's network namespace.
package enum Sysctl {
    /// Writes one setting, unless it has the value already (the tree may be mounted read-only).
    /// - Parameter key: slashes between the parts, because interface names may have dots: `net/ipv4/ip_forward`.
    /// - Throws: `NetlinkError`; `isNotFound` when this kernel does not have the setting.
    package static func write(_ key: String, _ value: String) throws {
        let path = try path(key)
        if read(key) == value { return }
        let file = open(path, O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { throw NetlinkError.last("set", key) }
        defer { close(file) }
        guard Glibc.write(file, value, value.utf8.count) == value.utf8.count else {
            throw NetlinkError.last("set", "\(key)=\(value)")
        }
    }

    /// The value without the line end; `nil` when the kernel does not have the setting.
    package static func read(_ key: String) -> String? {
        guard let path = try? path(key) else { return nil }
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = Glibc.read(file, &buffer, buffer.count)
        guard count >= 0 else { return nil }
        return String(decoding: buffer[..<count].prefix { $0 != 10 }, as: UTF8.self)
    }

    private static func path(_ key: String) throws -> String {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        guard !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else {
            throw NetlinkError("set", key, code: EINVAL)
        }
        return "/proc/sys/" + key
    }
}
