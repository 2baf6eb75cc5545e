import AsyncTools
import Logging
import Metrics

/// Where audit events go in the end: a file, a webhook.
package protocol AuditSink: Sendable {
    /// `log`, `webhook`, for metrics.
    var name: String { get }

    /// Takes events, each a line of JSON without its end. What cannot be kept is counted by who calls: the number of
    /// events lost is returned.
    func write(_ lines: [[UInt8]]) async -> Int

    /// Works in the background until cancelled; most sinks have nothing to do.
    func run() async
}

extension AuditSink {
    package func run() async {}
}

/// Carries events from requests to the sinks, so that no request ever waits for a disk or a network.
///
/// What is under way is bounded: while too much is, new events are dropped and counted (`apiserver_audit_error_total`).
/// A process that is killed loses what it has not written: at most the last few hundredths of a second.
final class AuditPipeline: Sendable {
    private struct Queue: Sendable {
        var events: [AuditEvent] = []
        var bytes = 0
        var waiting: CheckedContinuation<Void, Never>?
        var isStopping = false
    }

    private static let maximumBytes = 64 << 20
    private static let maximumEvents = 50_000
    /// Events of so long go out together.
    private static let gathering = Duration.milliseconds(20)

    let sinks: [any AuditSink]
    let accepted = Counter()
    /// Requests by what the policy says of them.
    let levels = Dictionary(uniqueKeysWithValues: AuditLevel.allCases.map { ($0, Counter()) })
    /// Refused because too much was under way.
    let dropped = Counter()
    /// Lost by a sink, by its name.
    let lost: [String: Counter]
    private let queue = Guarded(Queue())
    private let logger: Logger

    init(sinks: [any AuditSink], logger: Logger) {
        self.sinks = sinks
        self.logger = logger
        lost = Dictionary(sinks.map { ($0.name, Counter()) }, uniquingKeysWith: { first, _ in first })
    }

    /// Never waits.
    func submit(_ event: AuditEvent) {
        let size = event.size
        let (isAccepted, waiting) = queue.withLock { queue -> (Bool, CheckedContinuation<Void, Never>?) in
            guard queue.events.count < Self.maximumEvents, queue.bytes + size <= Self.maximumBytes else { return (false, nil) }
            queue.events.append(event)
            queue.bytes += size
            defer { queue.waiting = nil }
            return (true, queue.waiting)
        }
        waiting?.resume()
        if isAccepted { accepted.add() } else { dropped.add() }
    }

    /// Writes until the task is cancelled, then writes what is left.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            for sink in sinks { group.addTask { await sink.run() } }
            group.addTask { await self.writeAll() }
        }
    }

    private func writeAll() async {
        while !Task.isCancelled {
            await waitForEvents()
            try? await Task.sleep(for: Self.gathering)
            await writeWaiting()
        }
        // In a task of its own, because this one is cancelled and the last events still count.
        await Task { await writeWaiting() }.value
    }

    private func waitForEvents() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isReady = queue.withLock { queue in
                    if !queue.events.isEmpty || queue.isStopping || Task.isCancelled { return true }
                    queue.waiting = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        } onCancel: {
            let waiting = queue.withLock { queue in
                queue.isStopping = true
                defer { queue.waiting = nil }
                return queue.waiting
            }
            waiting?.resume()
        }
    }

    private func writeWaiting() async {
        let events = queue.withLock { queue in
            defer {
                queue.events = []
                queue.bytes = 0
            }
            return queue.events
        }
        guard !events.isEmpty else { return }
        let lines = events.map(AuditEncoder.line)
        for sink in sinks {
            let count = await sink.write(lines)
            guard count > 0 else { continue }
            lost[sink.name]?.add(count)
            logger.error("audit events lost", metadata: ["sink": "\(sink.name)", "events": "\(count)"])
        }
    }
}
