import SwiftProtobuf

extension CRIClient {
    package func createContainer(
        _ configuration: ContainerConfiguration, inSandbox id: String, _ sandbox: SandboxConfiguration
    ) async throws -> String {
        let request = Runtime_V1_CreateContainerRequest.with {
            $0.podSandboxID = id
            $0.config = configuration.message
            $0.sandboxConfig = sandbox.message
        }
        let answer: Runtime_V1_CreateContainerResponse = try await runtime("CreateContainer", request)
        return answer.containerID
    }

    package func startContainer(_ id: String) async throws {
        let request = Runtime_V1_StartContainerRequest.with { $0.containerID = id }
        let _: Runtime_V1_StartContainerResponse = try await runtime("StartContainer", request)
    }

    package func stopContainer(_ id: String, timeout: Int64) async throws {
        let seconds = min(max(timeout, 0), 1 << 30)
        let request = Runtime_V1_StopContainerRequest.with {
            $0.containerID = id
            $0.timeout = seconds
        }
        try await idempotent(
            "StopContainer", request, timeout: .seconds(seconds + 60), answer: Runtime_V1_StopContainerResponse.self)
    }

    package func removeContainer(_ id: String) async throws {
        try await idempotent(
            "RemoveContainer", Runtime_V1_RemoveContainerRequest.with { $0.containerID = id },
            answer: Runtime_V1_RemoveContainerResponse.self)
    }

    package func containers(podUID: String?) async throws -> [RuntimeContainer] {
        let request = Runtime_V1_ListContainersRequest.with {
            if let podUID { $0.filter.labelSelector = [RuntimeLabel.podUID: podUID] }
        }
        let answer: Runtime_V1_ListContainersResponse = try await runtime(
            "ListContainers", request, timeout: .seconds(30))
        return answer.containers.map {
            RuntimeContainer(
                id: $0.id, sandboxID: $0.podSandboxID, name: $0.metadata.name, attempt: $0.metadata.attempt,
                state: $0.state.plain, createdAt: $0.createdAt, labels: $0.labels)
        }
    }

    package func containerStatus(_ id: String) async throws -> RuntimeContainerStatus {
        let request = Runtime_V1_ContainerStatusRequest.with { $0.containerID = id }
        let answer: Runtime_V1_ContainerStatusResponse = try await runtime(
            "ContainerStatus", request, timeout: .seconds(30))
        return answer.status.plain
    }

    package func updateResources(ofContainer id: String, _ resources: LinuxResources) async throws {
        let request = Runtime_V1_UpdateContainerResourcesRequest.with {
            $0.containerID = id
            $0.linux = resources.message
        }
        let _: Runtime_V1_UpdateContainerResourcesResponse = try await runtime("UpdateContainerResources", request)
    }

    package func execute(_ command: [String], inContainer id: String, timeout: Int64) async throws -> CommandResult {
        let seconds = min(max(timeout, 0), 1 << 30)
        let request = Runtime_V1_ExecSyncRequest.with {
            $0.containerID = id
            $0.cmd = command
            $0.timeout = seconds
        }
        let patience: Duration = seconds == 0 ? .seconds(3600) : .seconds(seconds + 10)
        let answer: Runtime_V1_ExecSyncResponse = try await runtime("ExecSync", request, timeout: patience)
        return CommandResult(stdout: Array(answer.stdout), stderr: Array(answer.stderr), exitCode: answer.exitCode)
    }

    package func reopenLog(ofContainer id: String) async throws {
        let request = Runtime_V1_ReopenContainerLogRequest.with { $0.containerID = id }
        let _: Runtime_V1_ReopenContainerLogResponse = try await runtime("ReopenContainerLog", request)
    }

    package func usage(podUID: String?) async throws -> [ContainerUsage] {
        let request = Runtime_V1_ListContainerStatsRequest.with {
            if let podUID { $0.filter.labelSelector = [RuntimeLabel.podUID: podUID] }
        }
        let answer: Runtime_V1_ListContainerStatsResponse = try await runtime(
            "ListContainerStats", request, timeout: .seconds(30))
        return answer.stats.map {
            ContainerUsage(
                containerID: $0.attributes.id, name: $0.attributes.metadata.name, labels: $0.attributes.labels,
                cpuNanoseconds: $0.cpu.usageCoreNanoSeconds.value, workingSetBytes: $0.memory.workingSetBytes.value,
                writableLayerBytes: $0.writableLayer.usedBytes.value, timestamp: $0.cpu.timestamp)
        }
    }

    package func execURL(_ command: [String], inContainer id: String, _ streams: StreamSelection) async throws -> String {
        let request = Runtime_V1_ExecRequest.with {
            $0.containerID = id
            $0.cmd = command
            $0.tty = streams.tty
            $0.stdin = streams.stdin
            $0.stdout = streams.stdout
            $0.stderr = streams.stderr
        }
        let answer: Runtime_V1_ExecResponse = try await runtime("Exec", request, timeout: .seconds(30))
        return answer.url
    }

    package func attachURL(toContainer id: String, _ streams: StreamSelection) async throws -> String {
        let request = Runtime_V1_AttachRequest.with {
            $0.containerID = id
            $0.tty = streams.tty
            $0.stdin = streams.stdin
            $0.stdout = streams.stdout
            $0.stderr = streams.stderr
        }
        let answer: Runtime_V1_AttachResponse = try await runtime("Attach", request, timeout: .seconds(30))
        return answer.url
    }
}

extension Runtime_V1_ContainerState {
    var plain: RuntimeContainerState {
        switch self {
        case .containerCreated: .created
        case .containerRunning: .running
        case .containerExited: .exited
        case .containerUnknown, .UNRECOGNIZED: .unknown
        }
    }
}

extension Runtime_V1_ContainerStatus {
    var plain: RuntimeContainerStatus {
        var status = RuntimeContainerStatus(id: id, name: metadata.name, attempt: metadata.attempt, state: state.plain)
        status.createdAt = createdAt
        status.startedAt = startedAt
        status.finishedAt = finishedAt
        status.exitCode = exitCode
        status.reason = reason
        status.message = message
        status.image = image.image
        status.imageRef = imageRef
        status.labels = labels
        status.annotations = annotations
        status.logPath = logPath
        return status
    }
}
