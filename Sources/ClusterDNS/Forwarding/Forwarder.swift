internal import Addresses
internal import AsyncTools
internal import NIOCore

/// Asks upstream servers what the cluster does not know. Bounded in time, memory and number of questions at once.
final class Forwarder: Sendable {
    private struct State: Sendable {
        var cache = AnswerCache()
        var pending = 0
        var servers: [IPAddress] = []
        /// Servers that gave no answer, and until when they are asked last.
        var silentUntil: [IPAddress: ContinuousClock.Instant] = [:]

        /// In the order of the configuration, those that were silent behind the others.
        func order(at now: ContinuousClock.Instant) -> [IPAddress] {
            let isSilent = { (server: IPAddress) in silentUntil[server].map { $0 > now } ?? false }
            return servers.filter { !isSilent($0) } + servers.filter(isSilent)
        }
    }

    /// So long a server that gave no answer is asked last.
    static let penalty = Duration.seconds(30)

    /// Questions on their way at the same time; more are refused.
    static let maximumPending = 512

    private let state: Guarded<State>
    private let exchange: UpstreamExchange
    private let port: Int

    init(group: any EventLoopGroup, timeLimit: TimeAmount = .seconds(2), port: Int = 53) {
        state = Guarded(State())
        exchange = UpstreamExchange(group: group, timeLimit: timeLimit)
        self.port = port
    }

    /// Takes the servers to ask, in order.
    func use(_ servers: [IPAddress]) {
        state.withLock { state in
            state.servers = servers
            state.silentUntil = [:]
        }
    }

    /// The servers as they would be asked now.
    var order: [IPAddress] { state.withLock { $0.order(at: .now) } }

    func note(_ server: IPAddress, answered: Bool) {
        state.withLock { $0.silentUntil[server] = answered ? nil : .now + Self.penalty }
    }

    /// The answer when it is known already.
    func cached(_ query: DNSQuery) -> (answer: UpstreamAnswer, age: UInt32)? {
        state.withLock { $0.cache.answer(AnswerCache.Key(query), at: .now) }
    }

    /// The answer of the first server that gives one. `nil` when there is none in time, no server, or too much to do.
    /// - Parameter wantsWhole: an answer that was cut for a datagram is asked for again over TCP.
    func ask(_ query: DNSQuery, wantsWhole: Bool) async -> UpstreamAnswer? {
        let servers = state.withLock { state -> [IPAddress] in
            guard state.pending < Self.maximumPending, !state.servers.isEmpty else { return [] }
            state.pending += 1
            return state.order(at: .now)
        }
        guard !servers.isEmpty else { return nil }
        defer { state.withLock { $0.pending -= 1 } }
        var best: UpstreamAnswer?
        for server in servers {
            let answer = await ask(server, query, wantsWhole: wantsWhole)
            note(server, answered: answer != nil)
            guard let answer else { continue }
            best = best ?? answer
            let isFinal = answer.code == DNSResponseCode.noError.rawValue || answer.code == DNSResponseCode.nameError.rawValue
            guard isFinal else { continue }
            state.withLock { $0.cache.keep(answer, AnswerCache.Key(query), at: .now) }
            return answer
        }
        return best
    }

    private func ask(_ server: IPAddress, _ query: DNSQuery, wantsWhole: Bool) async -> UpstreamAnswer? {
        guard let address = try? SocketAddress(ipAddress: server.description, port: port) else { return nil }
        let id = UInt16.random(in: .min ... .max)
        let request = Self.request(query, id: id)
        let answer = try? await exchange.ask(address, request, id: id, question: query.question)
        guard wantsWhole, answer?.isCut ?? false else { return answer }
        return (try? await exchange.askOverTCP(address, request, id: id, question: query.question)) ?? answer
    }

    /// The client's question in a message of our own.
    static func request(_ query: DNSQuery, id: UInt16) -> [UInt8] {
        let flags: UInt16 = 0x0100 | (query.checkingDisabled ? 0x0010 : 0)
        let counts: [UInt16] = [1, 0, 0, query.extensions == nil ? 0 : 1]
        var message = DNSRecord.bytes(id) + DNSRecord.bytes(flags) + counts.flatMap { DNSRecord.bytes($0) } + query.question
        if let extensions = query.extensions {
            message += [0] + DNSRecord.bytes(DNSType.opt) + DNSRecord.bytes(UInt16(1232))
            message += [0, 0, extensions.wantsSignatures ? 0x80 : 0, 0, 0, 0]
        }
        return message
    }
}
