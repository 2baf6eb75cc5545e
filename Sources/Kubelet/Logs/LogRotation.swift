import ContainerRuntime
import Files
import Glibc
import Logging
import Schema

/// Keeps logs small: a file that has grown to 10 MiB is set aside, and of those set aside the newest four are kept.
struct LogRotation: Sendable {
    static let maximumSize: Int64 = 10 << 20
    static let maximumFiles = 5
    static let interval = Duration.seconds(10)

    let runtime: any ContainerRuntime
    let logDirectory: String
    let logger: Logger

    func run() async throws {
        while true {
            try await Task.sleep(for: Self.interval)
            await rotateAll()
        }
    }

    func rotateAll() async {
        guard let containers = try? await runtime.containers(podUID: nil) else { return }
        for container in containers where container.state == .running {
            let labels = container.labels
            guard let namespace = labels[RuntimeLabel.podNamespace], let pod = labels[RuntimeLabel.podName],
                let uid = labels[RuntimeLabel.podUID]
            else { continue }
            let path = "\(logDirectory)/\(namespace)_\(pod)_\(uid)/\(container.name)/\(container.attempt).log"
            guard Self.size(of: path) >= Self.maximumSize else { continue }
            do { try await rotate(path, container.id) } catch {
                logger.warning("log not rotated", metadata: ["path": "\(path)", "error": "\(error)"])
            }
        }
    }

    private func rotate(_ path: String, _ id: String) async throws {
        let aside = "\(path).\(Timestamp.now.microseconds)"
        guard rename(path, aside) == 0 else { throw FileError(operation: "rename", path: path, code: errno) }
        do {
            try await runtime.reopenLog(ofContainer: id)
        } catch {
            // The runtime still writes to the old file; it keeps its name.
            rename(aside, path)
            throw error
        }
        removeOldest(of: path)
    }

    private func removeOldest(of path: String) {
        guard let slash = path.lastIndex(of: "/") else { return }
        let directory = String(path[..<slash])
        let prefix = path[path.index(after: slash)...] + "."
        let aside = FileSystem.names(in: directory).filter { $0.hasPrefix(prefix) }
        for name in aside.dropLast(Self.maximumFiles - 1) { unlink("\(directory)/\(name)") }
    }

    private static func size(of path: String) -> Int64 {
        FileStatus(path: path)?.size ?? 0
    }
}
