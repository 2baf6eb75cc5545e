import Files
import Glibc

/// A process's log: appended to, and set aside once it is large. Two files of each process at most, `X.log` and `X.log.1`.
enum LogFile {
    private static let limit = 10 << 20

    /// Opens for appending, mode 0600.
    static func open(_ path: String) throws(FileError) -> Int32 {
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileError(operation: "open", path: path, code: errno) }
        return descriptor
    }

    /// Sets a large log aside and begins it again. Its process keeps its descriptor, so the content is copied; what is
    /// written in the moment between is lost.
    static func limit(_ path: String) throws(FileError) {
        guard let status = FileStatus(path: path), status.size > limit else { return }
        try FileSystem.replace(path + ".1", with: try FileSystem.read(path, limit: 1 << 30))
        guard truncate(path, 0) == 0 else { throw FileError(operation: "shorten", path: path, code: errno) }
    }
}
