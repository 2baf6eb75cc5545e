import AsyncTools

/// How far the start of the server has come.
final class StartProgress: Sendable {
    /// What has to be in place before the server is ready, under the names Kubernetes has for it.
    enum Step: String, Sendable, CaseIterable {
        case flowControlRead = "priority-and-fairness-config-consumer"
        case customKinds = "crd-informer-synced"
        case namespaces = "start-system-namespaces-controller"
        case roles = "rbac/bootstrap-roles"
        case priorityClasses = "scheduling/bootstrap-system-priority-classes"
        case flowControl = "priority-and-fairness-config-producer"
        case kubernetesService = "bootstrap-controller"
        case localServices = "kube-apiserver-autoregistration"
    }

    private struct State: Sendable {
        var completed: Set<Step> = []
        var isShuttingDown = false
    }

    private let state = Guarded(State())
    private let started = ContinuousClock.now

    func complete(_ steps: Step...) { state.withLock { $0.completed.formUnion(steps) } }

    func isComplete(_ step: Step) -> Bool { state.withLock { $0.completed.contains(step) } }

    var isComplete: Bool { state.withLock { $0.completed.count == Step.allCases.count } }

    /// A server that starts is alive, and not ready: for so long its start may take without being taken for dead.
    var isInGrace: Bool { ContinuousClock.now - started < .seconds(60) }

    /// From now on the server is not ready any more.
    func beginShutdown() { state.withLock { $0.isShuttingDown = true } }

    var isShuttingDown: Bool { state.withLock { $0.isShuttingDown } }
}
