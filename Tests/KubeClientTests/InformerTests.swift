import JSON
import KubeAPI
import Logging
import Schema
import Testing
import Transport

@testable import KubeClient

@Suite(.timeLimit(.minutes(10))) struct InformerTests {
    private func informer(_ exchange: ScriptedExchange) -> Informer<ConfigMapShape> {
        Informer(
            KubeClient(exchange, userAgent: "test"), ConfigMapShape.self,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Runs the informer until its cache has come to a resource version.
    private func run(_ informer: Informer<ConfigMapShape>, until version: String) async {
        let runner = Task { try await informer.run() }
        while !informer.hasSeen(resourceVersion: version) { await Task.yield() }
        runner.cancel()
        _ = await runner.result
    }

    private func versions(_ informer: Informer<ConfigMapShape>) -> [String] {
        informer.all.map { "\($0.name)@\($0.resourceVersion)" }.sorted()
    }

    @Test func listedObjectsAreToldFirstAndThenChanges() async throws {
        let exchange = ScriptedExchange([
            Wire.list([Wire.configMap("a", 1)], 5),
            .watch([Wire.event("ADDED", Wire.configMap("b", 6))], then: .stayOpen),
        ])
        let informer = informer(exchange)
        let stream = informer.changes()
        await run(informer, until: "6")
        var seen: [String] = []
        for await change in stream { seen.append(change.object?.name ?? "synced") }
        #expect(seen == ["a", "synced", "b"])
        #expect(exchange.requests[1].query.contains("resourceVersion=5"))
        #expect(!informer.hasSeen(resourceVersion: "7"))
    }

    @Test func theCacheFollowsEveryKindOfEvent() async throws {
        let exchange = ScriptedExchange([
            Wire.list([Wire.configMap("a", 1), Wire.configMap("b", 2)], 5),
            .watch(
                [
                    Wire.event("DELETED", Wire.configMap("a", 6)), Wire.event("MODIFIED", Wire.configMap("b", 7)),
                    Wire.event("ADDED", Wire.configMap("c", 8)),
                ], then: .stayOpen),
        ])
        let informer = informer(exchange)
        await run(informer, until: "8")
        #expect(versions(informer) == ["b@7", "c@8"])
        #expect(informer.objects(in: "n").count == 2)
        #expect(informer.objects(in: "other").isEmpty)
    }

    @Test func aBrokenWatchIsResumedFromTheLastBookmarkWithoutANewList() async throws {
        let bookmark: JSONValue = ["kind": "ConfigMap", "metadata": ["resourceVersion": "9"]]
        let exchange = ScriptedExchange([
            Wire.list([], 5),
            .watch([Wire.event("ADDED", Wire.configMap("a", 6)), Wire.event("BOOKMARK", bookmark)], then: .breakOff),
            .failure(.connectionLost("still down")),
            .watch([Wire.event("MODIFIED", Wire.configMap("a", 10))], then: .stayOpen),
        ])
        let informer = informer(exchange)
        await run(informer, until: "10")
        #expect(versions(informer) == ["a@10"])
        let queries = exchange.requests.map(\.query)
        try #require(queries.count == 4)
        #expect(queries[1].contains("resourceVersion=5"))
        #expect(queries[2].contains("resourceVersion=9"))
        #expect(queries[3].contains("resourceVersion=9"))
    }

    @Test func anExpiredWatchLeadsToANewListThatReplacesTheCache() async throws {
        let exchange = ScriptedExchange([
            Wire.list([Wire.configMap("a", 1), Wire.configMap("b", 2)], 5),
            .watch([Wire.event("ERROR", Wire.status(410, "Expired"))], then: .end),
            Wire.list([Wire.configMap("a", 1), Wire.configMap("c", 8)], 9), .watch([], then: .stayOpen),
        ])
        let informer = informer(exchange)
        await run(informer, until: "9")
        #expect(versions(informer) == ["a@1", "c@8"])
    }

    @Test func aServerThatWasPutBackToAnOlderStateIsListedAnew() async throws {
        let tooLarge: JSONValue = [
            "kind": "Status", "code": 504, "reason": "Timeout", "message": "Too large resource version",
            "details": ["causes": [["reason": "ResourceVersionTooLarge"]]],
        ]
        let older: JSONValue = ["kind": "ConfigMap", "metadata": ["resourceVersion": "3"]]
        let exchange = ScriptedExchange([
            Wire.list([Wire.configMap("a", 8)], 9),
            .json(tooLarge, status: 504),
            Wire.list([Wire.configMap("b", 4)], 5),
            .watch([Wire.event("BOOKMARK", older)], then: .stayOpen),
            Wire.list([Wire.configMap("c", 2)], 3),
            .watch([Wire.event("ADDED", Wire.configMap("d", 4))], then: .stayOpen),
        ])
        let informer = informer(exchange)
        let runner = Task { try await informer.run() }
        while informer[ObjectKey(namespace: "n", name: "d")] == nil { await Task.yield() }
        runner.cancel()
        _ = await runner.result
        #expect(versions(informer) == ["c@2", "d@4"])
        #expect(!informer.hasSeen(resourceVersion: "5"))
    }

    @Test func waitingForTheFirstListEndsWhenItCameAndWhenCancelled() async throws {
        let exchange = ScriptedExchange([Wire.list([Wire.configMap("a", 1)], 5), .watch([], then: .stayOpen)])
        let informer = informer(exchange)
        let waiter = Task { try await informer.waitUntilSynced() }
        waiter.cancel()
        await #expect(throws: CancellationError.self) { try await waiter.value }
        let runner = Task { try await informer.run() }
        try await informer.waitUntilSynced()
        #expect(informer[ObjectKey(namespace: "n", name: "a")]?.resourceVersion == "1")
        runner.cancel()
        await #expect(throws: CancellationError.self) { try await runner.value }
    }

    @Test func cachedObjectsCarryNoManagedFields() async throws {
        let exchange = ScriptedExchange([Wire.list([Wire.configMap("a", 1)], 5), .watch([], then: .stayOpen)])
        let informer = informer(exchange)
        let runner = Task { try await informer.run() }
        try await informer.waitUntilSynced()
        #expect(informer.all.first?.metadata.managedFields.isEmpty == true)
        #expect(informer.all.first?.json["kind"] == "ConfigMap")
        runner.cancel()
    }
}

@Suite struct ChangeBufferTests {
    private func object(_ name: String, _ version: Int) -> ConfigMap { ConfigMap(json: Wire.configMap(name, version)) }

    private func text(_ change: InformerChange<ConfigMapShape>?) -> String? {
        switch change {
        case .applied(let object, let old): "+\(old.map { $0.resourceVersion + ">" } ?? "")\(object.resourceVersion)"
        case .deleted(let object): "-\(object.resourceVersion)"
        case .synced: "synced"
        case nil: nil
        }
    }

    @Test func changesOfOneObjectAreMergedWhileNobodyReads() async {
        let buffer = ChangeBuffer<ConfigMapShape>()
        let key = ObjectKey(namespace: "n", name: "a")
        buffer.push(key, .applied(object("a", 2), old: object("a", 1)))
        buffer.push(key, .applied(object("a", 3), old: object("a", 2)))
        #expect(text(await buffer.next()) == "+1>3")
        buffer.push(key, .deleted(object("a", 4)))
        buffer.push(key, .applied(object("a", 5), old: nil))
        #expect(text(await buffer.next()) == "+4>5")
    }

    @Test func anObjectThatTookTheNameOfAnotherSaysWhichOneIsLost() {
        var other = Wire.configMap("a", 9)
        other[path: ["metadata", "uid"]] = "another"
        typealias Change = InformerChange<ConfigMapShape>
        #expect(Change.applied(ConfigMap(json: other), old: object("a", 1)).lostUIDs == ["uid-a"])
        #expect(Change.applied(object("a", 2), old: object("a", 1)).lostUIDs.isEmpty)
        #expect(Change.deleted(object("a", 2)).lostUIDs == ["uid-a"])
    }

    @Test func anObjectThatCameAndWentUnseenIsNotTold() async {
        let buffer = ChangeBuffer<ConfigMapShape>()
        let key = ObjectKey(namespace: "n", name: "a")
        buffer.push(key, .applied(object("a", 1), old: nil))
        buffer.push(key, .deleted(object("a", 2)))
        buffer.pushSynced()
        #expect(text(await buffer.next()) == "synced")
    }

    @Test func aFinishedBufferGivesWhatItHasAndThenEnds() async {
        let buffer = ChangeBuffer<ConfigMapShape>()
        buffer.push(ObjectKey(namespace: "n", name: "a"), .applied(object("a", 1), old: nil))
        buffer.finish()
        #expect(text(await buffer.next()) == "+1")
        #expect(text(await buffer.next()) == nil)
    }
}
