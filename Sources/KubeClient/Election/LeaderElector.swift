import JSON
package import KubeAPI
package import Logging
import Schema

/// Lets one of several instances do the work at a time, through a Lease that the leader renews.
///
/// A leader that cannot renew for `renewDeadline` stops working before others may take over after `leaseDuration`.
/// Clocks need not agree: a candidate measures by its own clock how long the Lease has not changed.
package struct LeaderElector: Sendable {
    package let leaseDuration: Duration
    package let renewDeadline: Duration
    package let retryPeriod: Duration

    private let client: KubeClient
    private let lease: ObjectKey
    private let identity: String
    private let logger: Logger

    package init(
        _ client: KubeClient, lease: ObjectKey, identity: String, leaseDuration: Duration = .seconds(15),
        renewDeadline: Duration = .seconds(10), retryPeriod: Duration = .seconds(2), logger: Logger
    ) {
        self.client = client
        self.lease = lease
        self.identity = identity
        self.leaseDuration = leaseDuration
        self.renewDeadline = renewDeadline
        self.retryPeriod = retryPeriod
        self.logger = logger
    }

    /// Why `run` ended although nobody cancelled it.
    package struct LeadershipLost: Error, Sendable {}

    /// Waits to become the leader and then runs `work`. When leadership is lost, `work` is cancelled and
    /// `LeadershipLost` thrown. The Lease is given up when `work` ends by itself or `run` is cancelled.
    package func run(_ work: @escaping @Sendable () async throws -> Void) async throws {
        try await acquire()
        logger.info("became leader", metadata: ["lease": "\(lease)"])
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await work() }
                group.addTask { try await renewUntilLost() }
                defer { group.cancelAll() }
                try await group.next()
            }
        } catch {
            if !(error is LeadershipLost) { await release() }
            throw error
        }
        await release()
    }

    private func acquire() async throws {
        var seen = ""
        var seenSince = ContinuousClock.now
        while true {
            try Task.checkCancellation()
            do {
                guard let current = try await client.find(LeaseShape.self, lease) else {
                    if try await attempt({ _ = try await client.create(taken(from: nil)) }) { return }
                    continue
                }
                if current.resourceVersion != seen {
                    seen = current.resourceVersion
                    seenSince = .now
                }
                let holder = current.spec.holderIdentity
                let term = current.spec.leaseDurationSeconds.map { Duration.seconds(Int64($0)) } ?? leaseDuration
                let isFree = holder.isEmpty || holder == identity || ContinuousClock.now - seenSince > term
                if isFree, try await attempt({ _ = try await client.update(taken(from: current)) }) { return }
            } catch let error where !(error is CancellationError) {
                logger.debug("lease not read", metadata: ["lease": "\(lease)", "error": "\(error)"])
            }
            try await Task.sleep(for: retryPeriod * Double.random(in: 1...1.2))
        }
    }

    private func renewUntilLost() async throws {
        var renewed = ContinuousClock.now
        while ContinuousClock.now - renewed < renewDeadline {
            try await Task.sleep(for: retryPeriod)
            do {
                let current = try await client.get(LeaseShape.self, lease)
                guard current.spec.holderIdentity == identity else { break }
                if try await attempt({ _ = try await client.update(taken(from: current)) }) { renewed = .now }
            } catch let error where !(error is CancellationError) {
                logger.warning("lease not renewed", metadata: ["lease": "\(lease)", "error": "\(error)"])
            }
        }
        logger.error("leadership lost", metadata: ["lease": "\(lease)"])
        throw LeadershipLost()
    }

    private func release() async {
        guard let current = try? await client.find(LeaseShape.self, lease), current.spec.holderIdentity == identity
        else { return }
        var freed = current
        freed.spec.holderIdentity = ""
        freed.spec.leaseDurationSeconds = 1
        _ = try? await client.update(freed)
    }

    /// Whether the write won. Losing against another candidate is no error.
    private func attempt(_ write: () async throws -> Void) async throws -> Bool {
        do {
            try await write()
            return true
        } catch let error as APIError where error.isConflict || error.isAlreadyExists {
            return false
        }
    }

    private func taken(from current: Lease?) -> Lease {
        var lease = current ?? Lease(name: lease.name, namespace: lease.namespace)
        let isNewTerm = lease.spec.holderIdentity != identity
        let transitions = lease.spec.leaseTransitions ?? 0
        lease.spec.holderIdentity = identity
        lease.spec.leaseDurationSeconds = Int32(clamping: leaseDuration.components.seconds)
        lease.spec.renewTime = .now
        if isNewTerm {
            lease.spec.acquireTime = .now
            lease.spec.leaseTransitions = current == nil ? 0 : transitions &+ 1
        }
        return lease
    }
}
