import ContainerRuntime
import KubeAPI
import Schema

/// Where the Pod's sandbox stands.
enum SandboxState: Sendable, Hashable {
    case none
    case ready(id: String, attempt: UInt32, addresses: [String])
    /// Its first process is gone; what is left of it must be stopped.
    case broken(id: String, attempt: UInt32)
    case stopped(id: String, attempt: UInt32)

    var id: String? {
        switch self {
        case .none: nil
        case .ready(let id, _, _), .broken(let id, _), .stopped(let id, _): id
        }
    }

    var isReady: Bool { if case .ready = self { true } else { false } }

    var addresses: [String] { if case .ready(_, _, let addresses) = self { addresses } else { [] } }

    var attempt: UInt32 {
        switch self {
        case .none: 0
        case .ready(_, let attempt, _), .broken(_, let attempt), .stopped(_, let attempt): attempt
        }
    }
}

enum VolumeState: Sendable, Hashable {
    case pending
    case ready
    case failed(retryAt: Double)
    case reclaimed
}

/// Why the Pod as a whole is being ended.
enum Termination: Sendable, Hashable {
    /// Deleted through the API; the grace period may still be shortened.
    case deleted
    /// The object vanished (forced deletion), or was gone when the kubelet started.
    case vanished
    /// Ended by the kubelet itself; the object stays, with phase `Failed`.
    case failed(reason: String, message: String)

    /// The reason of Pods that used more than they may.
    static let evicted = "Evicted"
}

/// Where the clearing up of an ended Pod stands.
enum Clearance: Sendable, Hashable {
    case none
    /// Volumes and cgroup are gone.
    case reclaimed
    /// The object is gone from the API.
    case deleted
    /// Nothing is left on the node.
    case forgotten
}

/// Everything known of one Pod on this node. `plan` decides from it what to do, `status` what to tell.
struct PodState: Sendable {
    let uid: String
    let key: ObjectKey
    var pod: Pod
    var summary: PodSummary
    /// The runtime's state was read at least once since this kubelet started.
    var isObserved = false
    var sandbox = SandboxState.none
    /// Sandboxes of earlier attempts.
    var oldSandboxes: [String] = []
    var sandboxRetryAt: Double?
    var sandboxFailures = 0
    var volumes = VolumeState.pending
    var volumeFailures = 0
    /// When volumes made from objects are looked at again.
    var volumesRefreshAt: Double?
    /// When volumes with a limit are measured again.
    var volumesMeasureAt: Double?
    var containers: [String: ContainerRecord] = [:]
    var termination: Termination?
    /// When the termination began, in seconds since 1970, and how long it may take.
    var terminationStart = 0.0
    var terminationGrace: Int64 = 0
    var clearance = Clearance.none
    /// When this kubelet first saw the Pod, in seconds since 1970.
    var acceptedAt: Double
    var addresses: [String] = []
    /// The API said that the Pod has ended before this kubelet saw it; it is never started again.
    var hadFinished = false
    /// The status told last, or the API's when the kubelet started.
    var lastStatus: PodStatus
    var busy: Set<Operation> = []

    init(pod: Pod, at now: Double) {
        uid = pod.uid
        key = pod.key
        self.pod = pod
        summary = PodSummary(pod)
        acceptedAt = pod.status.startTime.map { Double($0.seconds) } ?? now
        addresses = pod.status.podIPs.map(\.ip)
        hadFinished = ["Succeeded", "Failed"].contains(pod.status.phase)
        lastStatus = pod.status
    }

    /// Takes a new version of the object.
    mutating func update(_ pod: Pod, at now: Double) {
        self.pod = pod
        summary = PodSummary(pod)
        if pod.isBeingDeleted {
            let grace = pod.metadata.deletionGracePeriodSeconds ?? summary.gracePeriod
            beginTermination(.deleted, grace: max(grace, 0), at: now)
        }
    }

    /// Begins the end of the Pod, or shortens an end that has begun.
    mutating func beginTermination(_ cause: Termination, grace: Int64, at now: Double) {
        switch (termination, cause) {
        case (nil, _):
            termination = cause
            terminationStart = now
            terminationGrace = grace
        case (.deleted, .failed), (.vanished, _): return
        default:
            termination = cause
            terminationGrace = min(terminationGrace, grace)
        }
    }

    /// More than anybody waits; keeps the arithmetic within its range.
    static let longestGrace: Int64 = 1 << 30

    /// Seconds of grace left.
    func remainingGrace(at now: Double) -> Int64 {
        let left = terminationStart + Double(terminationGrace) - now
        return Int64(min(max(left, 0), Double(Self.longestGrace)).rounded(.up))
    }

    var restartsNothing: Bool { termination != nil }

    /// Every regular container has ended and none will start again.
    var hasFinished: Bool {
        guard !summary.regular.isEmpty else { return false }
        if initFailedForGood { return true }
        return summary.regular.allSatisfy { summary in
            guard let record = containers[summary.name], record.hasEnded else { return false }
            return !shouldRestart(summary, record)
        }
    }

    /// An init container failed in a Pod that never restarts.
    var initFailedForGood: Bool {
        guard summary.restartPolicy == .never else { return false }
        return summary.initial.contains { container in
            guard container.kind == .initial, let record = containers[container.name] else { return false }
            return record.hasEnded && !record.hasSucceeded
        }
    }

    /// Whether a container that has ended is to be started again.
    func shouldRestart(_ container: ContainerSummary, _ record: ContainerRecord) -> Bool {
        guard record.hasEnded else { return false }
        switch (container.kind, summary.restartPolicy) {
        case (.ephemeral, _): return false
        case (.sidecar, _): return true
        case (.initial, .never): return false
        case (.initial, _): return !record.hasSucceeded
        case (.regular, .always): return true
        case (.regular, .onFailure): return !record.hasSucceeded
        case (.regular, .never): return false
        }
    }
}

/// A piece of work on one Pod that is under way. At most one of each at a time.
enum Operation: Sendable, Hashable {
    case observe
    case volumes
    case measurement
    case sandbox
    case image(String)
    case container(String)
    case kill(String, grace: Int64)
    case probe(String, ProbeKind)
    case clearance
    case cleanUp
}
