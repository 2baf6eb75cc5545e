import EtcdStore
import Files
import Foundation
import Glibc
import Store
import StoreTestSupport
import Testing

/// Kills a real server under load, again and again, and compares what clients were answered and told with what it holds.
@Suite(.serialized, .enabled(if: geteuid() == 0, "a server needs root"))
struct KillServerTests {
    /// `make soak` asks for more.
    private static let kills = ProcessInfo.processInfo.environment["SWIFTLET_SOAK_KILLS"].flatMap(Int.init) ?? 10

    @Test(.timeLimit(.minutes(120))) func aKilledServerLosesNothingThatWasAnsweredAndWatchersMissNothing() async throws {
        let breaches = try await breaches(afterKills: Self.kills)
        #expect(breaches == [])
    }

    /// What the test above would say of a server that answers before the write is safe. Only a debug build can do that.
    @Test(.timeLimit(.minutes(10)), .enabled(if: ServerProcess.program.contains("debug"), "only a debug build can be told to"))
    func aServerThatAnswersTooSoonIsNoticed() async throws {
        let breaches = try await breaches(afterKills: 5, environment: ["SWIFTLET_TEST_ANSWER_BEFORE_COMMIT": "1"])
        #expect(breaches.contains { $0.contains("is nothing and not") || $0.contains("and not") })
    }

    private func breaches(afterKills kills: Int, environment: [String: String] = [:]) async throws -> [String] {
        try await ServerProcess.run(environment: environment) { server in
            try await server.start()
            return try await ConfigMapLoad.breaches(of: server) { load in
                for round in 1...kills {
                    try await load.progress(by: Int.random(in: 20...120))
                    await server.kill()
                    try await server.start()
                    report(round, load)
                }
            }
        }
    }

    private func report(_ round: Int, _ load: ConfigMapLoad) {
        guard Self.kills > 10, round.isMultiple(of: 10) else { return }
        print("\(round) kills, \(load.history.answers) writes answered")
    }
}

/// A server whose state is in three etcd members, of which one at a time is killed or paused, and now and then the server.
@Suite(
    .serialized,
    .enabled(if: geteuid() == 0 && EtcdProcess.program != nil, "needs root and etcd: apt-get install etcd-server"))
struct ServerOnEtcdTests {
    /// `make soak` asks for more.
    private static let rounds = ProcessInfo.processInfo.environment["SWIFTLET_SOAK_ROUNDS"].flatMap(Int.init) ?? 4

    @Test(.timeLimit(.minutes(120))) func membersAndServersThatFailLoseNothingThatWasAnswered() async throws {
        try await EtcdCluster.run(members: 3) { cluster in
            let found = try await ServerProcess.run { server in
                let endpoints = cluster.members.map(\.endpoint.description).joined(separator: ",")
                try await server.start(arguments: ["--store", "etcd=\(endpoints)"])
                return try await ConfigMapLoad.breaches(of: server) { load in
                    for round in 0..<Self.rounds {
                        try await load.progress(by: 60)
                        let member = round % 3
                        if round.isMultiple(of: 2) {
                            cluster.members[member].kill()
                            try await load.progress(by: 60)
                            try cluster.restart(member)
                        } else {
                            cluster.members[member].signal(SIGSTOP)
                            try await load.progress(by: 60)
                            cluster.members[member].signal(SIGCONT)
                        }
                        if round % 4 == 3 {
                            // Where the state is was remembered at the first start.
                            await server.kill()
                            try await server.start()
                        }
                    }
                }
            }
            #expect(found == [])
        }
    }
}

extension ServerProcess {
    /// Runs with a server that is not started yet, and leaves nothing behind.
    static func run(
        environment: [String: String] = [:], _ body: (ServerProcess) async throws -> [String]
    ) async throws -> [String] {
        let directory = "/tmp/swl-\(getpid())-\(Int.random(in: 100...999))"
        try FileSystem.makeDirectory(directory)
        defer { try? FileSystem.remove(directory) }
        let server = ServerProcess(directory: directory, port: try EtcdProcess.freePort(), environment: environment)
        do {
            let found = try await body(server)
            await server.kill()
            return found
        } catch {
            await server.kill()
            throw error
        }
    }
}

extension ConfigMapLoad {
    /// Writes and watches while `body` makes the server fail, and then compares what clients were answered and told with
    /// what is there.
    static func breaches(
        of server: ServerProcess, while body: (ConfigMapLoad) async throws -> Void
    ) async throws -> [String] {
        let load = ConfigMapLoad(server)
        let start = try await load.list().revision
        let writers = (0..<8).map { writer in Task { try await load.write(as: writer) } }
        let watchers = (0..<3).map { _ in Task { try await load.watch(after: start) } }
        let result: Result<Void, any Error>
        do { result = .success(try await body(load)) } catch { result = .failure(error) }
        load.stop()
        for writer in writers { try await writer.value }
        try result.get()
        var found = load.history.breaches(in: try await load.list().values)
        try await load.end()
        let values = try await load.list().values.filter { $0.key != "/w/end" }
        // A watcher that was told of a revision which then never was may wait for ever.
        let patience = Task {
            try await Task.sleep(for: .seconds(30))
            for watcher in watchers { watcher.cancel() }
        }
        for watcher in watchers {
            switch await watcher.result {
            case .success(let history): found += history.breaches(against: values, answered: load.answered)
            case .failure(let error): found.append("a watch could not be resumed: \(error)")
            }
        }
        patience.cancel()
        return found
    }
}
