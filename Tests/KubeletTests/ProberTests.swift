import ContainerRuntime
import KubeAPI
import Logging
import Schema
import Testing
import Transport

@testable import Kubelet

/// Probes of real servers on this machine.
struct ProberTests {
    /// These probes do not ask the runtime for anything.
    private func outcome(_ change: (inout Probe) -> Void) async throws -> Prober.Answer {
        let prober = Prober(runtime: try CRIClient(socketPath: "/nonexistent/cri.sock"))
        let container = Example.container("main") { container in
            container.ports = [
                ContainerPort {
                    $0.name = "web"; $0.containerPort = 1
                }
            ]
        }
        var probe = Probe { $0.timeoutSeconds = 60 }
        change(&probe)
        return await prober.probe(probe, container, "main-0", address: "127.0.0.1")
    }

    @Test func grpcProbeAsksTheHealthServiceForOneServiceOrForAll() async throws {
        try await HealthServer.run(["": .serving, "orders": .serving, "billing": .notServing]) { port in
            func ask(_ service: String) async throws -> Prober.Answer {
                try await outcome { probe in
                    probe.grpc = GRPCAction {
                        $0.port = Int32(port)
                        $0.service = service
                    }
                }
            }
            let whole = try await ask("")
            #expect(whole.outcome == .success)
            let orders = try await ask("orders")
            #expect(orders.outcome == .success)
            let billing = try await ask("billing")
            #expect(billing.outcome == .failure)
            #expect(billing.message.contains("NOT_SERVING"))
            let unknown = try await ask("unknown")
            #expect(unknown.outcome == .failure)
        }
    }

    @Test func grpcProbeOfAClosedPortFails() async throws {
        let answer = try await outcome { $0.grpc = GRPCAction { $0.port = 1 } }
        #expect(answer.outcome == .failure)
    }

    @Test(arguments: [(200, ProbeTrack.Outcome.success), (204, .success), (302, .success), (404, .failure), (500, .failure)])
    func httpProbePassesFrom200To399(status: Int, expected: ProbeTrack.Outcome) async throws {
        let responder = ProbedServer { request in
            #expect(request.path == "/health")
            #expect(request.query == "deep=1")
            #expect(request.headers["X-Probe"] == "yes")
            #expect(request.headers["User-Agent"]?.hasPrefix("kube-probe/") == true)
            return HTTPResponse(status: status)
        }
        try await responder.run { port in
            let answer = try await outcome { probe in
                probe.httpGet = HTTPGetAction {
                    $0.port = .int(Int32(port))
                    $0.path = "/health?deep=1"
                    $0.httpHeaders = [
                        HTTPHeader {
                            $0.name = "X-Probe"; $0.value = "yes"
                        }
                    ]
                }
            }
            #expect(answer.outcome == expected)
        }
    }

    @Test func tcpProbePassesWhenThePortAcceptsConnections() async throws {
        try await ProbedServer { _ in HTTPResponse(status: 200) }.run { port in
            let open = try await outcome { $0.tcpSocket = TCPSocketAction { $0.port = .int(Int32(port)) } }
            #expect(open.outcome == .success)
        }
        let closed = try await outcome { $0.tcpSocket = TCPSocketAction { $0.port = .string("web") } }
        #expect(closed.outcome == .failure)
        let unknown = try await outcome { $0.tcpSocket = TCPSocketAction { $0.port = .string("none") } }
        #expect(unknown.message == "couldn't find port: none")
    }
}

private struct ProbedServer: HTTPResponder {
    let answer: @Sendable (HTTPRequest) -> HTTPResponse

    func respond(to request: HTTPRequest) async -> HTTPResponse { answer(request) }

    func run(_ body: @Sendable @escaping (_ port: Int) async throws -> Void) async throws {
        let server = try HTTPServer(
            configuration: .init(host: "127.0.0.1", port: 0, tls: nil), responder: self, logger: Logger(label: "probed"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            let port = try await server.bind()
            group.addTask { try await server.run() }
            try await body(port)
            group.cancelAll()
        }
    }
}
