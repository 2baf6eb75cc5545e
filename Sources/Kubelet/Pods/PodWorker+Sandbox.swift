import ContainerRuntime
import Files
import KubeAPI
import Logging
import Schema

extension PodWorker {
    func runSandbox(attempt: UInt32) async {
        let pod = state.pod
        let runtime = environment.runtime
        do {
            try checkSysctls(pod)
            let configuration = environment.sandboxes.sandbox(for: pod, attempt: attempt)
            try FileSystem.makeDirectory(configuration.logDirectory, mode: 0o755)
            environment.cgroups.create(uid: uid, qos: QOSClass(pod.spec), PodCgroupSettings(pod.spec))
            let id = try await runtime.runSandbox(configuration)
            register(id, uid)
            let addresses = pod.spec.hostNetwork ? [] : try await runtime.sandboxStatus(id).addresses
            if let old = state.sandbox.id, old != id { state.oldSandboxes.append(old) }
            state.sandbox = .ready(id: id, attempt: attempt, addresses: addresses)
            state.addresses = pod.spec.hostNetwork ? [environment.configuration.nodeIP] : addresses
            state.sandboxFailures = 0
            state.sandboxRetryAt = nil
        } catch {
            guard state.termination == nil, !Task.isCancelled else { return }
            state.sandboxFailures += 1
            state.sandboxRetryAt = Self.now + RetryDelay.seconds(afterFailures: state.sandboxFailures)
            // A sandbox may have been made all the same.
            state.isObserved = false
            let cause = (error as? ContainerRuntimeError)?.message ?? "\(error)"
            environment.events.warning(pod, nil, "FailedCreatePodSandBox", "Failed to create pod sandbox: \(cause)")
        }
    }

    private func checkSysctls(_ pod: Pod) throws(PodSetupError) {
        let unsafe = SandboxBuilder.unsafeSysctls(pod.spec)
        guard !unsafe.isEmpty else { return }
        throw PodSetupError("forbidden sysctl: \(unsafe.map { "\"\($0)\"" }.joined(separator: ", ")) not allowlisted")
    }

    func stopSandbox(_ id: String) async {
        do {
            try await environment.runtime.stopSandbox(id)
            if state.sandbox.id == id { state.sandbox = .stopped(id: id, attempt: state.sandbox.attempt) }
            for (name, record) in state.containers where record.isRunning {
                if let current = record.current { await refresh(name, current.id) }
            }
        } catch {
            environment.logger.warning("sandbox not stopped", metadata: ["pod": "\(key)", "error": "\(error)"])
            try? await Task.sleep(for: .seconds(1))
        }
    }

    func removeSandboxes(_ ids: [String]) async {
        for id in ids {
            do {
                try await environment.runtime.stopSandbox(id)
                try await environment.runtime.removeSandbox(id)
                state.oldSandboxes.removeAll { $0 == id }
            } catch {
                environment.logger.warning("sandbox not removed", metadata: ["pod": "\(key)", "error": "\(error)"])
                try? await Task.sleep(for: .seconds(5))
            }
        }
    }
}
