import AsyncTools

/// Lets requests of one namespace go one after another, those that wait at the same time together.
///
/// There is no task of its own: of those that wait, one does the work of all, then hands over to the next.
final class QuotaLanes: Sendable {
    /// One waiting request. `charge` is `nil` for a recount.
    struct Request: Sendable {
        let id: UInt64
        let charge: QuotaCharge?
    }

    enum Outcome: Sendable {
        case success
        case failure(StatusError)
    }

    private enum Turn: Sendable {
        case lead
        case done(Outcome)
    }

    private struct Waiting: Sendable {
        let request: Request
        let continuation: CheckedContinuation<Turn, Never>
    }

    private struct Lane: Sendable {
        var waiting: [Waiting] = []
        var hasLeader = false
    }

    private struct State: Sendable {
        var lanes: [String: Lane] = [:]
        var next: UInt64 = 0
    }

    /// The most that is worked on at once.
    private static let batchSize = 256

    private let state = Guarded(State())

    /// Waits for the request's turn.
    ///
    /// - Parameter work: carries out a batch, and says what came of each request by its id.
    func submit(
        _ charge: QuotaCharge?, in namespace: String, _ work: ([Request]) async -> [UInt64: Outcome]
    ) async throws(StatusError) {
        let id = state.withLock { state in
            state.next += 1
            return state.next
        }
        let request = Request(id: id, charge: charge)
        var turn = await withCheckedContinuation { continuation in
            let leads = state.withLock { state in
                var lane = state.lanes[namespace] ?? Lane()
                defer { state.lanes[namespace] = lane }
                if lane.hasLeader {
                    lane.waiting.append(Waiting(request: request, continuation: continuation))
                    return false
                }
                lane.hasLeader = true
                return true
            }
            if leads { continuation.resume(returning: Turn.lead) }
        }
        if case .lead = turn { turn = .done(await lead(request, namespace, work)) }
        if case .done(.failure(let error)) = turn { throw error }
    }

    private func lead(
        _ own: Request, _ namespace: String, _ work: ([Request]) async -> [UInt64: Outcome]
    ) async -> Outcome {
        let others = state.withLock { state in
            let others = Array((state.lanes[namespace]?.waiting ?? []).prefix(Self.batchSize))
            state.lanes[namespace]?.waiting.removeFirst(others.count)
            return others
        }
        let outcomes = await work([own] + others.map(\.request))
        let lost = Outcome.failure(.internalError("a quota request got no answer"))
        for other in others { other.continuation.resume(returning: .done(outcomes[other.request.id] ?? lost)) }
        let next: Waiting? = state.withLock { state in
            guard var lane = state.lanes[namespace], !lane.waiting.isEmpty else {
                state.lanes[namespace] = nil
                return nil
            }
            let next = lane.waiting.removeFirst()
            state.lanes[namespace] = lane
            return next
        }
        next?.continuation.resume(returning: .lead)
        return outcomes[own.id] ?? lost
    }
}
