package import Glibc

/// Whole-file reads and writes, with explicit modes.
package enum FileSystem {
    package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Whether the path itself, not what a link at it leads to, is a directory.
    package static func isDirectory(_ path: String) -> Bool { FileStatus(link: path)?.kind == .directory }

    /// The path without links, `.`, `..` and double slashes; `nil`, with `errno` set, when there is nothing at it.
    package static func realPath(_ path: String) -> String? {
        guard let found = realpath(path, nil) else { return nil }
        defer { free(found) }
        return String(cString: found)
    }

    /// The path without links, `.`, `..` and double slashes, as the kernel names it. What does not exist yet stays as written.
    package static func resolved(_ path: String) -> String {
        if let real = realPath(path) { return real }
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return path }
        let name = path[path.index(after: slash)...]
        let above = resolved(String(path[..<slash]))
        return name.isEmpty ? above : (above == "/" ? "/" : above + "/") + name
    }

    /// The directory a path lies in; `nil` for one directly below the root and for a single name.
    package static func parent(of path: String) -> String? {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return nil }
        return String(path[..<slash])
    }

    // MARK: Reading

    /// A whole file of at most `limit` bytes; a longer one fails with EFBIG.
    package static func read(_ path: String, limit: Int = 16 << 20) throws(FileError) -> [UInt8] {
        let bytes = try readPrefix(path, limit: limit == .max ? limit : limit + 1)
        guard bytes.count <= limit else { throw FileError(operation: "read", path: path, code: EFBIG) }
        return bytes
    }

    /// The first bytes of a file, at most `limit`.
    package static func readPrefix(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(operation: "read", path: path, code: errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: min(max(limit, 0), 1 << 16))
        while bytes.count < limit {
            let count = Glibc.read(descriptor, &chunk, min(chunk.count, limit - bytes.count))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FileError(operation: "read", path: path, code: errno) }
            if count == 0 { break }
            bytes.append(contentsOf: chunk[..<count])
        }
        return bytes
    }

    /// A whole file as text; bytes that are not UTF-8 become U+FFFD.
    package static func readText(_ path: String, limit: Int = 16 << 20) throws(FileError) -> String {
        String(decoding: try read(path, limit: limit), as: UTF8.self)
    }

    // MARK: Writing

    /// Replaces a file in one step: a reader, or a crash, finds the old bytes or the new ones, never a part.
    /// The bytes are on disk when this returns. The directory must exist.
    package static func replace(_ path: String, with bytes: [UInt8], mode: mode_t = 0o600) throws(FileError) {
        let temporary = "\(path).\(String(UInt64.random(in: .min ... .max), radix: 36)).new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        guard descriptor >= 0 else { throw FileError(operation: "create", path: temporary, code: errno) }
        do throws(FileError) {
            defer { close(descriptor) }
            try fill(descriptor, with: bytes, mode: mode, path: temporary)
            guard fsync(descriptor) == 0 else { throw FileError(operation: "sync", path: temporary, code: errno) }
        } catch {
            unlink(temporary)
            throw error
        }
        try rename(temporary, to: path)
        try syncDirectory(parent(of: path) ?? (path.hasPrefix("/") ? "/" : "."))
    }

    package static func replace(_ path: String, with text: String, mode: mode_t = 0o600) throws(FileError) {
        try replace(path, with: Array(text.utf8), mode: mode)
    }

    /// Creates or overwrites a file that can be made again: nothing is synced, and a reader may see a part of it.
    package static func write(_ bytes: [UInt8], to path: String, mode: mode_t = 0o644) throws(FileError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw FileError(operation: "write", path: path, code: errno) }
        defer { close(descriptor) }
        try fill(descriptor, with: bytes, mode: mode, path: path)
    }

    private static func fill(_ descriptor: Int32, with bytes: [UInt8], mode: mode_t, path: String) throws(FileError) {
        // The mode given to open is narrowed by the umask.
        guard fchmod(descriptor, mode) == 0 else { throw FileError(operation: "set the mode of", path: path, code: errno) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FileError(operation: "write", path: path, code: errno) }
            written += count
        }
    }

    /// Removes what it cannot put in place.
    private static func rename(_ temporary: String, to path: String) throws(FileError) {
        guard Glibc.rename(temporary, path) == 0 else {
            let code = errno
            unlink(temporary)
            throw FileError(operation: "replace", path: path, code: code)
        }
    }

    /// Makes a rename itself last through a power cut.
    private static func syncDirectory(_ path: String) throws(FileError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(operation: "open", path: path, code: errno) }
        defer { close(descriptor) }
        // Some file systems cannot sync a directory and say EINVAL.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw FileError(operation: "sync", path: path, code: errno) }
    }

    // MARK: Symbolic links

    /// Makes or replaces a symbolic link in one step.
    package static func link(_ path: String, to target: String) throws(FileError) {
        let temporary = "\(path).\(String(UInt64.random(in: .min ... .max), radix: 36)).new"
        guard symlink(target, temporary) == 0 else { throw FileError(operation: "link", path: temporary, code: errno) }
        try rename(temporary, to: path)
    }

    /// Where a symbolic link leads, as it is written; `nil` when there is none.
    package static func linkTarget(_ path: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = buffer.withUnsafeMutableBytes { bytes in
            bytes.baseAddress.map { readlink(path, $0.assumingMemoryBound(to: CChar.self), bytes.count) } ?? -1
        }
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
    }
}
