import AsyncTools
import KubeAPI
import KubeClient
import Schema
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct LeaderElectorTests {
    private func elector(_ client: KubeClient, _ identity: String) -> LeaderElector {
        LeaderElector(
            client, lease: ObjectKey(namespace: "default", name: "leader"), identity: identity,
            leaseDuration: .seconds(1), renewDeadline: .milliseconds(800), retryPeriod: .milliseconds(50),
            logger: TestCluster.quiet)
    }

    @Test func onlyOneWorksAndAnotherTakesOverWhenItEnds() async throws {
        try await TestCluster.run { cluster in
            let working = Guarded<[String]>([])
            let history = Guarded<[String]>([])
            await withTaskGroup(of: Void.self) { group in
                for identity in ["a", "b", "c"] {
                    group.addTask {
                        try? await elector(cluster.client, identity).run {
                            let isAlone = working.withLock { working in
                                working.append(identity)
                                return working.count == 1
                            }
                            #expect(isAlone)
                            try await Task.sleep(for: .milliseconds(120))
                            working.withLock { $0.removeAll { $0 == identity } }
                            history.withLock { $0.append(identity) }
                        }
                    }
                }
            }
            #expect(history.current.sorted() == ["a", "b", "c"])
            let lease = try await cluster.client.get(LeaseShape.self, ObjectKey(namespace: "default", name: "leader"))
            #expect(lease.spec.leaseTransitions == 2)
        }
    }

    @Test func aLeaderWhoseLeaseIsTakenStops() async throws {
        try await TestCluster.run { cluster in
            let key = ObjectKey(namespace: "default", name: "leader")
            await #expect(throws: LeaderElector.LeadershipLost.self) {
                try await elector(cluster.client, "a").run {
                    var stolen = try await cluster.client.get(LeaseShape.self, key)
                    stolen.spec.holderIdentity = "thief"
                    _ = try await cluster.client.update(stolen)
                    try await Task.sleep(for: .seconds(60))
                }
            }
        }
    }
}
