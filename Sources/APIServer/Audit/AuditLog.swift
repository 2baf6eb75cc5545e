import AsyncTools
import Files
import Glibc
package import Logging
import Schema

/// Writes audit events to a file of mode 0600, a line each, and begins a new one when it has grown too large. The old ones
/// are named after the time at which they ended: `audit-2026-01-02T15-04-05.000.log`.
///
/// Nothing is fsynced: a power cut can take the last lines, the end of the process cannot.
package final class AuditLog: AuditSink {
    package struct Configuration: Sendable {
        package var path: String
        /// Bytes of one file.
        package var maximumSize: Int
        /// Old files are removed at this age; 0: never.
        package var maximumAgeDays: Int
        /// How many old files are kept; 0: all.
        package var maximumBackups: Int

        package init(path: String, maximumSize: Int = 50 << 20, maximumAgeDays: Int = 0, maximumBackups: Int = 4) {
            self.path = path
            self.maximumSize = maximumSize
            self.maximumAgeDays = maximumAgeDays
            self.maximumBackups = maximumBackups
        }
    }

    package let name = "log"
    private let configuration: Configuration
    private let logger: Logger

    package init(_ configuration: Configuration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
    }

    package func write(_ lines: [[UInt8]]) async -> Int {
        let configuration = configuration
        do {
            return try await BlockingThread.run {
                var written = 0
                do {
                    for chunk in Self.chunks(of: lines, configuration.maximumSize) {
                        try Self.append(chunk.bytes, configuration)
                        written += chunk.lines
                    }
                    return 0
                } catch {
                    throw Failure(lost: lines.count - written, cause: error)
                }
            }
        } catch {
            let lost = (error as? Failure)?.lost ?? lines.count
            let cause = (error as? Failure)?.cause ?? error
            logger.error("audit log not written", metadata: ["path": "\(configuration.path)", "cause": "\(cause)"])
            return lost
        }
    }

    private struct Failure: Error {
        let lost: Int
        let cause: any Error
    }

    /// Whole lines in pieces of the most that one file holds, or of a line that is longer.
    private static func chunks(of lines: [[UInt8]], _ limit: Int) -> [(bytes: [UInt8], lines: Int)] {
        var chunks: [(bytes: [UInt8], lines: Int)] = []
        for line in lines {
            if chunks.isEmpty || chunks[chunks.count - 1].bytes.count + line.count >= limit { chunks.append(([], 0)) }
            chunks[chunks.count - 1].bytes.append(contentsOf: line)
            chunks[chunks.count - 1].bytes.append(0x0A)
            chunks[chunks.count - 1].lines += 1
        }
        return chunks
    }

    /// Opened for each batch: a file that somebody has moved or removed begins anew.
    private static func append(_ bytes: [UInt8], _ configuration: Configuration) throws {
        let path = configuration.path
        if let parent = FileSystem.parent(of: path), !FileSystem.exists(parent) { try FileSystem.makeDirectory(parent) }
        var descriptor = try AppendingFile(path)
        if descriptor.size > 0, descriptor.size + bytes.count > configuration.maximumSize {
            descriptor.close()
            try rotate(configuration)
            descriptor = try AppendingFile(path)
        }
        defer { descriptor.close() }
        try descriptor.append(bytes)
    }

    private static func rotate(_ configuration: Configuration) throws {
        let (stem, ending) = parts(configuration.path)
        var backup: String
        // Two files may be full within a millisecond.
        repeat {
            let time = Timestamp.now.rfc3339Micro.prefix(23).map { $0 == ":" ? "-" : $0 }
            backup = "\(stem)-\(String(time))\(ending)"
        } while FileSystem.exists(backup)
        guard rename(configuration.path, backup) == 0 else {
            throw FileError(operation: "rename", path: configuration.path, code: errno)
        }
        removeOld(configuration)
    }

    private static func removeOld(_ configuration: Configuration) {
        let (stem, ending) = parts(configuration.path)
        guard let directory = FileSystem.parent(of: configuration.path) else { return }
        let prefix = "\(stem.split(separator: "/").last ?? "")-"
        // The name holds the time, so the order of names is that of age.
        var backups = FileSystem.names(in: directory).filter { $0.hasPrefix(prefix) && $0.hasSuffix(ending) }
        if configuration.maximumAgeDays > 0 {
            let oldest = Timestamp.now.advanced(bySeconds: -Int64(configuration.maximumAgeDays) * 86_400).rfc3339.prefix(10)
            while let first = backups.first, first.dropFirst(prefix.count) < oldest {
                unlink("\(directory)/\(first)")
                backups.removeFirst()
            }
        }
        guard configuration.maximumBackups > 0 else { return }
        for name in backups.dropLast(configuration.maximumBackups) { unlink("\(directory)/\(name)") }
    }

    /// The path without its ending, and the ending with its dot.
    private static func parts(_ path: String) -> (stem: String, ending: String) {
        guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/") else { return (path, "") }
        return (String(path[..<dot]), String(path[dot...]))
    }
}
