import AsyncTools
import ContainerRuntime
import Files
import Glibc
import KubeAPI
import KubeClient
import Logging
import Schema

extension PodWorker {
    func reclaim() async {
        do { try PodVolumes(configuration: environment.configuration, pod: state.pod).unmount() } catch {
            // Removing the Pod's directory refuses to go through a mount, and tries again.
            environment.logger.warning("volumes not unmounted", metadata: ["pod": "\(key)", "error": "\(error)"])
        }
        environment.cgroups.remove(uid: uid)
        state.volumes = .reclaimed
        state.clearance = .reclaimed
    }

    /// The last status first, so that whoever waits for the Pod's end learns how it ended.
    func deleteObject() async {
        let status = state.status(nodeIP: environment.configuration.nodeIP, at: Self.now)
        if !state.hadFinished, status.json != state.lastStatus.json {
            state.lastStatus = status
            writer.put(status)
        }
        await writer.flush()
        do {
            try await environment.client.delete(
                PodShape.self, key,
                .init(gracePeriodSeconds: 0, preconditions: .init(uid: uid)))
            state.clearance = .deleted
        } catch let error as APIError where error.isNotFound || error.isConflict {
            state.clearance = .deleted
        } catch {
            environment.logger.warning("pod not deleted", metadata: ["pod": "\(key)", "error": "\(error)"])
            try? await Task.sleep(for: .milliseconds(500))
        }
    }

    func forget() async {
        do {
            try await NodeSweep.remove(
                podUID: uid, key, configuration: environment.configuration, runtime: environment.runtime,
                cgroups: environment.cgroups)
            environment.tokens.forget(podUID: uid)
            environment.logger.info("pod removed", metadata: ["pod": "\(key)"])
            state.clearance = .forgotten
        } catch {
            environment.logger.warning("pod not cleared up", metadata: ["pod": "\(key)", "error": "\(error)"])
            try? await Task.sleep(for: .seconds(2))
        }
    }
}

/// Takes everything of a Pod off the node.
enum NodeSweep {
    static func remove(
        podUID: String, _ key: ObjectKey, configuration: KubeletConfiguration, runtime: any ContainerRuntime,
        cgroups: Cgroups
    ) async throws {
        for container in try await runtime.containers(podUID: podUID) { try await runtime.removeContainer(container.id) }
        for sandbox in try await runtime.sandboxes(podUID: podUID) {
            try await runtime.stopSandbox(sandbox.id)
            try await runtime.removeSandbox(sandbox.id)
        }
        let directory = configuration.podDirectory(podUID)
        let logs = configuration.logDirectory(key, uid: podUID)
        // A container may have left millions of files; the threads that tasks share must not wait for them.
        try await BlockingThread.run {
            try Mounts.undoAll(below: directory)
            try FileSystem.remove(directory)
            try FileSystem.remove(logs)
        }
        cgroups.remove(uid: podUID)
    }
}
