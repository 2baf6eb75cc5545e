internal import CLinux
internal import Glibc
internal import Netlink

/// Facts that must survive a crash: a directory of symbolic links from a name to a text.
///
/// Making a link is one atomic step that fails when the link is there, so a crash leaves a fact whole or absent, never half
/// written. Nothing is synced to disk: what a power failure takes away, it takes away together with the containers.
struct LinkDirectory {
    private let path: String

    /// - Throws: `NetlinkError` when the directory cannot be made.
    init(_ path: String) throws {
        self.path = path
        var prefix = ""
        for part in path.split(separator: "/") {
            prefix += "/" + part
            guard mkdir(prefix, 0o700) == 0 || errno == EEXIST else { throw NetlinkError.last("create", prefix) }
        }
    }

    /// Runs the closure while no other process is in one on this directory.
    func locked<R>(_ body: () throws -> R) throws -> R {
        let file = open(place("lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw NetlinkError.last("open", place("lock")) }
        defer { close(file) }
        let code = swl_lock(file, 1)
        guard code == 0 else { throw NetlinkError("lock", place("lock"), code: -code) }
        return try body()
    }

    func names() throws -> [String] {
        guard let stream = opendir(path) else { throw NetlinkError.last("read", path) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            names.append(withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
        }
        return names
    }

    /// What the name leads to; `nil` when it is no link.
    subscript(name: String) -> String? {
        var buffer = [CChar](repeating: 0, count: 1024)
        let count = readlink(place(name), &buffer, buffer.count)
        return count > 0 ? String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
    }

    /// `false` when the name is there already.
    func create(_ name: String, to text: String) throws -> Bool {
        if symlink(text, place(name)) == 0 { return true }
        if errno == EEXIST { return false }
        throw NetlinkError.last("write", place(name))
    }

    func replace(_ name: String, with text: String) throws {
        let temporary = place(".new")
        _ = unlink(temporary)
        guard symlink(text, temporary) == 0, rename(temporary, place(name)) == 0 else {
            throw NetlinkError.last("write", place(name))
        }
    }

    /// Not an error when it is gone already.
    func remove(_ name: String) throws {
        guard unlink(place(name)) == 0 || errno == ENOENT else { throw NetlinkError.last("remove", place(name)) }
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
