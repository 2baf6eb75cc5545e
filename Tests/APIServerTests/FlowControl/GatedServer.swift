import APIServer
import AsyncTools
import JSON
import Store
import TestSupport
import Transport

/// Holds back everybody who comes, and lets one go at a time.
final class Gate: PathResponder, Sendable {
    private struct State: Sendable {
        var arrived: [String] = []
        var held: [CheckedContinuation<Void, Never>] = []
        var isOpen = false
    }

    private let state = Guarded(State())

    let paths: [String] = []

    func respond(to request: HTTPRequest, query: Query) async throws(StatusError) -> HTTPResponse? {
        guard request.path.hasPrefix("/gate/") else { return nil }
        await withCheckedContinuation { continuation in
            let passes = state.withLock { state in
                state.arrived.append(String(request.path.dropFirst(6)))
                if !state.isOpen { state.held.append(continuation) }
                return state.isOpen
            }
            if passes { continuation.resume() }
        }
        return HTTPResponse(status: 200, body: .bytes(Array("passed".utf8)))
    }

    /// Who has come so far, in order.
    var arrived: [String] { state.withLock { $0.arrived } }

    /// Lets the first of those held go.
    func letOneGo() {
        let first = state.withLock { $0.held.isEmpty ? nil : $0.held.removeFirst() }
        first?.resume()
    }

    func open() {
        let held = state.withLock { state in
            state.isOpen = true
            defer { state.held = [] }
            return state.held
        }
        for continuation in held { continuation.resume() }
    }
}

/// A server where everybody may do everything, on which requests to `/gate/…` last until the gate lets them go.
struct GatedServer: Sendable {
    let server: Server
    let gate: Gate

    static func run(
        seats: Int, _ body: @Sendable (GatedServer) async throws -> Void
    ) async throws {
        let gate = Gate()
        var configuration = ServerConfiguration()
        configuration.maximumRequestsInFlight = seats
        // However slow the machine is: what waits here is waited for.
        configuration.longestQueueWait = .seconds(600)
        configuration.profiling = true
        let server = Server(configuration: configuration, store: MemoryStore(), logger: TestCluster.quiet) { _, _ in
            ServerPlugins(authenticator: InProcessAuthenticator(), authorizer: EverythingIsAllowed(), pathResponders: [gate])
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            // Without admission not everything that a cluster has is put in place; the fair queue's objects are.
            try await eventually {
                await server.respond(to: HTTPRequest("GET", "/readyz/poststarthook/priority-and-fairness-config-consumer"))
                    .status == 200
            }
            defer {
                gate.open()
                group.cancelAll()
            }
            try await body(GatedServer(server: server, gate: gate))
        }
    }

    func exchange(_ user: String, groups: [String] = ["system:authenticated"]) -> LocalExchange {
        LocalExchange(server, user: user, groups: groups)
    }

    func get(_ path: String, as user: String, groups: [String] = ["system:authenticated"]) async throws -> HTTPResponse {
        try await exchange(user, groups: groups).send(HTTPRequest("GET", path))
    }

    /// Stores an object of the flow-control group as an administrator.
    func create(_ plural: String, _ object: JSONValue) async throws -> Int {
        try await exchange("admin", groups: ["system:masters", "system:authenticated"]).send(
            HTTPRequest(
                "POST", "/apis/flowcontrol.apiserver.k8s.io/v1/\(plural)", headers: ["Content-Type": "application/json"],
                body: JSONWriter.bytes(object))
        ).status
    }

    /// A level of one seat, and a schema that sends everything below `/gate/` there, a flow per user.
    func createNarrowLevel(queuing: JSONValue?) async throws {
        var response: JSONValue = ["type": queuing == nil ? "Reject" : "Queue"]
        if let queuing { response["queuing"] = queuing }
        let level: JSONValue = [
            "apiVersion": "flowcontrol.apiserver.k8s.io/v1", "kind": "PriorityLevelConfiguration",
            "metadata": ["name": "narrow"],
            "spec": [
                "type": "Limited",
                "limited": ["nominalConcurrencyShares": 1, "borrowingLimitPercent": 0, "limitResponse": response],
            ],
        ]
        let schema: JSONValue = [
            "apiVersion": "flowcontrol.apiserver.k8s.io/v1", "kind": "FlowSchema", "metadata": ["name": "gate"],
            "spec": [
                "matchingPrecedence": 50, "priorityLevelConfiguration": ["name": "narrow"],
                "distinguisherMethod": ["type": "ByUser"],
                "rules": [
                    [
                        "subjects": [["kind": "User", "user": ["name": "noisy"]], ["kind": "User", "user": ["name": "quiet"]]],
                        "nonResourceRules": [["verbs": ["*"], "nonResourceURLs": ["/gate/*"]]],
                    ]
                ],
            ],
        ]
        guard try await create("prioritylevelconfigurations", level) == 201, try await create("flowschemas", schema) == 201
        else { throw NotCreated() }
        // The server follows the stored objects by itself, a moment later.
        while !(try await levels()).contains("narrow") { try await Task.sleep(for: .milliseconds(5)) }
        while (try await metrics()).contains(#"flow_schema="gate""#) == false { try await Task.sleep(for: .milliseconds(5)) }
    }

    struct NotCreated: Error {}

    func levels() async throws -> String { try await text("/debug/api_priority_and_fairness/dump_priority_levels") }
    func metrics() async throws -> String { try await text("/metrics") }

    private func text(_ path: String) async throws -> String {
        let answer = try await get(path, as: "admin", groups: ["system:masters"])
        return String(decoding: try await answer.collect(limit: 10 << 20), as: UTF8.self)
    }
}

private struct EverythingIsAllowed: Authorizer {
    func authorize(_ attributes: RequestAttributes) async -> AuthorizationDecision { .allow(reason: "") }
}

/// Waits until something holds. The test's time limit ends what never does.
func eventually(_ condition: () async throws -> Bool) async throws {
    while !(try await condition()) { try await Task.sleep(for: .milliseconds(5)) }
}
