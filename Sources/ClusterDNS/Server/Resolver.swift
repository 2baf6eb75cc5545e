internal import Addresses
internal import AsyncTools

/// Decides what each request is answered. The cluster's own names are answered at once, others need time.
final class Resolver: Sendable {
    /// What came of a request.
    enum Outcome: Sendable {
        case reply([UInt8])
        /// No answer is the answer.
        case silence
        /// To be finished with `resolve`.
        case pending(DNSQuery)
    }

    private struct State: Sendable {
        var zone: ClusterZone
        /// Before the first lists are complete, "no such name" would be a lie.
        var missingLists: Int
    }

    static let maximumAliases = 8

    private let state: Guarded<State>
    private let forwarder: Forwarder
    private let reverseRanges: [IPv4CIDR]

    init(zone: ClusterZone, forwarder: Forwarder, reverseRanges: [IPv4CIDR], missingLists: Int) {
        state = Guarded(State(zone: zone, missingLists: missingLists))
        self.forwarder = forwarder
        self.reverseRanges = reverseRanges
    }

    func update(_ change: (inout ClusterZone) -> Void) { state.withLock { change(&$0.zone) } }
    func listIsComplete() { state.withLock { $0.missingLists -= 1 } }

    /// Answers a request as far as that takes no time.
    /// - Parameter limit: the most bytes an answer may have; `nil` for what the client says it takes in a datagram.
    func respond(to request: [UInt8], limit: Int?) -> Outcome {
        let query: DNSQuery
        do {
            query = try DNSQuery.read(request)
        } catch {
            switch error {
            case .silence: return .silence
            case .answer(let id, let flags, let code): return .reply(DNSResponse.refusal(id: id, flags: flags, code))
            }
        }
        let size = limit ?? query.datagramLimit
        if let refusal = Self.refusal(query) { return .reply(DNSResponse(refusal).wire(to: query, limit: size)) }
        if let response = localResponse(query) { return .reply(response.wire(to: query, limit: size)) }
        if let kept = forwarder.cached(query) {
            return .reply(Self.shortened(kept.answer.reissued(to: query, age: kept.age), query, limit: size))
        }
        return .pending(query)
    }

    /// Finishes what `respond` could not answer at once. Takes some seconds at most.
    func resolve(_ query: DNSQuery, limit: Int?) async -> [UInt8] {
        let size = limit ?? query.datagramLimit
        if case .alias(let record, let target) = zoneAnswer(query.name, query.type) {
            return await follow(record, target, query, wantsWhole: limit != nil).wire(to: query, limit: size)
        }
        guard query.type != DNSType.any else { return DNSResponse(.notImplemented).wire(to: query, limit: size) }
        guard let answer = await forwarder.ask(query, wantsWhole: limit != nil) else {
            return DNSResponse(.serverFailure).wire(to: query, limit: size)
        }
        return Self.shortened(answer.reissued(to: query, age: 0), query, limit: size)
    }

    private static func refusal(_ query: DNSQuery) -> DNSResponseCode? {
        if let extensions = query.extensions, extensions.version != 0 { return .badVersion }
        // Whole zones (AXFR, IXFR) go to nobody.
        if query.questionClass != DNSQuery.internetClass || query.type == 252 || query.type == 251 { return .refused }
        return nil
    }

    private func zoneAnswer(_ name: DNSName, _ type: UInt16) -> ZoneAnswer { state.withLock { $0.zone.answer(name, type) } }

    private func localResponse(_ query: DNSQuery) -> DNSResponse? {
        let (answer, authority, isComplete) = state.withLock { state in
            (state.zone.answer(query.name, query.type), state.zone.authority, state.missingLists <= 0)
        }
        switch answer {
        case .records(let records, let additional) where !records.isEmpty:
            return DNSResponse(.noError, isAuthoritative: true, answers: records, additional: additional)
        case .records:
            return isComplete ? DNSResponse(.noError, isAuthoritative: true, authority: [authority]) : DNSResponse(.serverFailure)
        case .noSuchName:
            return isComplete
                ? DNSResponse(.nameError, isAuthoritative: true, authority: [authority]) : DNSResponse(.serverFailure)
        case .alias(let record, _):
            return query.type == DNSType.cname ? DNSResponse(.noError, isAuthoritative: true, answers: [record]) : nil
        case .notOurs:
            guard let address = ClusterZone.reverseAddress(query.name)?.v4,
                let range = reverseRanges.first(where: { $0.contains(address) })
            else {
                return nil
            }
            // Addresses of the cluster are nobody else's to name.
            let start = DNSRecord(name: Self.reverseZone(range), timeToLive: authority.timeToLive, data: authority.data)
            return isComplete
                ? DNSResponse(.nameError, isAuthoritative: true, authority: [start]) : DNSResponse(.serverFailure)
        }
    }

    /// The domain of a range's addresses: `42.10.in-addr.arpa`.
    private static func reverseZone(_ range: IPv4CIDR) -> DNSName {
        DNSName(labels: range.base.bytes.prefix(range.prefixLength / 8).reversed().map(String.init) + ["in-addr", "arpa"])
    }

    /// The records an alias leads to, in the cluster and outside.
    private func follow(_ first: DNSRecord, _ target: DNSName, _ query: DNSQuery, wantsWhole: Bool) async -> DNSResponse {
        var response = DNSResponse(.noError, isAuthoritative: true, answers: [first])
        var target = target
        for _ in 0..<Self.maximumAliases {
            let (answer, authority, isComplete) = state.withLock { state in
                (state.zone.answer(target, query.type), state.zone.authority, state.missingLists <= 0)
            }
            switch answer {
            case .alias(let record, let next):
                response.answers.append(record)
                target = next
            case .records(let records, _) where !records.isEmpty:
                response.answers += records
                return response
            case .records:
                response.authority = [authority]
                return response
            case .noSuchName:
                // The code of an answer is about the name at the end of the aliases (RFC 6604).
                response.code = isComplete ? .nameError : .serverFailure
                response.authority = [authority]
                return response
            case .notOurs:
                return await followOutside(target, query, response, wantsWhole: wantsWhole)
            }
        }
        return DNSResponse(.serverFailure)
    }

    private func followOutside(
        _ target: DNSName, _ query: DNSQuery, _ response: DNSResponse, wantsWhole: Bool
    ) async -> DNSResponse {
        var response = response
        let question = query.asking(for: target)
        let answer: UpstreamAnswer?
        if let kept = forwarder.cached(question) {
            answer = kept.answer
        } else {
            answer = await forwarder.ask(question, wantsWhole: wantsWhole)
        }
        response.code = answer.flatMap { DNSResponseCode(rawValue: $0.code) } ?? .serverFailure
        response.answers += answer?.records ?? []
        return response
    }

    /// An upstream answer that is too long for the client: only its head, marked as cut.
    private static func shortened(_ answer: [UInt8], _ query: DNSQuery, limit: Int) -> [UInt8] {
        let head = 12 + query.question.count
        guard answer.count > limit, answer.count >= head else { return answer }
        var cut = Array(answer[..<head])
        cut[2] |= 0x02
        for index in 6..<12 { cut[index] = 0 }
        return cut
    }
}

extension DNSQuery {
    /// The same question about another name.
    func asking(for name: DNSName) -> DNSQuery {
        DNSQuery(
            id: id, wantsRecursion: true, checkingDisabled: checkingDisabled, name: name, type: type,
            questionClass: questionClass,
            question: name.wire + DNSRecord.bytes(type) + DNSRecord.bytes(questionClass), extensions: extensions)
    }
}
