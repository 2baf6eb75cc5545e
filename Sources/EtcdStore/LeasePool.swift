import AsyncTools
import Store
import SwiftProtobuf

/// Leases for values that are to go away by themselves. Each is used for a while, for many values: a lease of its own for
/// every Event would cost etcd more than the Event.
final class LeasePool: Sendable {
    private struct Lease: Sendable {
        let identifier: Int64
        let end: ContinuousClock.Instant
        var uses = 0
    }

    private static let maxUses = 1_000

    private let members: EtcdMembers
    private let leases = Guarded<[Int64: Lease]>([:])

    init(_ members: EtcdMembers) { self.members = members }

    /// A lease that ends no sooner than the time says, and at most a twentieth or a minute later; `nil` for no time.
    func lease(for time: Duration?) async throws -> Int64? {
        guard let time else { return nil }
        let seconds = max(1, time.components.seconds)
        if let known = use(seconds) { return known }
        let slack = min(60, seconds / 20)
        let begun = ContinuousClock.now
        let request = Etcd_LeaseGrantRequest.with { $0.ttl = seconds + slack }
        let answer: Etcd_LeaseGrantResponse = try await members.ask(.leaseGrant, request)
        guard answer.error.isEmpty, answer.id != 0 else {
            throw StoreError.unavailable("etcd grants no lease: \(answer.error)")
        }
        leases.withLock { $0[seconds] = Lease(identifier: answer.id, end: begun + .seconds(slack)) }
        return answer.id
    }

    private func use(_ seconds: Int64) -> Int64? {
        leases.withLock { leases in
            guard let lease = leases[seconds], lease.end > .now, lease.uses < Self.maxUses else { return nil }
            leases[seconds]?.uses += 1
            return lease.identifier
        }
    }
}
