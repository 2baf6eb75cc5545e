import Glibc

/// Why something could not be done to a file: the operation, the path and the system's reason.
struct FileTreeError: Error, Sendable, CustomStringConvertible {
    let operation: String
    let path: String
    let code: Int32

    var description: String { "cannot \(operation) \(path): \(String(cString: strerror(code)))" }
}

/// Directories and small files that a node keeps for its Pods. Nothing here is synced to disk: it can all be made again.
enum FileTree {
    /// Makes a directory and those above it. The mode is set on the last one only when it is new.
    static func makeDirectory(_ path: String, mode: mode_t = 0o750) throws(FileTreeError) {
        if mkdir(path, mode) == 0 {
            // mkdir narrows the mode by the umask.
            chmod(path, mode)
            return
        }
        switch errno {
        case EEXIST: return
        case ENOENT:
            guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { fallthrough }
            try makeDirectory(String(path[..<slash]))
            guard mkdir(path, mode) == 0 || errno == EEXIST else { fallthrough }
            chmod(path, mode)
        default: throw FileTreeError(operation: "make directory", path: path, code: errno)
        }
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Whether the path itself, not what a link at it leads to, is a directory.
    static func isDirectory(_ path: String) -> Bool {
        FileStatus(link: path)?.kind == .directory
    }

    /// Creates or replaces a small file. A reader never sees a part of it when it is `atomic`.
    static func write(_ bytes: [UInt8], to path: String, mode: mode_t = 0o644, atomic: Bool = false) throws(FileTreeError) {
        let target = atomic ? path + ".new" : path
        let descriptor = open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw FileTreeError(operation: "write", path: target, code: errno) }
        defer { close(descriptor) }
        fchmod(descriptor, mode)
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FileTreeError(operation: "write", path: target, code: errno) }
            written += count
        }
        if atomic, rename(target, path) != 0 { throw FileTreeError(operation: "replace", path: path, code: errno) }
    }

    /// At most `limit` bytes from the start of a file; `nil` when it cannot be read.
    static func read(_ path: String, limit: Int = 1 << 20) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: min(limit, 16 * 1024))
        while bytes.count < limit {
            let count = Glibc.read(descriptor, &chunk, min(chunk.count, limit - bytes.count))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            bytes.append(contentsOf: chunk[..<count])
        }
        return bytes
    }

    static func readText(_ path: String) -> String? { read(path).map { String(decoding: $0, as: UTF8.self) } }

    /// The names in a directory, sorted, without `.` and `..`; empty when there is no such directory.
    static func names(in path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        return names(of: directory).sorted()
    }

    private static func names(of directory: OpaquePointer) -> [String] {
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// Removes a file or a directory with everything in it, without following symbolic links and without leaving the
    /// file system it lies on. What is not there is no error.
    static func remove(_ path: String) throws(FileTreeError) {
        guard let status = FileStatus(link: path) else {
            guard errno == ENOENT else { throw FileTreeError(operation: "remove", path: path, code: errno) }
            return
        }
        guard status.kind == .directory else {
            guard unlink(path) == 0 || errno == ENOENT else {
                throw FileTreeError(operation: "remove", path: path, code: errno)
            }
            return
        }
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileTreeError(operation: "open", path: path, code: errno) }
        try empty(descriptor, path, device: status.identity.device)
        guard rmdir(path) == 0 || errno == ENOENT else {
            throw FileTreeError(operation: "remove", path: path, code: errno)
        }
    }

    /// Takes over the descriptor.
    private static func empty(_ descriptor: Int32, _ path: String, device: UInt64) throws(FileTreeError) {
        guard let directory = fdopendir(descriptor) else {
            close(descriptor)
            throw FileTreeError(operation: "open", path: path, code: errno)
        }
        defer { closedir(directory) }
        for name in names(of: directory) {
            guard let status = FileStatus(name, in: descriptor) else { continue }
            guard status.identity.device == device else {
                throw FileTreeError(operation: "remove", path: "\(path)/\(name)", code: EBUSY)
            }
            let isDirectory = status.kind == .directory
            if isDirectory {
                let child = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
                guard child >= 0 else { throw FileTreeError(operation: "open", path: "\(path)/\(name)", code: errno) }
                try empty(child, "\(path)/\(name)", device: device)
            }
            guard unlinkat(descriptor, name, isDirectory ? AT_REMOVEDIR : 0) == 0 || errno == ENOENT else {
                throw FileTreeError(operation: "remove", path: "\(path)/\(name)", code: errno)
            }
        }
    }
}
