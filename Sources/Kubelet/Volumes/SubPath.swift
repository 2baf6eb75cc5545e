import Files
import Glibc

/// Mounts a part of a volume. The part is pinned by a file descriptor and checked after it was opened, so a symbolic
/// link made by a container never leads outside the volume.
enum SubPath {
    /// `O_PATH` of open(2), which Swift does not import.
    private static let pathOnly: Int32 = 0o10_000_000

    /// - Parameters:
    ///   - path: relative to the volume; made as a directory when there is nothing.
    ///   - target: where the part is bound to, a path that belongs to the kubelet alone.
    static func bind(_ path: String, ofVolume volume: String, to target: String) throws {
        let parts = path.split(separator: "/").map(String.init)
        guard !path.hasPrefix("/"), !parts.contains("..") else { throw PodSetupError("invalid subPath \"\(path)\"") }
        guard let root = FileSystem.realPath(volume) else { throw FileError(operation: "find", path: volume, code: errno) }
        let whole = root + "/" + parts.joined(separator: "/")
        if !FileSystem.exists(whole) { try makeInside(root, parts) }
        let descriptor = open(whole, pathOnly | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(operation: "open", path: whole, code: errno) }
        defer { close(descriptor) }
        guard let real = FileSystem.linkTarget("/proc/self/fd/\(descriptor)"), real == root || real.hasPrefix(root + "/")
        else { throw PodSetupError("subPath \"\(path)\" leads outside the volume") }
        try makeTarget(target, like: descriptor)
        if !isBound(target, to: descriptor) { try Mounts.bind("/proc/self/fd/\(descriptor)", to: target) }
    }

    /// Makes the missing directories one by one, stepping through descriptors and never through a symbolic link.
    private static func makeInside(_ root: String, _ parts: [String]) throws {
        var here = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard here >= 0 else { throw FileError(operation: "open", path: root, code: errno) }
        defer { close(here) }
        for part in parts {
            let isMade = mkdirat(here, part, 0o777) == 0
            let next = openat(here, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard next >= 0 else { throw FileError(operation: "make", path: root + "/" + part, code: errno) }
            // Through the descriptor: by now the name may be a link that a container made.
            if isMade { fchmod(next, 0o777) }
            close(here)
            here = next
        }
    }

    private static func makeTarget(_ target: String, like descriptor: Int32) throws {
        if let slash = target.lastIndex(of: "/") { try FileSystem.makeDirectory(String(target[..<slash])) }
        if FileStatus(descriptor: descriptor)?.kind == .directory {
            try FileSystem.makeDirectory(target)
        } else if !FileSystem.exists(target) {
            try FileSystem.write([], to: target)
        }
    }

    private static func isBound(_ target: String, to descriptor: Int32) -> Bool {
        guard let bound = FileStatus(path: target), let wanted = FileStatus(descriptor: descriptor) else { return false }
        return bound.identity == wanted.identity
    }
}
