import AsyncTools
import Foundation
import GRDB
import Glibc
import Store
import StoreTestSupport
import Testing

/// What is on the disk when the power fails under load: not what was written, but what was synced.
@Suite(.serialized, .enabled(if: PowerLossDisk.isPossible, "needs root and mkfs.btrfs: apt-get install btrfs-progs"))
struct PowerLossTests {
    /// `make soak` asks for more.
    private static let rounds = ProcessInfo.processInfo.environment["SWIFTLET_SOAK_ROUNDS"].flatMap(Int.init) ?? 8

    /// Everything is compared after each round, which is quadratic in how much was written: a new disk from time to time.
    private static let roundsOfADisk = 16

    @Test(.timeLimit(.minutes(30))) func everythingAnsweredIsOnTheDiskWhenThePowerFails() async throws {
        var left = Self.rounds
        while left > 0 {
            try await failRepeatedly(min(left, Self.roundsOfADisk))
            left -= Self.roundsOfADisk
        }
    }

    private func failRepeatedly(_ rounds: Int) async throws {
        try await PowerLossDisk.run { disk in
            let store = try SQLiteStore.open(path: disk.path + "/store.db", logger: quiet)
            let load = UniqueKeyLoad(store)
            let writers = (0..<16).map { writer in Task { try await load.write(as: writer) } }
            for round in 1...rounds {
                try await load.progress(by: Int.random(in: 50...400))
                if round.isMultiple(of: 4) { try await store.compact(before: load.newest) }
                let promised = load.answered
                let image = try disk.cutPower()
                let tried = load.tried
                try await disk.afterRestart(image) { path in
                    try await Self.expect(promised, tried, in: path + "/store.db")
                }
            }
            load.stop()
            for writer in writers { try await writer.value }
            await store.close()
        }
    }

    private static func expect(_ promised: [String: Revision], _ tried: Set<String>, in path: String) async throws {
        let store = try SQLiteStore.open(path: path, logger: quiet)
        let values = try await store.list(prefix: "/w/", after: nil, limit: nil, at: nil).values
        let found = Dictionary(uniqueKeysWithValues: values.map { ($0.key, $0.modRevision) })
        #expect(promised.filter { found[$0.key] != $0.value }.isEmpty)
        #expect(values.allSatisfy { tried.contains($0.key) && $0.text == "value of \($0.key)" })
        let newest = try await store.currentRevision
        #expect(Set(values.map(\.modRevision)) == Set(2...newest))
        #expect(try await store.put("/next", "") == newest + 1)
        await store.close()
        #expect(try await DatabaseInspection.damage(path) == [])
    }

    /// The layer would show a store that forgets to sync.
    @Test func whatWasNotSyncedIsNotThereAfterwards() async throws {
        try await PowerLossDisk.run { disk in
            let careless = try openCareless(disk.path + "/careless.db")
            try await careless.write { db in try db.execute(sql: "CREATE TABLE t (x); INSERT INTO t VALUES (1)") }
            let store = try SQLiteStore.open(path: disk.path + "/store.db", logger: quiet)
            try await store.put("/a", "1")
            let image = try disk.cutPower()
            try await disk.afterRestart(image) { path in
                let tables = try? await openCareless(path + "/careless.db").read { db in
                    try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema")
                }
                #expect(tables ?? 0 == 0)
                let kept = try SQLiteStore.open(path: path + "/store.db", logger: quiet)
                #expect(try await kept.text("/a") == "1")
                await kept.close()
            }
            await store.close()
            try careless.close()
        }
    }

    private func openCareless(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA synchronous = OFF") }
        return try DatabaseQueue(path: path, configuration: configuration)
    }
}

/// Writers of keys that are each written once.
private final class UniqueKeyLoad: Sendable {
    private struct State: Sendable {
        var tried: Set<String> = []
        var answered: [String: Revision] = [:]
        var isStopped = false
    }

    private let store: any Store
    private let state = Guarded(State())

    init(_ store: any Store) { self.store = store }

    var tried: Set<String> { state.withLock { $0.tried } }
    var answered: [String: Revision] { state.withLock { $0.answered } }
    var newest: Revision { state.withLock { $0.answered.values.max() ?? 1 } }

    func stop() { state.withLock { $0.isStopped = true } }

    func progress(by count: Int) async throws {
        let target = answered.count + count
        while state.withLock({ $0.answered.count }) < target { try await Task.sleep(for: .milliseconds(1)) }
    }

    func write(as writer: Int) async throws {
        var turn = 0
        while !state.withLock({ $0.isStopped }) {
            turn += 1
            let key = "/w/\(writer)/\(turn)"
            state.withLock { _ = $0.tried.insert(key) }
            let revision = try await store.put(key, "value of \(key)")
            state.withLock { $0.answered[key] = revision }
        }
    }
}

/// A file system on a disk whose content can be copied at one instant: an ext4 image that is a file of a btrfs image. The
/// copy holds what the kernel has given to the disk, and nothing of what is only in its cache.
private struct PowerLossDisk {
    let path: String
    private let directory: String

    static let isPossible = geteuid() == 0 && access("/usr/sbin/mkfs.btrfs", X_OK) == 0 && access("/dev/loop-control", F_OK) == 0

    static func run(_ body: (PowerLossDisk) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let disk = PowerLossDisk(path: directory + "/disk", directory: directory)
            defer { disk.remove() }
            try disk.make()
            try await body(disk)
        }
    }

    private var outer: String { directory + "/outer" }

    private func make() throws {
        for name in ["outer", "disk", "after"] {
            try FileManager.default.createDirectory(atPath: "\(directory)/\(name)", withIntermediateDirectories: true)
        }
        try shell("truncate -s 600M \(directory)/outer.img && mkfs.btrfs -q \(directory)/outer.img")
        try shell("mount -o loop \(directory)/outer.img \(outer)")
        try shell(
            "truncate -s 128M \(outer)/disk.img && mkfs.ext4 -q \(outer)/disk.img && mount -o loop \(outer)/disk.img \(path)")
    }

    /// What would be on the disk if the power failed now.
    func cutPower() throws -> String {
        let image = "\(outer)/cut.img"
        try shell("rm -f \(image) && cp --reflink=always \(outer)/disk.img \(image)")
        return image
    }

    /// Mounts what was left, as a start after the failure would.
    func afterRestart(_ image: String, _ body: (String) async throws -> Void) async throws {
        let place = directory + "/after"
        try shell("mount -o loop \(image) \(place)")
        defer { try? shell("umount \(place)") }
        try await body(place)
    }

    private func remove() {
        for place in ["\(directory)/after", path, outer] { try? shell("umount -l \(place) 2>/dev/null") }
    }

    private func shell(_ line: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", "PATH=$PATH:/usr/sbin:/sbin; \(line)"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CommandFailed(line: line) }
    }

    private struct CommandFailed: Error { let line: String }
}
