import ContainerRuntime
import KubeAPI
import NIOCore
import NIOPosix
import Schema
import Transport

/// Carries out probes and lifecycle hooks.
struct Prober: Sendable {
    let runtime: any ContainerRuntime

    struct Answer: Sendable, Hashable {
        let outcome: ProbeTrack.Outcome
        let message: String
    }

    /// Why a check did not pass.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// - Parameter address: the Pod's own.
    func probe(_ probe: Probe, _ container: Container, _ id: String, address: String) async -> Answer {
        let timeout = Duration.seconds(Int64(max(probe.timeoutSeconds, 1)))
        do {
            if let action = probe.exec {
                try await execute(action.command, id, timeout: timeout)
            } else if let action = probe.httpGet {
                try await get(action, container, address: address, timeout: timeout)
            } else if let action = probe.tcpSocket {
                try await connect(
                    action.host.isEmpty ? address : action.host, port(action.port, container), timeout: timeout)
            } else if let action = probe.grpc {
                try await askHealth(action, address: address, timeout: timeout)
            } else {
                return Answer(outcome: .unknown, message: "missing probe handler")
            }
            return Answer(outcome: .success, message: "")
        } catch let error as ContainerRuntimeError where error.code == .unavailable {
            // The runtime cannot be asked, which says nothing of the container.
            return Answer(outcome: .unknown, message: error.message)
        } catch {
            if Task.isCancelled { return Answer(outcome: .unknown, message: "cancelled") }
            return Answer(outcome: .failure, message: "\(error)")
        }
    }

    /// Runs a postStart or preStop hook.
    func run(
        _ hook: LifecycleHandler, _ container: Container, _ id: String, address: String, within limit: Duration
    ) async throws {
        if let action = hook.exec {
            try await execute(action.command, id, timeout: limit)
        } else if let action = hook.httpGet {
            try await get(action, container, address: address, timeout: min(limit, .seconds(30)))
        } else if let action = hook.sleep {
            try await Task.sleep(for: .seconds(min(max(action.seconds, 0), limit.components.seconds, 1 << 30)))
        } else if let action = hook.tcpSocket {
            try await connect(action.host.isEmpty ? address : action.host, port(action.port, container), timeout: limit)
        }
    }

    private func execute(_ command: [String], _ id: String, timeout: Duration) async throws {
        let seconds = max(timeout.components.seconds, 1)
        do {
            let result = try await runtime.execute(command, inContainer: id, timeout: seconds)
            guard result.exitCode != 0 else { return }
            let output = String(decoding: (result.stdout + result.stderr).prefix(10 << 10), as: UTF8.self)
            throw Failure(description: output.isEmpty ? "command exited with \(result.exitCode)" : output)
        } catch let error as ContainerRuntimeError where error.code == .deadlineExceeded {
            throw Failure(description: "command \"\(command.joined(separator: " "))\" timed out after \(seconds)s")
        }
    }

    private func port(_ port: IntOrString, _ container: Container) throws -> Int {
        switch port {
        case .int(let number) where (1...65535).contains(number): return Int(number)
        case .string(let name):
            if let found = container.ports.first(where: { $0.name == name }) { return Int(found.containerPort) }
            if let number = Int(name), (1...65535).contains(number) { return number }
            throw Failure(description: "couldn't find port: \(name)")
        case .int(let number): throw Failure(description: "invalid port number: \(number)")
        }
    }

    /// A status from 200 to 399 passes.
    private func get(_ action: HTTPGetAction, _ container: Container, address: String, timeout: Duration) async throws {
        let host = action.host.isEmpty ? address : action.host
        let port = try port(action.port, container)
        let isSecure = action.scheme == "HTTPS"
        var configuration = HTTPClient.Configuration(
            endpoint: isSecure ? .https(host: host, port: port) : .http(host: host, port: port),
            tls: isSecure ? ClientTLS(caPEM: nil, skipsVerification: true) : nil, responseTimeout: timeout)
        configuration.connectTimeout = timeout
        let client = try HTTPClient(configuration: configuration)
        defer { client.close() }
        let target = action.path.isEmpty ? "/" : action.path.hasPrefix("/") ? action.path : "/" + action.path
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        var headers: Transport.HTTPHeaders = ["Connection": "close"]
        for header in action.httpHeaders { headers.add(header.name, header.value) }
        if headers["User-Agent"] == nil { headers.add("User-Agent", "kube-probe/1.36") }
        if headers["Accept"] == nil { headers.add("Accept", "*/*") }
        let request = HTTPRequest("GET", parts[0], query: parts.count > 1 ? parts[1] : "", headers: headers)
        let response = try await client.send(request)
        guard (200..<400).contains(response.status) else {
            throw Failure(description: "HTTP probe failed with statuscode: \(response.status)")
        }
    }

    private func askHealth(_ action: GRPCAction, address: String, timeout: Duration) async throws {
        let isServing: Bool
        do {
            isServing = try await GRPCHealth.isServing(
                host: address, port: Int(action.port), service: action.service, timeout: timeout)
        } catch let error as ContainerRuntimeError {
            throw Failure(description: "health rpc to \(address):\(action.port) failed: \(error.message)")
        }
        if !isServing { throw Failure(description: "service unhealthy (responded with \"NOT_SERVING\")") }
    }

    private func connect(_ host: String, _ port: Int, timeout: Duration) async throws {
        let seconds = max(timeout.components.seconds, 1)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.seconds(seconds)).connect(host: host, port: port).get()
        try await channel.close()
    }
}
