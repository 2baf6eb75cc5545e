import ContainerRuntime
import Files
import KubeAPI
import Schema

/// The last words of a container: from the file it may write, or from the end of its log.
enum TerminationMessage {
    static let maximumBytes = 4096
    static let maximumLogBytes = 2048
    static let maximumLogLines = 80

    static func read(file: String, fallsBackToLog: Bool, failed: Bool, log: String) -> String {
        let written = (try? FileSystem.readPrefix(file, limit: maximumBytes)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        guard written.isEmpty, fallsBackToLog, failed else { return written }
        let lines = LogTail.lastLines(of: log, count: maximumLogLines, maximumBytes: 64 << 10)
        let text = lines.map { String(decoding: $0.content, as: UTF8.self) }.joined(separator: "\n")
        return String(decoding: Array(text.utf8).suffix(maximumLogBytes), as: UTF8.self)
    }
}

extension PodWorker {
    func readTerminationMessage(_ status: RuntimeContainerStatus, _ record: inout ContainerRecord) {
        guard status.state == .exited, record.terminationMessages[status.id] == nil else { return }
        let configuration = environment.configuration
        let file = ContainerMounts.terminationMessageFile(configuration.podDirectory(uid), status.name, status.attempt)
        let policy = status.annotations[RuntimeAnnotation.terminationMessagePolicy]
        record.terminationMessages = record.terminationMessages.filter {
            $0.key == record.previous?.id || $0.key == record.current?.id
        }
        record.terminationMessages[status.id] = TerminationMessage.read(
            file: file, fallsBackToLog: policy == "FallbackToLogsOnError", failed: status.exitCode != 0,
            log: "\(configuration.logDirectory(key, uid: uid))/\(status.name)/\(status.attempt).log")
    }
}
