import AsyncTools
import EtcdStore
import Foundation
import Glibc
import Store
import StoreTestSupport
import Testing

/// Three members, of which one is killed or paused at a time while clients write and watch.
@Suite(.serialized, .enabled(if: EtcdProcess.program != nil, "etcd is not installed: apt-get install etcd-server"))
struct EtcdFailoverTests {
    /// `make soak` asks for more.
    private static let rounds = ProcessInfo.processInfo.environment["SWIFTLET_SOAK_ROUNDS"].flatMap(Int.init) ?? 6

    @Test(.timeLimit(.minutes(90))) func nothingAnsweredIsLostWhileMembersAreKilledAndPaused() async throws {
        try await EtcdCluster.run(members: 3) { cluster in
            let store = try await EtcdStore.open(cluster.configuration, logger: quiet)
            let watching = Task { try await Self.follow(store) }
            let load = Load(store)
            let writers = (0..<8).map { writer in Task { await load.write(as: writer) } }
            for round in 0..<Self.rounds {
                try await load.progress(by: 150)
                if round.isMultiple(of: 2) {
                    cluster.members[round / 2 % 3].kill()
                    try await load.progress(by: 150)
                    try cluster.restart(round / 2 % 3)
                } else {
                    let paused = cluster.members[(round / 2 + 1) % 3]
                    paused.signal(SIGSTOP)
                    try await load.progress(by: 150)
                    paused.signal(SIGCONT)
                }
            }
            load.stop()
            for writer in writers { await writer.value }
            let end = try await store.put("/end", "")
            let seen = try await watching.value
            let values = try await store.list(prefix: "/w/", after: nil, limit: nil, at: end).values
            #expect(load.history.breaches(in: values) == [])
            #expect(load.history.answers >= 300 * Self.rounds)
            #expect(seen.breaches(against: values, answered: load.answered) == [])
            await store.close()
        }
    }

    /// Everything that a watch of all keys tells, up to the key `/end`.
    private static func follow(_ store: EtcdStore) async throws -> WatchHistory {
        var history = WatchHistory()
        for try await batch in try await store.watch(prefix: "/", after: 1) {
            for event in batch { history.note(event) }
            if batch.contains(where: { $0.key == "/end" }) { break }
        }
        return history
    }
}

/// Writers that note what they try and what they are answered.
private final class Load: Sendable {
    private struct State: Sendable {
        var history = WriteHistory()
        var answered: [Revision: String] = [:]
        var isStopped = false
    }

    private let store: any Store
    private let state = Guarded(State())

    init(_ store: any Store) { self.store = store }

    var history: WriteHistory { state.withLock { $0.history } }
    var answered: [Revision: String] { state.withLock { $0.answered } }

    func stop() { state.withLock { $0.isStopped = true } }

    private var isStopped: Bool { state.withLock { $0.isStopped } }

    /// Waits until so many more writes were answered.
    func progress(by count: Int) async throws {
        let target = history.answers + count
        while history.answers < target { try await Task.sleep(for: .milliseconds(20)) }
    }

    /// Creates, changes and deletes keys of its own, one write at a time, with the preconditions the API server uses.
    func write(as writer: Int) async {
        var turn = 0
        while !isStopped {
            turn += 1
            let key = "/w/\(writer)/\(turn)"
            guard let created = await attempt(key, "new", .absent),
                let changed = await attempt(key, "changed", .modRevision(created))
            else { continue }
            if turn.isMultiple(of: 3) { _ = await attempt(key, nil, .modRevision(changed)) }
        }
    }

    /// The revision; `nil` when the write was refused or nobody knows.
    private func attempt(_ key: String, _ value: String?, _ precondition: Precondition) async -> Revision? {
        state.withLock { $0.history.note(.tries(key, value: value)) }
        do {
            let revision = try await store.commit(
                Mutation(key: key, value: value.map { Array($0.utf8) }, precondition: precondition))
            state.withLock { state in
                state.history.note(.answered(key, revision))
                state.answered[revision] = "\(key)=\(value ?? "nothing")"
            }
            return revision
        } catch StoreError.outcomeUnknown {
            return nil
        } catch {
            state.withLock { $0.history.note(.refused(key)) }
            return nil
        }
    }
}
