import ContainerRuntime
import Files
import KubeAPI
import Logging
import NIOPosix
import Schema

extension PodWorker {
    func prepareVolumes() async {
        let pod = state.pod
        do {
            try FileSystem.makeDirectory(environment.configuration.podDirectory(uid))
            let volumes = PodVolumes(configuration: environment.configuration, pod: pod)
            try await volumes.prepare(environment.volumeContents(pod, addresses: state.addresses))
            state.volumes = .ready
            state.volumeFailures = 0
            if volumes.hasLimits { state.volumesMeasureAt = Self.now + Self.volumeMeasureInterval }
            state.volumesRefreshAt = volumes.canChange ? Self.now + Self.volumeRefreshInterval : nil
        } catch {
            guard state.termination == nil, !Task.isCancelled else { return }
            state.volumeFailures += 1
            state.volumes = .failed(retryAt: Self.now + RetryDelay.seconds(afterFailures: state.volumeFailures))
            environment.events.warning(pod, nil, "FailedMount", "\(error)")
        }
    }

    /// Seconds between two looks at the objects that volumes are made from.
    static var volumeRefreshInterval: Double { 30 }

    /// Seconds between two looks at how much is in volumes with a limit.
    static var volumeMeasureInterval: Double { 10 }

    func refreshVolumes() async {
        let volumes = PodVolumes(configuration: environment.configuration, pod: state.pod)
        do {
            try await volumes.refresh(
                environment.volumeContents(state.pod, addresses: state.addresses, maximumAge: .seconds(1)))
        } catch {
            environment.logger.debug("volumes not refreshed", metadata: ["pod": "\(key)", "error": "\(error)"])
        }
        state.volumesRefreshAt = Self.now + Self.volumeRefreshInterval
    }

    /// Ends the Pod when one of its volumes holds more than it may.
    func measureVolumes() async {
        let volumes = PodVolumes(configuration: environment.configuration, pod: state.pod)
        do {
            // Off the threads that run the Pods: a tree can be large.
            let excess = try await NIOThreadPool.singleton.runIfActive { try volumes.excess() }
            if let excess, state.termination == nil { evict(excess) }
        } catch {
            environment.logger.debug("volumes not measured", metadata: ["pod": "\(key)", "error": "\(error)"])
        }
        state.volumesMeasureAt = Self.now + Self.volumeMeasureInterval
    }

    private func evict(_ message: String) {
        environment.events.warning(state.pod, nil, "Evicted", message)
        state.beginTermination(.failed(reason: Termination.evicted, message: message), grace: 1, at: Self.now)
    }
}
