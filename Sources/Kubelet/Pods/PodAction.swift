/// The next step for a Pod, decided by `PodState.plan` and carried out by `PodOperations`.
enum PodAction: Sendable, Hashable {
    case observe
    case prepareVolumes
    case refreshVolumes
    case measureVolumes
    case runSandbox(attempt: UInt32)
    case stopSandbox(id: String)
    case prepareImage(container: String)
    case start(container: String, attempt: UInt32)
    case kill(container: String, id: String, grace: Int64, message: String, runHook: Bool)
    case probe(container: String, id: String, ProbeKind)
    case removeContainers([String])
    case removeSandboxes([String])
    /// Unmount the volumes, remove the cgroup.
    case reclaim
    /// Tell the API the final status, then remove the object.
    case deleteObject
    /// Remove containers, sandboxes, directories and logs.
    case forget

    var operation: Operation {
        switch self {
        case .observe: .observe
        case .prepareVolumes, .refreshVolumes: .volumes
        case .measureVolumes: .measurement
        case .runSandbox, .stopSandbox: .sandbox
        case .prepareImage(let container): .image(container)
        case .start(let container, _): .container(container)
        case .kill(let container, _, let grace, _, _): .kill(container, grace: grace)
        case .probe(let container, _, let kind): .probe(container, kind)
        case .removeContainers, .removeSandboxes: .cleanUp
        case .reclaim, .deleteObject, .forget: .clearance
        }
    }
}

/// What to do now, and when to look again at the latest (seconds since 1970).
struct PodPlan: Sendable, Hashable {
    var actions: [PodAction] = []
    var wakeAt: Double?

    mutating func wake(at time: Double) { wakeAt = min(wakeAt ?? time, time) }
}
