import Files
import Glibc

/// A file that is only added to; made with mode 0600 when it is not there.
struct AppendingFile: Sendable {
    let path: String
    private let descriptor: Int32
    private(set) var size: Int

    init(_ path: String) throws(FileError) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw FileError(operation: "open", path: path, code: errno) }
        size = max(0, Int(lseek(descriptor, 0, SEEK_END)))
    }

    /// All of the bytes or, as far as that can be, none: half a line would spoil the one after it.
    mutating func append(_ bytes: [UInt8]) throws(FileError) {
        let before = size
        do throws(FileError) { try write(bytes) } catch {
            if ftruncate(descriptor, before) == 0 { size = before }
            throw error
        }
    }

    private mutating func write(_ bytes: [UInt8]) throws(FileError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FileError(operation: "write", path: path, code: errno) }
            written += count
            size += count
        }
    }

    func sync() throws(FileError) {
        guard fsync(descriptor) == 0 else { throw FileError(operation: "sync", path: path, code: errno) }
    }

    func close() { Glibc.close(descriptor) }
}
