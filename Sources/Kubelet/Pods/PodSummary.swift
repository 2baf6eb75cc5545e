import KubeAPI
import Schema

/// The part of a container's declaration that decides when it is started, probed and stopped.
struct ContainerSummary: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        /// Runs to its end before the next one starts.
        case initial
        /// An init container with `restartPolicy: Always`: started in its turn, then runs beside the others.
        case sidecar
        case regular
        /// Added later for debugging; never restarted.
        case ephemeral
    }

    var name: String
    var image: String
    var kind: Kind
    var hasPreStop = false
    var startup: ProbeSettings?
    var liveness: ProbeSettings?
    var readiness: ProbeSettings?
}

/// What the state machine needs of a Pod's declaration, read once per change.
struct PodSummary: Sendable, Hashable {
    enum RestartPolicy: String, Sendable { case always = "Always", onFailure = "OnFailure", never = "Never" }

    var restartPolicy = RestartPolicy.always
    /// In the order they start.
    var initial: [ContainerSummary] = []
    var regular: [ContainerSummary] = []
    var ephemeral: [ContainerSummary] = []
    var gracePeriod: Int64 = 30
    var activeDeadline: Int64?
    var usesHostNetwork = false

    var all: [ContainerSummary] { initial + regular + ephemeral }

    subscript(name: String) -> ContainerSummary? { all.first { $0.name == name } }
}

extension PodSummary {
    init(_ pod: Pod) {
        let spec = pod.spec
        restartPolicy = RestartPolicy(rawValue: spec.restartPolicy) ?? .always
        initial = spec.initContainers.map { ContainerSummary($0, $0.restartPolicy == "Always" ? .sidecar : .initial) }
        regular = spec.containers.map { ContainerSummary($0, .regular) }
        ephemeral = spec.ephemeralContainers.map { ContainerSummary(Container(json: $0.json) ?? Container(), .ephemeral) }
        gracePeriod = spec.gracePeriod
        activeDeadline = spec.activeDeadlineSeconds
        usesHostNetwork = spec.hostNetwork
    }
}

extension ContainerSummary {
    init(_ container: Container, _ kind: Kind) {
        name = container.name
        image = container.image
        self.kind = kind
        hasPreStop = container.lifecycle?.preStop != nil
        guard kind != .initial, kind != .ephemeral else { return }
        startup = container.startupProbe.map { ProbeSettings($0) }
        liveness = container.livenessProbe.map { ProbeSettings($0) }
        readiness = container.readinessProbe.map { ProbeSettings($0) }
    }
}

/// The timing of a probe, in seconds.
struct ProbeSettings: Sendable, Hashable {
    var initialDelay = 0.0
    var period = 10.0
    var timeout = 1.0
    var successThreshold: Int32 = 1
    var failureThreshold: Int32 = 3
    var terminationGracePeriod: Int64?
}

extension ProbeSettings {
    init(_ probe: Probe) {
        func positive(_ value: Int32, _ fallback: Int32) -> Int32 { value > 0 ? value : fallback }
        initialDelay = Double(max(probe.initialDelaySeconds, 0))
        period = Double(positive(probe.periodSeconds, 10))
        timeout = Double(positive(probe.timeoutSeconds, 1))
        successThreshold = positive(probe.successThreshold, 1)
        failureThreshold = positive(probe.failureThreshold, 3)
        terminationGracePeriod = probe.terminationGracePeriodSeconds
    }
}

extension PodSpec {
    /// How long containers may take to end. A negative time means one second.
    var gracePeriod: Int64 {
        guard let seconds = self.terminationGracePeriodSeconds else { return 30 }
        return seconds < 0 ? 1 : seconds
    }
}
