package import Glibc

extension FileSystem {
    /// Makes a directory and those above it that are missing. The new one has the mode exactly; those above it have it
    /// without the right of others to write. One that is there keeps its mode.
    package static func makeDirectory(_ path: String, mode: mode_t = 0o700) throws(FileError) {
        if mkdir(path, mode) != 0 {
            switch errno {
            case EEXIST where FileStatus(path: path)?.kind == .directory: return
            case EEXIST: throw FileError(operation: "make directory", path: path, code: ENOTDIR)
            case ENOENT:
                guard let parent = parent(of: path) else { fallthrough }
                try makeDirectory(parent, mode: mode & 0o755)
                guard mkdir(path, mode) == 0 || errno == EEXIST else { fallthrough }
            default: throw FileError(operation: "make directory", path: path, code: errno)
            }
        }
        // mkdir narrows the mode by the umask.
        guard chmod(path, mode) == 0 else { throw FileError(operation: "set the mode of", path: path, code: errno) }
    }

    /// The names in a directory, sorted, without `.` and `..`; empty when there is no such directory.
    package static func names(in path: String) -> [String] {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        return names(takingOver: descriptor).map(\.description).sorted()
    }

    /// The names in an open directory, in no order. Closes the descriptor.
    static func names(takingOver descriptor: Int32) -> [FileName] {
        guard let directory = fdopendir(descriptor) else {
            close(descriptor)
            return []
        }
        defer { closedir(directory) }
        var names: [FileName] = []
        let dot = CChar(bitPattern: UInt8(ascii: "."))
        while let entry = readdir(directory) {
            let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { $0.prefix { $0 != 0 }.map(CChar.init(bitPattern:)) }
            if bytes != [dot], bytes != [dot, dot] { names.append(FileName(bytes: bytes + [0])) }
        }
        return names
    }

    /// Removes a file or a directory with everything in it, however deep, without following symbolic links and without
    /// leaving the file system it lies on: something mounted inside is an error. What is not there is no error.
    package static func remove(_ path: String) throws(FileError) {
        guard let status = FileStatus(link: path) else {
            guard errno == ENOENT else { throw FileError(operation: "remove", path: path, code: errno) }
            return
        }
        let isDirectory = status.kind == .directory
        if isDirectory {
            try DirectoryWalk(path, atMountPoints: .refuse).run { (entry) throws(FileError) in
                let flags = entry.status.kind == .directory ? AT_REMOVEDIR : 0
                guard unlinkat(entry.directory, entry.name.bytes, flags) == 0 || errno == ENOENT else {
                    throw FileError(operation: "remove", path: "\(path)/…/\(entry.name)", code: errno)
                }
                return .goOn
            }
        }
        guard (isDirectory ? rmdir(path) : unlink(path)) == 0 || errno == ENOENT else {
            throw FileError(operation: "remove", path: path, code: errno)
        }
    }

    /// The bytes of disk that a directory takes up, a file of several names counted once; stops counting past `limit`.
    package static func allocated(in path: String, limit: Int64) throws(FileError) -> Int64 {
        var total: Int64 = 0
        var counted: Set<FileStatus.Identity> = []
        try DirectoryWalk(path, atMountPoints: .skip).run { entry in
            let status = entry.status
            if status.kind != .directory, status.links > 1, !counted.insert(status.identity).inserted { return .goOn }
            let (sum, isTooLarge) = total.addingReportingOverflow(status.allocated)
            total = isTooLarge ? .max : sum
            return total > limit ? .stop : .goOn
        }
        return total
    }
}
