package import Glibc

/// Why a file could not be read or written: the operation, the path and the system's reason.
package struct FileError: Error, Sendable, CustomStringConvertible {
    package let operation: String
    package let path: String
    package let code: Int32

    package var isNotFound: Bool { code == ENOENT }
    package var description: String { "cannot \(operation) \(path): \(String(cString: strerror(code)))" }
}

/// Files that must be whole or absent, whatever happens while they are written.
package enum Files {
    /// Writes a private file (mode 0600). See `write(_:to:mode:)`.
    package static func write(secret bytes: [UInt8], to path: String) throws(FileError) {
        try write(bytes, to: path, mode: 0o600)
    }

    /// Replaces a file in one step: after a crash the path holds the old bytes or the new ones, never a part.
    /// The bytes are on disk when this returns. The directory must exist.
    package static func write(_ bytes: [UInt8], to path: String, mode: mode_t) throws(FileError) {
        let temporary = "\(path).\(SecureRandom.hex(bytes: 6)).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        guard descriptor >= 0 else { throw FileError(operation: "create", path: temporary, code: errno) }
        do throws(FileError) {
            defer { close(descriptor) }
            // The mode given to open is narrowed by the umask.
            guard fchmod(descriptor, mode) == 0 else {
                throw FileError(operation: "set the mode of", path: temporary, code: errno)
            }
            try writeAll(bytes, to: descriptor, path: temporary)
            guard fsync(descriptor) == 0 else { throw FileError(operation: "sync", path: temporary, code: errno) }
        } catch {
            unlink(temporary)
            throw error
        }
        guard rename(temporary, path) == 0 else {
            let code = errno
            unlink(temporary)
            throw FileError(operation: "write", path: path, code: code)
        }
        try syncDirectory(of: path)
    }

    /// Reads a whole file of at most `limit` bytes; a longer one fails with EFBIG.
    package static func read(_ path: String, limit: Int = 1 << 20) throws(FileError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(operation: "read", path: path, code: errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw FileError(operation: "read", path: path, code: errno)
            }
            if count == 0 { return bytes }
            guard bytes.count + count <= limit else { throw FileError(operation: "read", path: path, code: EFBIG) }
            bytes.append(contentsOf: chunk[..<count])
        }
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(FileError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw FileError(operation: "write", path: path, code: errno)
            }
            written += count
        }
    }

    /// Makes the rename itself last through a power cut.
    private static func syncDirectory(of path: String) throws(FileError) {
        let directory = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(operation: "open", path: directory, code: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 || errno == EINVAL else {
            throw FileError(operation: "sync", path: directory, code: errno)
        }
    }
}
