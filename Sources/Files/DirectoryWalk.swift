internal import CLinux
internal import Glibc

/// Visits everything below a directory, a directory after what is in it. Steps through descriptors and never through a
/// symbolic link, so whoever may write to the tree cannot lead it elsewhere. Needs two descriptors and no stack, however
/// deep the tree is.
package struct DirectoryWalk {
    package enum MountPolicy { case refuse, skip }
    package enum Verdict { case goOn, stop }

    package struct Entry {
        /// Where the name is found; open during the visit.
        package let directory: Int32
        package let name: FileName
        package let status: FileStatus
    }

    /// A directory that is being walked through.
    private struct Level {
        let name: FileName
        let status: FileStatus
        var rest: [FileName]
    }

    private let path: String
    private let atMountPoints: MountPolicy

    package init(_ path: String, atMountPoints: MountPolicy) {
        self.path = path
        self.atMountPoints = atMountPoints
    }

    /// Throws when something cannot be opened, lies on another file system that is not to be skipped, or was moved away
    /// meanwhile.
    package func run(_ visit: (Entry) throws(FileError) -> Verdict) throws(FileError) {
        var here = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard here >= 0, let root = FileStatus(descriptor: here) else { throw failure("open") }
        defer { close(here) }
        var levels = [Level(name: FileName(bytes: [0]), status: root, rest: try names(in: here))]
        while var level = levels.popLast() {
            guard let name = level.rest.popLast() else {
                guard let parent = levels.last else { return }
                here = try leave(here, expecting: parent.status.identity)
                if try visit(Entry(directory: here, name: level.name, status: level.status)) == .stop { return }
                continue
            }
            levels.append(level)
            guard let status = FileStatus(name, in: here) else { continue }
            if status.identity.device != root.identity.device {
                guard atMountPoints == .skip else { throw failure("leave the file system at", name, EBUSY) }
            } else if status.kind == .directory {
                guard let inside = try enter(name, from: here, expecting: status.identity) else { continue }
                here = inside
                levels.append(Level(name: name, status: status, rest: try names(in: here)))
            } else if try visit(Entry(directory: here, name: name, status: status)) == .stop {
                return
            }
        }
    }

    /// Goes down into a directory; `nil` when something is mounted there that is to be skipped.
    private func enter(
        _ name: FileName, from descriptor: Int32, expecting identity: FileStatus.Identity
    ) throws(FileError) -> Int32? {
        let next = swl_open_same_mount(descriptor, name.bytes)
        if next == -EXDEV, atMountPoints == .skip { return nil }
        guard next >= 0 else { throw failure("open", name, next == -EXDEV ? EBUSY : -next) }
        return try replace(descriptor, with: next, name, expecting: identity)
    }

    /// Goes up again.
    private func leave(_ descriptor: Int32, expecting identity: FileStatus.Identity) throws(FileError) -> Int32 {
        let next = openat(descriptor, "..", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard next >= 0 else { throw failure("leave") }
        return try replace(descriptor, with: next, nil, expecting: identity)
    }

    private func replace(
        _ descriptor: Int32, with next: Int32, _ name: FileName?, expecting identity: FileStatus.Identity
    ) throws(FileError) -> Int32 {
        guard FileStatus(descriptor: next)?.identity == identity else {
            close(next)
            throw failure("find again", name, ESTALE)
        }
        close(descriptor)
        return next
    }

    private func names(in descriptor: Int32) throws(FileError) -> [FileName] {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw failure("read") }
        return FileSystem.names(takingOver: copy)
    }

    private func failure(_ operation: String, _ name: FileName? = nil, _ code: Int32? = nil) -> FileError {
        FileError(operation: operation, path: name.map { "\(path)/…/\($0)" } ?? path, code: code ?? errno)
    }
}
