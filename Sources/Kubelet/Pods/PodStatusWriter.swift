import JSON
import KubeAPI
import KubeClient
import Logging
import Schema

/// Sends one Pod's status to the API, in order, at most one write at a time; of several statuses that wait only the
/// newest is sent.
actor PodStatusWriter {
    private let client: KubeClient
    private let key: ObjectKey
    private let uid: String
    private let logger: Logger
    private var known: PodStatus
    private var next: PodStatus?
    private var isStopped = false
    private var waiters: [CheckedContinuation<Void, Never>] = []
    private let wakes: AsyncStream<Void>
    private let wakeUp: AsyncStream<Void>.Continuation

    init(_ pod: Pod, client: KubeClient, logger: Logger) {
        self.client = client
        self.logger = logger
        key = pod.key
        uid = pod.uid
        known = pod.status
        (wakes, wakeUp) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func put(_ status: PodStatus) {
        guard !isStopped else { return }
        next = status
        wakeUp.yield()
    }

    /// Waits until everything put so far was sent, or the object is gone.
    func flush() async {
        guard next != nil, !isStopped else { return }
        await withCheckedContinuation { waiters.append($0) }
    }

    /// Sends until cancelled. What fails is tried again with the newest status.
    func run() async {
        var failures = 0
        for await _ in wakes {
            guard let status = next else { continue }
            do {
                try await send(status)
                failures = 0
                known = status
                if next?.json == status.json { next = nil }
            } catch let error as APIError where error.isNotFound || error.isConflict {
                // The object is gone, or another of the same name has taken its place.
                isStopped = true
                next = nil
            } catch {
                if Task.isCancelled { break }
                failures += 1
                logger.warning("pod status not sent", metadata: ["pod": "\(key)", "error": "\(error)"])
                try? await Task.sleep(for: .seconds(RetryDelay.seconds(afterFailures: failures, limit: 5)))
            }
            if next == nil { releaseWaiters() } else { wakeUp.yield() }
        }
        releaseWaiters()
    }

    private func releaseWaiters() {
        for waiter in waiters { waiter.resume() }
        waiters = []
    }

    private func send(_ status: PodStatus) async throws {
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
        // Lists that merge by key would keep addresses of an earlier sandbox.
        for key in ["podIPs", "hostIPs"] where old.json[key] != new.json[key] {
            guard let before = old.json[key]?.arrayValue, !before.isEmpty, let after = new.json[key]?.arrayValue else {
                continue
            }
            patch[key] = .array([["$patch": "replace"]] + after)
        }
        return patch
    }

    /// Fields that others write are left alone.
    private static func isOwn(_ field: String) -> Bool {
        ["reason", "message", "podIP", "podIPs", "initContainerStatuses", "ephemeralContainerStatuses"].contains(field)
    }
}
