internal import CLinux
internal import Files
internal import Glibc

/// Facts that must survive a crash: a directory of symbolic links from a name to a text.
///
/// Making a link is one atomic step that fails when the link is there, so a crash leaves a fact whole or absent, never half
/// written. Nothing is synced to disk: what a power failure takes away, it takes away together with the containers.
struct LinkDirectory {
    private let path: String

    /// - Throws: `FileError` when the directory cannot be made.
    init(_ path: String) throws {
        self.path = path
        try FileSystem.makeDirectory(path)
    }

    /// Runs the closure while no other process is in one on this directory.
    func locked<R>(_ body: () throws -> R) throws -> R {
        let file = open(place("lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw FileError(operation: "open", path: place("lock"), code: errno) }
        defer { close(file) }
        let code = swl_lock(file, 1)
        guard code == 0 else { throw FileError(operation: "lock", path: place("lock"), code: -code) }
        return try body()
    }

    func names() throws -> [String] {
        guard FileSystem.exists(path) else { throw FileError(operation: "read", path: path, code: ENOENT) }
        return FileSystem.names(in: path)
    }

    /// What the name leads to; `nil` when it is no link.
    subscript(name: String) -> String? { FileSystem.linkTarget(place(name)) }

    /// `false` when the name is there already.
    func create(_ name: String, to text: String) throws -> Bool {
        if symlink(text, place(name)) == 0 { return true }
        if errno == EEXIST { return false }
        throw FileError(operation: "link", path: place(name), code: errno)
    }

    func replace(_ name: String, with text: String) throws {
        try FileSystem.link(place(name), to: text)
    }

    /// Not an error when it is gone already.
    func remove(_ name: String) throws {
        guard unlink(place(name)) == 0 || errno == ENOENT else {
            throw FileError(operation: "remove", path: place(name), code: errno)
        }
    }

    /// When the link was made or touched, in seconds since 1970; `nil` when there is none.
    func time(of name: String) -> Int? {
        var status = stat()
        return lstat(place(name), &status) == 0 ? status.st_mtim.tv_sec : nil
    }

    /// Makes a link young again. Not an error when that fails: it is then only taken for older than it is.
    func touch(_ name: String) { _ = utimensat(AT_FDCWD, place(name), nil, AT_SYMLINK_NOFOLLOW) }

    private func place(_ name: String) -> String { path + "/" + name }
}
