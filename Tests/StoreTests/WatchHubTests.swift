import StoreTestSupport
import Testing

@testable import Store

@Suite struct WatchHubTests {
    @Test func aWaitingWatcherOfAQuietPrefixMovesAlongWithTheNoise() async throws {
        let hub = WatchHub(newest: 1)
        let position = Task { await hub.wait(after: 1, prefix: "/quiet/") }
        while hub.waiting == 0 { await Task.yield() }
        for revision in Revision(2)...5_000 { hub.publish([event("/noise", revision)]) }
        #expect(hub.waiting == 1)
        hub.publish([event("/noise", 5_001), event("/quiet/a", 5_002), event("/noise", 5_003)])
        #expect(await position.value == 5_001)
    }

    @Test func aWatcherThatTheRingHasLeftBehindIsSentToTheLog() {
        let hub = WatchHub(newest: 1)
        for revision in Revision(2)...Revision(EventRing.maxEvents + 10) { hub.publish([event("/a", revision)]) }
        guard case .behind = hub.pull(after: 1, prefix: "/") else {
            Issue.record("the ring answered for events it no longer holds")
            return
        }
        guard case .page(let page) = hub.pull(after: 2_000, prefix: "/") else {
            Issue.record("the ring did not answer for events it holds")
            return
        }
        #expect(page.events.map(\.revision) == Array(2_001...Revision(EventRing.maxEvents + 10)))
    }

    @Test func theRingIsBoundedInBytesToo() {
        var ring = EventRing(newest: 1)
        let value = [UInt8](repeating: 7, count: EventRing.maxBytes / 4)
        for revision in Revision(2)...40 {
            ring.append(StoreEvent(key: "/a", revision: revision, change: .put(value, createRevision: 2)))
        }
        #expect(ring.page(after: 30, prefix: "/", limit: .watch) == nil)
        #expect(ring.page(after: 37, prefix: "/", limit: PageLimit(events: 9, bytes: .max))?.reached == 40)
    }

    @Test func aCancelledWaitReturnsAtOnceWhicheverComesFirst() async {
        let hub = WatchHub(newest: 1)
        for _ in 0..<200 {
            let wait = Task { await hub.wait(after: 1, prefix: "/") }
            wait.cancel()
            #expect(await wait.value == 1)
        }
        #expect(hub.waiting == 0)
    }

    private func event(_ key: String, _ revision: Revision) -> StoreEvent {
        StoreEvent(key: key, revision: revision, change: .put([1], createRevision: revision))
    }
}
