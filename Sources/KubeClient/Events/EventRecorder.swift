import AsyncTools
import JSON
package import KubeAPI
package import Logging
import Schema

/// Writes Events about objects. `record` returns at once; the events are sent one after another behind it.
///
/// The same event about the same object becomes one Event whose `count` grows, and `EventCorrelator` holds floods back.
/// At most `maximumWaiting` events wait to be sent and `maximumKnown` are remembered for counting; beyond that the
/// oldest are dropped. Events that the server refuses are dropped and logged: an Event is never worth an error.
package struct EventRecorder: Sendable {
    static let maximumWaiting = 1000
    static let maximumKnown = 2000

    private let sender: EventSender

    /// - Parameters:
    ///   - component: who reports (`scheduler`, `kubelet`).
    ///   - host: the node it reports from; empty for cluster-wide components.
    package init(_ client: KubeClient, component: String, host: String = "", logger: Logger) {
        sender = EventSender(client: client, component: component, host: host, logger: logger)
    }

    /// - Parameters:
    ///   - type: `Normal` or `Warning`.
    ///   - reason: one word in CamelCase, for programs.
    ///   - message: one sentence, for people.
    package func record(about subject: ObjectReference, type: String = "Normal", reason: String, message: String) {
        sender.enqueue(EventIdentity(subject: subject, type: type, reason: reason, message: message))
    }

    /// Waits until everything recorded so far was sent or dropped.
    package func flush() async { await sender.flush() }
}

/// What makes two events the same one.
struct EventIdentity: Hashable, Sendable {
    let subject: ObjectReference
    let type: String
    let reason: String
    /// Empty for a combined event, whose message changes.
    private(set) var message: String
    private(set) var isCombined = false

    init(subject: ObjectReference, type: String, reason: String, message: String) {
        var subject = subject
        subject.json["resourceVersion"] = nil
        self.subject = subject
        self.type = type
        self.reason = reason
        self.message = String(message.prefix(1024))
    }

    /// The one event that stands for all about this object for this reason.
    var combined: EventIdentity {
        var combined = self
        combined.message = ""
        combined.isCombined = true
        return combined
    }

    /// Events about cluster-wide objects live in `default`.
    var namespace: String { subject.namespace.isEmpty ? "default" : subject.namespace }
}

private final class EventSender: Sendable {
    private struct Known: Sendable {
        let name: String
        var count: Int32
    }

    private struct State: Sendable {
        var correlator = EventCorrelator()
        var waiting: [EventIdentity] = []
        /// What a waiting combined event is to say.
        var combinedMessages: [EventIdentity: String] = [:]
        var repeats: [EventIdentity: Int32] = [:]
        var known: [EventIdentity: Known] = [:]
        var knownOrder: [EventIdentity] = []
        var isSending = false
        var flushers: [CheckedContinuation<Void, Never>] = []
        var sequence: UInt64 = 0
    }

    private let client: KubeClient
    private let component: String
    private let host: String
    private let logger: Logger
    private let state = Guarded(State())

    init(client: KubeClient, component: String, host: String, logger: Logger) {
        self.client = client
        self.component = component
        self.host = host
        self.logger = logger
    }

    func enqueue(_ occurrence: EventIdentity) {
        let mustStart = state.withLock { state in
            guard let event = state.correlator.admit(occurrence, now: .now) else { return false }
            if event.isCombined {
                state.combinedMessages[event] = EventCorrelator.combinedPrefix + occurrence.message.prefix(990)
            }
            if state.repeats[event] != nil {
                state.repeats[event, default: 0] &+= 1
                return false
            }
            if state.waiting.count >= EventRecorder.maximumWaiting {
                let dropped = state.waiting.removeFirst()
                state.repeats[dropped] = nil
                state.combinedMessages[dropped] = nil
            }
            state.waiting.append(event)
            state.repeats[event] = 1
            guard !state.isSending else { return false }
            state.isSending = true
            return true
        }
        // One short-lived task drains what waits and ends: callers need not run the recorder.
        if mustStart { Task { await self.drain() } }
    }

    func flush() async {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                guard state.isSending else { return true }
                state.flushers.append(continuation)
                return false
            }
            if isIdle { continuation.resume() }
        }
    }

    private struct Job: Sendable {
        let event: EventIdentity
        let message: String
        let repeats: Int32
        let known: Known?
        let sequence: UInt64
    }

    private func drain() async {
        while let job = nextJob() {
            do {
                try await send(job)
            } catch {
                logger.debug("event dropped", metadata: ["reason": "\(job.event.reason)", "error": "\(error)"])
            }
        }
    }

    private func nextJob() -> Job? {
        let (job, flushers) = state.withLock { state -> (Job?, [CheckedContinuation<Void, Never>]) in
            guard !state.waiting.isEmpty else {
                state.isSending = false
                defer { state.flushers = [] }
                return (nil, state.flushers)
            }
            let event = state.waiting.removeFirst()
            state.sequence &+= 1
            let repeats = state.repeats.removeValue(forKey: event) ?? 1
            let message = state.combinedMessages.removeValue(forKey: event) ?? event.message
            let job = Job(
                event: event, message: message, repeats: repeats, known: state.known[event], sequence: state.sequence)
            return (job, [])
        }
        for flusher in flushers { flusher.resume() }
        return job
    }

    private func send(_ job: Job) async throws {
        if let known = job.known, try await raise(known, job) { return }
        let now = Timestamp.now
        let name = "\(job.event.subject.name).\(hexadecimal(now, job.sequence))"
        _ = try await client.create(event(named: name, job, at: now))
        remember(job.event, Known(name: name, count: job.repeats))
    }

    /// Raises the count of an event that was sent before. `false` when the server has forgotten it.
    private func raise(_ known: Known, _ job: Job) async throws -> Bool {
        let (sum, overflow) = known.count.addingReportingOverflow(job.repeats)
        let count = overflow ? Int32.max : sum
        do {
            _ = try await client.patch(
                EventShape.self, ObjectKey(namespace: job.event.namespace, name: known.name),
                .merge([
                    "count": .int(Int64(count)), "lastTimestamp": Timestamp.now.json, "message": .string(job.message),
                ]))
            remember(job.event, Known(name: known.name, count: count))
            return true
        } catch let error as APIError where error.isNotFound {
            return false
        }
    }

    private func event(named name: String, _ job: Job, at now: Timestamp) -> Event {
        Event(name: name, namespace: job.event.namespace) {
            $0.involvedObject = job.event.subject
            $0.reason = job.event.reason
            $0.message = job.message
            $0.type = job.event.type
            $0.source = EventSource {
                $0.component = component
                if !host.isEmpty { $0.host = host }
            }
            $0.firstTimestamp = now
            $0.lastTimestamp = now
            $0.count = job.repeats
            $0.reportingComponent = component
            $0.reportingInstance = host
        }
    }

    private func remember(_ event: EventIdentity, _ known: Known) {
        state.withLock { state in
            if state.known.updateValue(known, forKey: event) == nil { state.knownOrder.append(event) }
            if state.knownOrder.count > EventRecorder.maximumKnown {
                let forgotten = state.knownOrder.prefix(EventRecorder.maximumKnown / 4)
                for event in forgotten { state.known[event] = nil }
                state.knownOrder.removeFirst(forgotten.count)
            }
        }
    }

    /// Sixteen digits that no other event of this object has.
    private func hexadecimal(_ now: Timestamp, _ sequence: UInt64) -> String {
        let digits = String(UInt64(bitPattern: now.microseconds) &* 1000 &+ sequence % 1000, radix: 16)
        return String(repeating: "0", count: max(0, 16 - digits.count)) + digits
    }
}
