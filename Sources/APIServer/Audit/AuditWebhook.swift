import AsyncTools
package import Files
package import Logging
package import Transport

/// Sends audit events to a webhook as `EventList`s, by way of a spool on disk: nothing is lost while the webhook is away,
/// as long as the spool has room. An event may be sent twice; its `auditID` and `stage` tell.
package final class AuditWebhook: AuditSink {
    package struct Configuration: Sendable {
        package var path: String
        package var spoolDirectory: String
        package var maximumSpoolBytes = 256 << 20
        /// Events of one list.
        package var maximumBatch = 400
        /// How long events are gathered before they are sent.
        package var gathering = Duration.seconds(1)

        package init(path: String, spoolDirectory: String) {
            self.path = path
            self.spoolDirectory = spoolDirectory
        }
    }

    package let name = "webhook"
    private let exchange: any Exchange
    private let configuration: Configuration
    private let logger: Logger
    private let spool: Guarded<AuditSpool>

    /// Throws when the spool's directory cannot be used.
    package init(_ configuration: Configuration, exchange: any Exchange, logger: Logger) throws(FileError) {
        self.configuration = configuration
        self.exchange = exchange
        self.logger = logger
        spool = Guarded(
            try AuditSpool(
                directory: configuration.spoolDirectory, maximumBytes: configuration.maximumSpoolBytes,
                maximumEventsPerFile: configuration.maximumBatch))
    }

    package func write(_ lines: [[UInt8]]) async -> Int {
        let spool = spool
        do {
            return try await BlockingThread.run { try spool.withLock { (spool) throws(FileError) in try spool.append(lines) } }
        } catch {
            logger.error("audit spool not written", metadata: ["cause": "\(error)"])
            return lines.count
        }
    }

    private static let finalRefusals: Set = [400, 413, 415, 422]

    package func run() async {
        var pause = configuration.gathering
        while !Task.isCancelled {
            do { try await Task.sleep(for: pause) } catch { return }
            do {
                try await sendAll()
                pause = configuration.gathering
            } catch {
                if Task.isCancelled { return }
                pause = min(max(pause, .milliseconds(500)) * 2, .seconds(30))
                logger.warning("audit webhook failed", metadata: ["cause": "\(error)", "next": "\(pause)"])
            }
        }
    }

    private struct Refused: Error, CustomStringConvertible {
        let status: Int
        var description: String { "answered with \(status)" }
    }

    private func sendAll() async throws {
        let spool = spool
        if spool.withLock({ $0.isEmpty }) { return }
        try await BlockingThread.run {
            try spool.withLock { (spool) throws(FileError) in if !spool.hasSealed { try spool.seal() } }
        }
        while spool.withLock({ $0.hasSealed }) {
            let lines = try await BlockingThread.run {
                try spool.withLock { (spool) throws(FileError) in try spool.oldest() }
            }
            if !lines.isEmpty {
                let response = try await exchange.send(
                    HTTPRequest(
                        "POST", configuration.path, headers: ["Content-Type": "application/json"],
                        body: AuditEncoder.list(lines)))
                _ = try? await response.collect(limit: 1 << 20)
                // Events that it cannot make sense of would be refused for ever, and no others would get there.
                if Self.finalRefusals.contains(response.status) {
                    logger.error(
                        "audit events refused by the webhook",
                        metadata: ["status": "\(response.status)", "events": "\(lines.count)"])
                } else if !(200..<300).contains(response.status) {
                    throw Refused(status: response.status)
                }
            }
            try await BlockingThread.run { spool.withLock { $0.removeOldest() } }
        }
    }
}
