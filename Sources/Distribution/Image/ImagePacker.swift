import Files
import Glibc
import Processes

/// Collects plain files of this machine into a root file system for a container image.
struct ImagePacker {
    private var entries: [String: Entry] = [:]

    private enum Entry {
        case directory(mode: UInt32)
        case file(mode: UInt32, content: [UInt8])
        case link(target: String)
    }

    init() {
        for path in ["etc", "proc", "sys", "dev", "run", "var"] { entries[path] = .directory(mode: 0o755) }
        entries["tmp"] = .directory(mode: 0o1777)
        entries["etc/passwd"] = .file(
            mode: 0o644,
            content: Array(
                "root:x:0:0:root:/:/sbin/nologin\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n".utf8))
        entries["etc/group"] = .file(mode: 0o644, content: Array("root:x:0:\nnogroup:x:65534:\n".utf8))
        entries["etc/nsswitch.conf"] = .file(mode: 0o644, content: Array("hosts: files dns\n".utf8))
    }

    /// Adds a file, or a directory with everything below it, at an absolute path in the image.
    mutating func add(_ source: String, at destination: String) throws(FileError) {
        let path = Self.normal(destination)
        if FileStatus(path: source)?.kind == .directory {
            if !path.isEmpty { entries[path] = .directory(mode: FileStatus(path: source)?.mode ?? 0o755) }
            for name in FileSystem.names(in: source) { try add("\(source)/\(name)", at: "/\(path)/\(name)") }
            return
        }
        entries[path] = .file(mode: FileStatus(path: source)?.mode ?? 0o644, content: try FileSystem.read(source, limit: 1 << 30))
        addParents(of: path)
    }

    mutating func addLink(_ path: String, to target: String) {
        let path = Self.normal(path)
        entries[path] = .link(target: target)
        addParents(of: path)
    }

    mutating func addDirectory(_ path: String, mode: UInt32 = 0o755) {
        let path = Self.normal(path)
        entries[path] = .directory(mode: mode)
        addParents(of: path)
    }

    /// Adds a program at its own path, with the shared libraries and the loader that it needs.
    mutating func addProgram(_ path: String) throws {
        try add(path, at: path)
        for library in try Self.libraries(of: path) { try add(library, at: library) }
    }

    func layer() -> [UInt8] {
        var tar = TarArchive()
        for (path, entry) in entries.sorted(by: { $0.key < $1.key }) {
            switch entry {
            case .directory(let mode): tar.addDirectory(path, mode: mode)
            case .file(let mode, let content): tar.addFile(path, mode: mode, content)
            case .link(let target): tar.addLink(path, to: target)
            }
        }
        return tar.finished()
    }

    private mutating func addParents(of path: String) {
        var path = path
        while let slash = path.lastIndex(of: "/") {
            path = String(path[..<slash])
            if entries[path] == nil { entries[path] = .directory(mode: 0o755) }
        }
    }

    private static func normal(_ path: String) -> String {
        path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }

    /// The files the dynamic loader would map for a program; empty for a static one.
    private static func libraries(of program: String) throws -> [String] {
        guard let ldd = Command.find("ldd") else {
            throw CommandError(program: "ldd", reason: "not found: install libc-bin, or pack a static program with --file")
        }
        let result = try Command(ldd, [program]).run()
        guard result.exitCode == 0 else { return [] }
        return result.text.split(separator: "\n").compactMap { line in
            // `libm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x…)` or `/lib64/ld-linux-x86-64.so.2 (0x…)`
            line.split(separator: " ").first { $0.trimmingPrefix("\t").hasPrefix("/") }
                .map { String($0.trimmingPrefix("\t")) }
        }
    }
}
