import ContainerRuntime
import Files
import KubeAPI
import Logging
import Schema

extension PodWorker {
    private func change(_ name: String, _ body: (inout ContainerRecord) -> Void) {
        body(&state.containers[name, default: ContainerRecord()])
    }

    private func declared(_ name: String) -> Container? {
        let spec = state.pod.spec
        if let found = (spec.containers + spec.initContainers).first(where: { $0.name == name }) { return found }
        return spec.ephemeralContainers.first { $0.name == name }.flatMap { Container(json: $0.json) }
    }

    func prepareImage(_ name: String) async {
        guard let container = declared(name) else { return }
        do {
            let image = try await environment.images.prepare(container, of: state.pod)
            change(name) {
                $0.image = image
                $0.waiting = nil
                $0.pulls = RestartBackoff()
            }
        } catch {
            guard !Task.isCancelled, state.termination == nil else { return }
            let failure =
                error as? ImageProvider.Failure ?? ImageProvider.Failure(reason: "ImageInspectError", message: "\(error)")
            change(name) {
                $0.pulls.restarting()
                $0.waiting = WaitingReason(
                    reason: failure.reason, message: failure.message, retryAt: Self.now + $0.pulls.delay)
            }
            if failure.reason == "ErrImagePull" { await turnIntoBackOff(container) }
        }
    }

    /// After a moment as `ErrImagePull` the status shows `ImagePullBackOff` until the next try.
    private func turnIntoBackOff(_ container: Container) async {
        wake()
        try? await Task.sleep(for: .seconds(2))
        guard state.containers[container.name]?.waiting?.reason == "ErrImagePull" else { return }
        let message = "Back-off pulling image \"\(container.image)\""
        change(container.name) {
            $0.waiting?.reason = "ImagePullBackOff"
            $0.waiting?.message = message
        }
        environment.events.normal(state.pod, container.name, "BackOff", message)
        environment.events.warning(state.pod, container.name, "Failed", "Error: ImagePullBackOff")
    }

    func start(_ name: String, attempt: UInt32) async {
        guard let container = declared(name), case .ready(let sandbox, let sandboxAttempt, _) = state.sandbox,
            let image = state.containers[name]?.image
        else { return }
        let isRestart = state.containers[name]?.current != nil
        do {
            let configuration = try await configuration(container, attempt: attempt, image)
            let id = try await create(container, configuration, sandbox, sandboxAttempt)
            if isRestart { change(name) { $0.restarts.restarting() } }
            try await start(container, id)
        } catch let failure as StartFailure {
            failed(name, failure)
        } catch {
            if !FileSystem.exists(environment.configuration.podDirectory(uid)) { state.volumes = .pending }
            failed(name, StartFailure(reason: "CreateContainerConfigError", message: "\(error)"))
        }
    }

    private struct StartFailure: Error {
        let reason: String
        let message: String
    }

    private func failed(_ name: String, _ failure: StartFailure) {
        guard !Task.isCancelled, state.termination == nil else { return }
        change(name) {
            $0.startFailures += 1
            $0.waiting = WaitingReason(
                reason: failure.reason, message: failure.message,
                retryAt: Self.now + RetryDelay.seconds(afterFailures: $0.startFailures))
        }
        environment.events.warning(state.pod, name, "Failed", "Error: \(failure.message)")
    }

    private func configuration(
        _ container: Container, attempt: UInt32, _ image: PreparedImage
    ) async throws -> ContainerConfiguration {
        let pod = state.pod
        let downward = environment.downward(pod, addresses: state.addresses)
        let variables = try await ContainerEnvironment(
            downward: downward, objects: environment.objects,
            serviceVariables: try await environment.serviceVariables(pod)
        ).variables(of: container)
        let mounts = ContainerMounts(configuration: environment.configuration, pod: pod, addresses: downward.addresses)
        let builder = ContainerBuilder(
            pod: pod, nodeMemory: environment.machine.memory, cgroups: environment.cgroups,
            seccompDirectory: environment.configuration.dataDirectory + "/seccomp")
        var result = try builder.container(
            container, attempt: attempt,
            .init(environment: variables, mounts: try mounts.make(for: container, attempt: attempt, variables), image: image))
        shareProcesses(of: container.name, &result)
        return result
    }

    /// A debugging container may look into the processes of another.
    private func shareProcesses(of name: String, _ result: inout ContainerConfiguration) {
        let target = state.pod.spec.ephemeralContainers.first { $0.name == name }?.targetContainerName ?? ""
        guard !target.isEmpty, let id = state.containers[target]?.current?.id else { return }
        if result.security.namespaces.pid == .container { result.security.namespaces.pid = .target(id) }
    }

    private func create(
        _ container: Container, _ configuration: ContainerConfiguration, _ sandbox: String, _ sandboxAttempt: UInt32
    ) async throws -> String {
        let logs = environment.configuration.logDirectory(key, uid: uid) + "/" + container.name
        try FileSystem.makeDirectory(logs, mode: 0o755)
        let id: String
        do {
            id = try await environment.runtime.createContainer(
                configuration, inSandbox: sandbox, environment.sandboxes.sandbox(for: state.pod, attempt: sandboxAttempt))
        } catch let error as ContainerRuntimeError {
            // The sandbox may have gone, or the call may have had its effect all the same.
            state.isObserved = false
            throw StartFailure(reason: "CreateContainerError", message: error.message)
        }
        register(id, uid)
        var status = RuntimeContainerStatus(
            id: id, name: container.name, attempt: configuration.attempt, state: .created)
        status.sandboxID = sandbox
        status.annotations = configuration.annotations
        status.imageRef = configuration.image
        take(status)
        change(container.name) {
            $0.hasRunPostStart = false
            $0.hasBegunPreStop = false
            $0.killReason = nil
            $0.waiting = nil
        }
        environment.events.normal(state.pod, container.name, "Created", "Created container: \(container.name)")
        return id
    }

    private func start(_ container: Container, _ id: String) async throws {
        let name = container.name
        do {
            try await environment.runtime.startContainer(id)
        } catch let error as ContainerRuntimeError {
            await refresh(name, id)
            throw StartFailure(reason: "RunContainerError", message: error.message)
        }
        let hook = container.lifecycle?.postStart
        if hook == nil { change(name) { $0.hasRunPostStart = true } }
        change(name) { $0.startFailures = 0 }
        await refresh(name, id)
        environment.events.normal(state.pod, name, "Started", "Started container \(name)")
        guard let hook else { return }
        do {
            try await environment.prober.run(hook, container, id, address: state.addresses.first ?? "", within: .seconds(3600))
            if isStillRunning(name, id) { change(name) { $0.hasRunPostStart = true } }
        } catch {
            // The hook of a container that has ended says nothing about the next one.
            guard isStillRunning(name, id) else { return }
            environment.events.warning(state.pod, name, "FailedPostStartHook", "PostStartHook failed: \(error)")
            change(name) { $0.killReason = KillReason(message: "FailedPostStartHook", grace: nil) }
        }
    }

    private func isStillRunning(_ name: String, _ id: String) -> Bool {
        guard let current = state.containers[name]?.current else { return false }
        return current.id == id && current.state == .running
    }

    func kill(_ name: String, _ id: String, grace: Int64, message: String, runHook: Bool) async {
        let begin = ContinuousClock.now
        environment.events.normal(state.pod, name, "Killing", message)
        if runHook, grace > 0, let container = declared(name), let hook = container.lifecycle?.preStop,
            let record = state.containers[name], record.current?.id == id, !record.hasBegunPreStop
        {
            change(name) { $0.hasBegunPreStop = true }
            do {
                try await environment.prober.run(
                    hook, container, id, address: state.addresses.first ?? "", within: .seconds(grace))
            } catch {
                environment.events.warning(state.pod, name, "FailedPreStopHook", "PreStopHook failed: \(error)")
            }
        }
        let left = grace - (ContinuousClock.now - begin).components.seconds
        do {
            // After the hook a container always gets a moment to end by itself.
            try await environment.runtime.stopContainer(id, timeout: grace == 0 ? 0 : max(left, min(grace, 2)))
        } catch {
            environment.logger.warning("container not stopped", metadata: ["pod": "\(key)", "error": "\(error)"])
            try? await Task.sleep(for: .milliseconds(500))
        }
        await containerChanged(id, .exited)
    }

    func removeContainers(_ ids: [String]) async {
        for id in ids {
            do {
                try await environment.runtime.removeContainer(id)
                for name in state.containers.keys where state.containers[name]?.outdated.contains(id) ?? false {
                    change(name) { $0.outdated.removeAll { $0 == id } }
                    try removeOutdatedFiles(of: name)
                }
            } catch {
                environment.logger.warning("container not removed", metadata: ["pod": "\(key)", "error": "\(error)"])
                try? await Task.sleep(for: .seconds(5))
            }
        }
    }

    /// Logs and termination messages of attempts that nobody can ask for any more.
    private func removeOutdatedFiles(of name: String) throws {
        guard let record = state.containers[name], let oldest = record.previous ?? record.current else { return }
        let configuration = environment.configuration
        let messages = ContainerMounts.terminationMessageDirectory(configuration.podDirectory(uid), name)
        for directory in ["\(configuration.logDirectory(key, uid: uid))/\(name)", messages] {
            try AttemptFiles.remove(before: oldest.attempt, in: directory)
        }
    }
}
