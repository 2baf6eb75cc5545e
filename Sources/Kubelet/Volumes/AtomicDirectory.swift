import Files
import Glibc

/// A directory whose files change all at once, as seen by a container: the files lie in a directory of their own, a
/// symbolic link `..data` leads to it and is replaced in one step, and each visible name leads through `..data`.
///
/// ```
/// volume/key ─▶ ..data/key      ..data ─▶ ..2026_01_02_03.4711      ..2026_01_02_03.4711/key
/// ```
enum AtomicDirectory {
    /// Writes the files unless they are there already. With a group, the files belong to it and it may read them.
    ///
    /// - Returns: whether anything changed.
    @discardableResult
    static func write(_ content: VolumeContent, to directory: String, group: gid_t? = nil) throws -> Bool {
        let link = directory + "/..data"
        let old = FileSystem.linkTarget(link)
        if let old, holds(content, directory + "/" + old) {
            // An earlier kubelet may have died between the steps below.
            try showNames(of: content, in: directory)
            try removeStale(in: directory, keeping: old)
            return false
        }
        let name = freshName(in: directory)
        do { try fill(directory + "/" + name, content, group) } catch {
            try? FileSystem.remove(directory + "/" + name)
            throw error
        }
        try FileSystem.link(link, to: name)
        try showNames(of: content, in: directory)
        try removeStale(in: directory, keeping: name)
        return true
    }

    private static func removeStale(in directory: String, keeping name: String) throws {
        for other in FileSystem.names(in: directory) where other.hasPrefix("..") && other != "..data" && other != name {
            try FileSystem.remove(directory + "/" + other)
        }
    }

    private static func freshName(in directory: String) -> String {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        var number = UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
        while FileSystem.exists("\(directory)/..\(number)") { number &+= 1 }
        return "..\(number)"
    }

    private static func fill(_ path: String, _ content: VolumeContent, _ group: gid_t?) throws {
        try FileSystem.makeDirectory(path, mode: 0o755)
        if let group { lchown(path, 0, group) }
        for (name, file) in content.files {
            let target = path + "/" + name
            try makeDirectories(of: name, in: path, group)
            // The group of the Pod may read whatever the owner may.
            let mode = group == nil ? file.mode : file.mode | (file.mode & 0o700) >> 3 & 0o050
            try FileSystem.write(file.bytes, to: target, mode: mode_t(mode & 0o777))
            if let group { lchown(target, 0, group) }
        }
    }

    /// Makes each directory on the way to a file. Any user of the container may pass through them.
    private static func makeDirectories(of name: String, in path: String, _ group: gid_t?) throws {
        var here = path
        for part in name.split(separator: "/").dropLast() {
            here += "/" + part
            try FileSystem.makeDirectory(here, mode: 0o755)
            if let group { lchown(here, 0, group) }
        }
    }

    /// One link per first part of a path; links to what is no longer there go.
    private static func showNames(of content: VolumeContent, in directory: String) throws {
        let wanted = Set(content.files.keys.compactMap { $0.split(separator: "/").first.map(String.init) })
        for name in FileSystem.names(in: directory) where !name.hasPrefix("..") && !wanted.contains(name) {
            unlink(directory + "/" + name)
        }
        for name in wanted where FileSystem.linkTarget(directory + "/" + name) == nil {
            guard symlink("..data/" + name, directory + "/" + name) == 0 || errno == EEXIST else {
                throw FileError(operation: "link", path: directory + "/" + name, code: errno)
            }
        }
    }

    private static func holds(_ content: VolumeContent, _ path: String) -> Bool {
        guard paths(below: path, "").count == content.files.count else { return false }
        return content.files.allSatisfy { name, file in
            (try? FileSystem.read(path + "/" + name, limit: file.bytes.count)) == file.bytes
        }
    }

    private static func paths(below path: String, _ prefix: String) -> [String] {
        FileSystem.names(in: path).flatMap { name -> [String] in
            FileSystem.isDirectory(path + "/" + name)
                ? paths(below: path + "/" + name, prefix + name + "/") : [prefix + name]
        }
    }
}
