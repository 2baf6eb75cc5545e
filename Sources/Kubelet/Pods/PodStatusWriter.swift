import AsyncTools
import JSON
import KubeAPI
import KubeClient
import Logging
import Schema

/// Sends one Pod's status to the API, in order, at most one write at a time; of several statuses that wait only the
/// newest is sent.
final class PodStatusWriter: Sendable {
    private struct State: Sendable {
        var next: PodStatus?
        var isStopped = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let client: KubeClient
    private let key: ObjectKey
    private let uid: String
    private let logger: Logger
    private let initial: PodStatus
    private let state = Guarded(State())
    private let wakes: AsyncStream<Void>
    private let wakeUp: AsyncStream<Void>.Continuation

    init(_ pod: Pod, client: KubeClient, logger: Logger) {
        self.client = client
        self.logger = logger
        key = pod.key
        uid = pod.uid
        initial = pod.status
        (wakes, wakeUp) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func put(_ status: PodStatus) {
        state.withLock { if !$0.isStopped { $0.next = status } }
        wakeUp.yield()
    }

    /// Waits until everything put so far was sent, the object is gone, or `run` has ended.
    func flush() async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let isIdle = state.withLock { state in
                guard state.next != nil, !state.isStopped else { return true }
                state.waiters.append(continuation)
                return false
            }
            if isIdle { continuation.resume() }
        }
    }

    /// Sends until cancelled. What fails is tried again with the newest status.
    func run() async {
        var failures = 0
        var known = initial
        for await _ in wakes {
            guard let status = state.current.next else { continue }
            do {
                try await send(status, after: known)
                failures = 0
                known = status
                state.withLock { if $0.next?.json == status.json { $0.next = nil } }
            } catch let error as APIError where error.isNotFound {
                stop()
            } catch let error as APIError where error.isConflict {
                if await isReplaced() {
                    stop()
                } else {
                    try? await Task.sleep(for: .seconds(RetryDelay.seconds(afterFailures: 1)))
                }
            } catch {
                if Task.isCancelled { break }
                failures += 1
                logger.warning("pod status not sent", metadata: ["pod": "\(key)", "error": "\(error)"])
                try? await Task.sleep(for: .seconds(RetryDelay.seconds(afterFailures: failures, limit: 5)))
            }
            releaseWaiters()
        }
        stop()
    }

    /// Another Pod of the same name has taken this one's place. False when that cannot be found out.
    private func isReplaced() async -> Bool {
        do {
            let found = try await client.find(PodShape.self, key)
            return found?.uid != uid
        } catch {
            return false
        }
    }

    private func stop() {
        state.withLock {
            $0.isStopped = true
            $0.next = nil
        }
        releaseWaiters()
    }

    private func releaseWaiters() {
        let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            guard state.next == nil else { return [] }
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
        if state.current.next != nil { wakeUp.yield() }
    }

    private func send(_ status: PodStatus, after known: PodStatus) async throws {
        let patch: JSONValue = ["metadata": ["uid": .string(uid)], "status": StatusPatch.between(known, status)]
        _ = try await client.patch(PodShape.self, key, .strategic(patch), subresource: "status")
    }
}

/// The strategic merge patch that turns one status into another.
enum StatusPatch {
    static func between(_ old: PodStatus, _ new: PodStatus) -> JSONValue {
        var patch = new.json
        for member in old.json.objectValue ?? [:] where new.json[member.key] == nil && isOwn(member.key) {
            patch[member.key] = .null
        }
        patch["conditions"] = conditions(old, new)
        // Lists that merge by key would keep addresses of an earlier sandbox.
        for key in ["podIPs", "hostIPs"] where old.json[key] != new.json[key] {
            guard let before = old.json[key]?.arrayValue, !before.isEmpty, let after = new.json[key]?.arrayValue else {
                continue
            }
            patch[key] = .array([["$patch": "replace"]] + after)
        }
        return patch
    }

    /// Conditions merge by type, and what is only in the old one would stay.
    private static func conditions(_ old: PodStatus, _ new: PodStatus) -> JSONValue {
        .array(
            new.conditions.map { condition in
                var patch = condition.json
                let before = old.conditions.first { $0.type == condition.type }?.json ?? .emptyObject
                for key in ["reason", "message"] where patch[key] == nil && before[key] != nil { patch[key] = .null }
                return patch
            })
    }

    /// Fields that others write are left alone.
    private static func isOwn(_ field: String) -> Bool {
        ["reason", "message", "podIP", "podIPs", "initContainerStatuses", "ephemeralContainerStatuses"].contains(field)
    }
}
