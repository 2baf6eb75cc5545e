import Schema
import Testing

@testable import Controllers

@Suite struct RollingUpdateTests {
    private typealias Member = RollingUpdate.Member

    @Test func percentagesRoundInFavourOfProgressAndAvailability() {
        let plan = RollingUpdate(desired: 10, maxSurge: .string("25%"), maxUnavailable: .string("25%"))
        #expect(plan.most == 13)
        #expect(plan.leastAvailable == 8)
    }

    @Test func neitherSurgeNorUnavailableStillMoves() {
        let plan = RollingUpdate(desired: 4, maxSurge: .int(0), maxUnavailable: .int(0))
        #expect(plan.most == 4)
        #expect(plan.leastAvailable == 3)
        #expect(RollingUpdate(desired: 1, maxSurge: .string("0%"), maxUnavailable: .string("10%")).unavailable == 1)
    }

    @Test func theNewSetGrowsOnlyIntoTheSurge() {
        let plan = RollingUpdate(desired: 4, maxSurge: .int(1), maxUnavailable: .int(0))
        #expect(plan.newReplicas(Member(replicas: 0, available: 0), old: [Member(replicas: 4, available: 4)]) == 1)
        #expect(plan.newReplicas(Member(replicas: 1, available: 1), old: [Member(replicas: 4, available: 4)]) == 1)
        #expect(plan.newReplicas(Member(replicas: 0, available: 0), old: []) == 4)
        #expect(plan.newReplicas(Member(replicas: 9, available: 9), old: []) == 4)
    }

    @Test func oldPodsGoOnlyWhenNewOnesAreAvailable() {
        let plan = RollingUpdate(desired: 4, maxSurge: .int(1), maxUnavailable: .int(0))
        let old = [Member(replicas: 4, available: 4)]
        #expect(plan.oldReplicas(new: Member(replicas: 1, available: 0), old: old) == [4])
        #expect(plan.oldReplicas(new: Member(replicas: 1, available: 1), old: old) == [3])
    }

    @Test func oldPodsThatAreNotAvailableGoFirst() {
        let plan = RollingUpdate(desired: 4, maxSurge: .int(0), maxUnavailable: .int(1))
        let old = [Member(replicas: 2, available: 2), Member(replicas: 2, available: 1)]
        #expect(plan.oldReplicas(new: Member(replicas: 0, available: 0), old: old) == [2, 1])
    }

    /// Plays whole rollouts in which Pods become available late and in any order.
    @Test func aRolloutAlwaysEndsAndNeverBreaksItsBounds() {
        for desired in [0, 1, 2, 3, 5, 10] {
            for (surge, unavailable) in [(1, 0), (0, 1), (2, 2), (3, 1), (10, 10)] {
                let plan = RollingUpdate(desired: desired, maxSurge: .int(Int32(surge)), maxUnavailable: .int(Int32(unavailable)))
                var new = Member(replicas: 0, available: 0)
                var old = [Member(replicas: desired / 2, available: desired / 2)]
                old.append(Member(replicas: desired - desired / 2, available: desired - desired / 2))
                var steps = 0
                while new.available < desired || old.contains(where: { $0.replicas > 0 }) {
                    steps += 1
                    guard steps < 200 else { break }
                    let wanted = plan.newReplicas(new, old: old)
                    if wanted != new.replicas {
                        new.replicas = wanted
                    } else {
                        let kept = plan.oldReplicas(new: new, old: old)
                        for index in old.indices {
                            old[index] = Member(replicas: kept[index], available: min(kept[index], old[index].available))
                        }
                        if new.available < new.replicas, steps.isMultiple(of: 2) { new.available += 1 }
                    }
                    let total = new.replicas + old.reduce(0) { $0 + $1.replicas }
                    let available = new.available + old.reduce(0) { $0 + $1.available }
                    #expect(total <= plan.most, "desired \(desired), surge \(surge)")
                    #expect(available >= plan.leastAvailable, "desired \(desired), unavailable \(unavailable)")
                }
                #expect(new.replicas == desired && new.available == desired, "\(desired) \(surge) \(unavailable)")
            }
        }
    }
}

@Suite struct ProportionalScalingTests {
    @Test func growthIsSharedInProportion() {
        // 10 Pods with a surge of 3, of which 8 are old and 5 new, become 15 with a surge of 3.
        let plan = ProportionalScaling(allowed: 18, current: 13, desired: 15)
        let sizes = plan.sizes([.init(replicas: 8, most: 13), .init(replicas: 5, most: 13)])
        #expect(sizes == [11, 7])
        #expect(sizes.reduce(0, +) == 18)
    }

    @Test func numbersThatUsersMadeUpDoNotTrap() {
        let surge = RollingUpdate(
            desired: Int(Int32.max), maxSurge: .string("2147483647%"), maxUnavailable: .int(0))
        #expect(surge.surge == Int(Int32.max))
        let plan = ProportionalScaling(allowed: .max / 2, current: 600, desired: Int(Int32.max))
        #expect(plan.sizes([.init(replicas: 300, most: 1), .init(replicas: 300, most: 1)]).allSatisfy { $0 >= 0 })
    }

    @Test func scalingToNothingEmptiesEverySet() {
        let plan = ProportionalScaling(allowed: 0, current: 8, desired: 0)
        #expect(plan.sizes([.init(replicas: 5, most: 8), .init(replicas: 3, most: 8)]) == [0, 0])
    }

    @Test func theLargestTakesWhatRoundingLeaves() {
        let plan = ProportionalScaling(allowed: 10, current: 9, desired: 10)
        let sizes = plan.sizes([.init(replicas: 3, most: 9), .init(replicas: 3, most: 9), .init(replicas: 3, most: 9)])
        #expect(sizes == [4, 3, 3])
    }
}
