import CLinux
import Dispatch
import Files
import Glibc

/// One process for all time: the process id alone may be given to another process later.
struct ProcessIdentity: Sendable, Hashable {
    let pid: pid_t
    /// Clock ticks after boot at which it started (`/proc/PID/stat`, field 22).
    let startTime: UInt64

    init?(pid: pid_t) {
        guard let start = Self.startTime(of: pid) else { return nil }
        self.pid = pid
        startTime = start
    }

    init?(file: String) {
        guard let parts = try? FileSystem.readText(file).split(separator: " "), parts.count == 2,
            let pid = pid_t(parts[0]), let start = UInt64(parts[1].filter { $0 != "\n" })
        else { return nil }
        self.pid = pid
        startTime = start
    }

    func save(to file: String) throws { try FileSystem.replace(file, with: "\(pid) \(startTime)\n") }

    var isAlive: Bool { Self.startTime(of: pid) == startTime }

    func signal(_ number: Int32) {
        if isAlive { _ = kill(pid, number) }
    }

    /// Returns once the process has ended, whoever its parent is.
    func waitUntilGone() async {
        let descriptor = swl_pidfd_open(pid)
        guard descriptor >= 0, isAlive else {
            if descriptor >= 0 { close(descriptor) }
            return
        }
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .global())
            source.setEventHandler { source.cancel() }
            source.setCancelHandler {
                close(descriptor)
                continuation.resume()
            }
            source.resume()
        }
    }

    private static func startTime(of pid: pid_t) -> UInt64? {
        guard let text = try? FileSystem.readText("/proc/\(pid)/stat"), let end = text.lastIndex(of: ")") else { return nil }
        // The name in parentheses may hold spaces; fields are counted after it.
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
        return UInt64(fields[19])
    }
}
