import SwiftProtobuf

/// A container runtime behind CRI v1 (containerd, CRI-O), reached over its Unix socket.
///
/// ```
/// kubelet ─▶ CRIClient ─▶ CRIConnection ── gRPC over a Unix socket ──▶ containerd
/// ```
package struct CRIClient: ContainerRuntime {
    private let connection: CRIConnection

    /// Does not connect yet; `run()` does, and again whenever the runtime restarts.
    package init(socketPath: String) throws { connection = try CRIConnection(socketPath: socketPath) }

    package func run() async throws { try await connection.run() }

    func runtime<Request: CRIMessage, Response: CRIMessage>(
        _ method: String, _ request: Request, timeout: Duration = .seconds(120)
    ) async throws -> Response {
        try await connection.call("runtime.v1.RuntimeService", method, request, timeout: timeout)
    }

    func imageService<Request: CRIMessage, Response: CRIMessage>(
        _ method: String, _ request: Request, timeout: Duration = .seconds(120)
    ) async throws -> Response {
        try await connection.call("runtime.v1.ImageService", method, request, timeout: timeout)
    }

    /// Succeeds too when the subject is gone already.
    func idempotent<Request: CRIMessage, Response: CRIMessage>(
        _ method: String, _ request: Request, timeout: Duration = .seconds(120), answer: Response.Type
    ) async throws {
        do {
            let _: Response = try await runtime(method, request, timeout: timeout)
        } catch let error as ContainerRuntimeError where error.code == .notFound {
            return
        }
    }

    // MARK: The runtime itself

    package func version() async throws -> RuntimeVersion {
        let answer: Runtime_V1_VersionResponse = try await runtime(
            "Version", Runtime_V1_VersionRequest(), timeout: .seconds(5))
        return RuntimeVersion(name: answer.runtimeName, version: answer.runtimeVersion)
    }

    package func conditions() async throws -> [RuntimeCondition] {
        let answer: Runtime_V1_StatusResponse = try await runtime("Status", Runtime_V1_StatusRequest(), timeout: .seconds(5))
        return answer.status.conditions.map {
            RuntimeCondition(type: $0.type, isTrue: $0.status, reason: $0.reason, message: $0.message)
        }
    }

    package func usePodRange(_ cidr: String) async throws {
        let request = Runtime_V1_UpdateRuntimeConfigRequest.with { $0.runtimeConfig.networkConfig.podCidr = cidr }
        let _: Runtime_V1_UpdateRuntimeConfigResponse = try await runtime(
            "UpdateRuntimeConfig", request, timeout: .seconds(5))
    }

    package func events(_ receive: @Sendable @escaping (RuntimeEvent) async -> Void) async throws {
        let request = Containerd_V1_SubscribeRequest.with {
            $0.filters = ["namespace==k8s.io,topic~=^/tasks/(start|exit|oom)$"]
        }
        try await connection.stream(
            "containerd.services.events.v1.Events", "Subscribe", request,
            metadata: ["containerd-namespace": "k8s.io"], of: Containerd_V1_Envelope.self
        ) { envelope in
            if let event = RuntimeEvent(envelope) { await receive(event) }
        }
    }
}
