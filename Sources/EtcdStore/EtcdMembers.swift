import AsyncTools
import GRPCCore
import GRPCNIOTransportHTTP2Posix
import GRPCTransport
import Logging
import Store
import SwiftProtobuf

typealias EtcdMessage = SwiftProtobuf.Message

/// The connections to etcd's members, and which of them is asked.
///
/// All callers use the preferred member. A call that fails there moves the preference on, once, however many calls fail
/// at the same time.
final class EtcdMembers: Sendable {
    struct Member: Sendable {
        let endpoint: EtcdConfiguration.Endpoint
        let connection: GRPCConnection
    }

    /// Makes members refuse while they have no leader, instead of leaving the caller waiting.
    static let requireLeader = ["hasleader": "true"]

    let members: [Member]
    private let configuration: EtcdConfiguration
    private let logger: Logger
    private let state: Guarded<State>

    private struct State: Sendable {
        var preferred = 0
        var isClosed = false
        var tasks: [Task<Void, Never>] = []
    }

    init(_ configuration: EtcdConfiguration, logger: Logger) throws(StoreError) {
        guard !configuration.endpoints.isEmpty else { throw .unavailable("no etcd endpoint is given") }
        self.configuration = configuration
        self.logger = logger
        var members: [Member] = []
        for endpoint in configuration.endpoints {
            members.append(Member(endpoint: endpoint, connection: try Self.connection(endpoint, configuration)))
        }
        self.members = members
        state = Guarded(State())
    }

    private static func connection(
        _ endpoint: EtcdConfiguration.Endpoint, _ configuration: EtcdConfiguration
    ) throws(StoreError) -> GRPCConnection {
        let security = try security(endpoint, configuration)
        do {
            return try GRPCConnection(target: target(endpoint), security: security) {
                // etcd takes PINGs that come more often than every five seconds for an attack.
                $0.connection.keepalive = .init(time: .seconds(10), timeout: .seconds(5), allowWithoutCalls: false)
            }
        } catch {
            throw .unavailable("etcd at \(endpoint): \(Self.cause(error))")
        }
    }

    private static func target(_ endpoint: EtcdConfiguration.Endpoint) -> any ResolvableTarget {
        if endpoint.host.contains(":") { return .ipv6(address: endpoint.host, port: endpoint.port) }
        let isAddress = endpoint.host.allSatisfy { $0.isNumber || $0 == "." }
        return isAddress
            ? .ipv4(address: endpoint.host, port: endpoint.port) : .dns(host: endpoint.host, port: endpoint.port)
    }

    private static func security(
        _ endpoint: EtcdConfiguration.Endpoint, _ configuration: EtcdConfiguration
    ) throws(StoreError) -> GRPCConnection.Transport.TransportSecurity {
        guard endpoint.isSecure else { return .plaintext }
        guard (configuration.certificateFile == nil) == (configuration.keyFile == nil) else {
            throw .unavailable("etcd needs both a certificate and its key, or neither")
        }
        return .tls { tls in
            if let file = configuration.caFile { tls.trustRoots = .certificates([.file(path: file, format: .pem)]) }
            if let file = configuration.certificateFile { tls.certificateChain = [.file(path: file, format: .pem)] }
            if let file = configuration.keyFile { tls.privateKey = .file(path: file, format: .pem) }
        }
    }

    // MARK: Life

    func start() {
        let tasks = members.map { member in Task { try? await member.connection.run() } as Task<Void, Never> }
        state.withLock { $0.tasks = tasks }
    }

    /// Breaks every connection. Calls that are under way fail, later ones throw `unavailable`.
    func close() async {
        let tasks = state.withLock { state in
            state.isClosed = true
            defer { state.tasks = [] }
            return state.tasks
        }
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
    }

    var isClosed: Bool { state.withLock { $0.isClosed } }

    func checkOpen() throws(StoreError) {
        if isClosed { throw .unavailable("it is closed") }
    }

    // MARK: Preference

    var preferred: Member { members[preferredIndex] }

    private var preferredIndex: Int { state.withLock { $0.preferred } }

    /// Leaves a member for the next one, unless somebody already has.
    func leave(_ member: Member, because cause: String) {
        let next: Member? = state.withLock { state in
            guard members[state.preferred].endpoint == member.endpoint, members.count > 1, !state.isClosed else { return nil }
            state.preferred = (state.preferred + 1) % members.count
            return members[state.preferred]
        }
        guard let next else { return }
        logger.warning(
            "etcd member left",
            metadata: ["from": "\(member.endpoint)", "to": "\(next.endpoint)", "cause": "\(cause)"])
    }

    // MARK: Calls

    /// What came of asking one member once.
    enum Attempt<Response: Sendable>: Sendable {
        case answered(Response)
        /// Had no effect; another member may be asked.
        case notSent(String)
        /// Nobody knows whether it had an effect.
        case noAnswer(String)
    }

    /// Asks the preferred member once. Throws what etcd says for certain, such as a full disk or a compacted revision.
    func attempt<Request: EtcdMessage, Response: EtcdMessage>(
        _ method: EtcdMethod, _ request: Request, timeout: Duration, of: Response.Type
    ) async throws -> Attempt<Response> {
        try checkOpen()
        let member = preferred
        do {
            return .answered(
                try await member.connection.call(
                    method.service, method.name, request, metadata: Self.requireLeader, timeout: timeout,
                    waitForConnection: false))
        } catch let failure as GRPCFailure {
            let verdict = EtcdVerdict(failure)
            switch verdict {
            case .refused(let error): throw error
            case .notSent(let cause):
                leave(member, because: cause)
                return .notSent("\(member.endpoint): \(cause)")
            case .noAnswer(let cause):
                leave(member, because: cause)
                return .noAnswer("\(member.endpoint): \(cause)")
            }
        }
    }

    /// Asks one member after the other until one answers or patience ends. Only for what may be done twice.
    func ask<Request: EtcdMessage, Response: EtcdMessage>(
        _ method: EtcdMethod, _ request: Request, of: Response.Type = Response.self
    ) async throws -> Response {
        var turns = Turns(configuration.patience)
        while true {
            switch try await attempt(method, request, timeout: configuration.readTimeout, of: Response.self) {
            case .answered(let response): return response
            case .notSent(let cause), .noAnswer(let cause): try await turns.next(after: cause)
            }
        }
    }

    static func cause(_ error: any Error) -> String {
        guard let error = error as? RPCError else { return "\(error)" }
        return error.cause.map { "\(error.message) (\($0))" } ?? error.message
    }
}

/// The turns of an operation that is tried again: pauses that grow, and an end.
struct Turns {
    private let deadline: ContinuousClock.Instant
    private var pause = Duration.milliseconds(10)

    init(_ patience: Duration) { deadline = .now + patience }

    /// Pauses before the next turn. Throws `unavailable` when patience has ended, or `CancellationError`.
    mutating func next(after cause: String) async throws {
        guard ContinuousClock.now + pause < deadline else { throw StoreError.unavailable("etcd does not answer: \(cause)") }
        try await Task.sleep(for: pause)
        pause = min(pause * 2, .milliseconds(500))
    }
}

/// A method of etcd's API.
struct EtcdMethod: Sendable {
    let service: String
    let name: String

    static let range = EtcdMethod(service: "etcdserverpb.KV", name: "Range")
    static let put = EtcdMethod(service: "etcdserverpb.KV", name: "Put")
    static let deleteRange = EtcdMethod(service: "etcdserverpb.KV", name: "DeleteRange")
    static let txn = EtcdMethod(service: "etcdserverpb.KV", name: "Txn")
    static let compact = EtcdMethod(service: "etcdserverpb.KV", name: "Compact")
    static let watch = EtcdMethod(service: "etcdserverpb.Watch", name: "Watch")
    static let leaseGrant = EtcdMethod(service: "etcdserverpb.Lease", name: "LeaseGrant")
    static let status = EtcdMethod(service: "etcdserverpb.Maintenance", name: "Status")
    static let memberList = EtcdMethod(service: "etcdserverpb.Cluster", name: "MemberList")
}
