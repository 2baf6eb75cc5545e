import ContainerRuntime

/// Why a container is not running though it should be.
struct WaitingReason: Sendable, Hashable {
    var reason: String
    var message: String
    /// When it may be tried again, in seconds since 1970; `nil`: as soon as possible.
    var retryAt: Double?
}

/// What is known of one container of a Pod.
struct ContainerRecord: Sendable {
    /// The newest container made under this name.
    var current: RuntimeContainerStatus?
    /// The one before, kept for `lastState` and `logs --previous`.
    var previous: RuntimeContainerStatus?
    /// Containers older than that; to be removed.
    var outdated: [String] = []
    var waiting: WaitingReason?
    var restarts = RestartBackoff()
    var pulls = RestartBackoff()
    var startFailures = 0
    /// The image is on the node for the next start.
    var image: PreparedImage?
    var hasRunPostStart = false
    /// The hook before the end was begun; it is not run again when the grace period is shortened.
    var hasBegunPreStop = false
    /// The container is to be ended though the Pod goes on.
    var killReason: KillReason?
    var probes: [ProbeKind: ProbeTrack] = [:]
    var terminationMessages: [String: String] = [:]
    var restartCount: UInt32 { current?.attempt ?? 0 }

    var isRunning: Bool { current?.state == .running }
    var hasEnded: Bool { current?.state == .exited || current?.state == .unknown }
    var hasSucceeded: Bool { current?.state == .exited && current?.exitCode == 0 }

    /// Past its startup probe and its postStart hook.
    var isStarted: Bool {
        guard isRunning, hasRunPostStart else { return false }
        return probes[.startup].map { $0.result == .success } ?? true
    }

    var isReady: Bool { isStarted && (probes[.readiness].map { $0.result == .success } ?? true) }
}

struct PreparedImage: Sendable, Hashable {
    var id: String
    var uid: Int64?
    var userName: String
}

struct KillReason: Sendable, Hashable {
    var message: String
    var grace: Int64?
}
