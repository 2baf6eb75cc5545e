import Files
import Glibc

/// Mounts below the kubelet's own directory (mount(2)).
enum Mounts {
    /// Whether another file system is mounted on the directory.
    static func isMountPoint(_ path: String) -> Bool {
        guard let own = FileStatus(path: path), let parent = FileStatus(path: path + "/..") else { return false }
        return own.identity.device != parent.identity.device
    }

    /// A file system in memory. Does nothing when something is mounted there already.
    static func memory(at path: String, mode: String, size: Int64?) throws(FileError) {
        guard !isMountPoint(path) else { return }
        let options = "mode=\(mode)" + (size.map { ",size=\($0)" } ?? "")
        guard mount("tmpfs", path, "tmpfs", UInt(MS_NOSUID | MS_NODEV), options) == 0 else {
            throw FileError(operation: "mount memory at", path: path, code: errno)
        }
    }

    /// Without what is mounted below the source, and private: undoing it must not undo mounts of the node.
    static func bind(_ source: String, to path: String) throws(FileError) {
        guard mount(source, path, nil, UInt(MS_BIND), nil) == 0 else {
            throw FileError(operation: "bind \(source) to", path: path, code: errno)
        }
        guard mount(nil, path, nil, UInt(MS_PRIVATE), nil) == 0 else {
            let code = errno
            undo(path)
            throw FileError(operation: "separate", path: path, code: code)
        }
    }

    /// Undoes every mount at the path; detaches what is still in use.
    static func undo(_ path: String) {
        while umount2(path, Int32(MNT_DETACH)) == 0 {}
    }

    /// Undoes every mount at or below a directory, innermost first. Throws when the mounts cannot be known.
    static func undoAll(below directory: String) throws(FileError) {
        try MountTable.detach { $0 == directory || $0.hasPrefix(directory + "/") }
    }
}
