import Foundation
import Glibc
import Store
import StoreTestSupport
import Testing

/// Kills a process that writes, again and again, and compares what it was answered with what its file holds.
@Suite(.serialized, .timeLimit(.minutes(10))) struct KillTests {
    private static let pathVariable = "SWIFTLET_TEST_WRITER_PATH"
    private static let roundVariable = "SWIFTLET_TEST_WRITER_ROUND"
    private static let liarVariable = "SWIFTLET_TEST_WRITER_LIES"
    private static let environment = ProcessInfo.processInfo.environment

    @Test func nothingAnsweredIsLostAndNothingUnaskedAppearsWhenTheWriterIsKilled() async throws {
        try await withTemporaryDirectory { directory in
            var history = WriteHistory()
            for round in 1...8 {
                try await writeUntilKilled(directory, round: round, after: Int.random(in: 20...400), &history)
                #expect(try await breaches(of: history, directory).isEmpty, "round \(round)")
            }
            #expect(history.answers >= 160)
        }
    }

    /// What the test above would say of a store that answers before the write is safe.
    @Test func aWriterThatIsAnsweredTooSoonIsNoticed() async throws {
        try await withTemporaryDirectory { directory in
            var history = WriteHistory()
            try await writeUntilKilled(directory, round: 1, after: 50, isLying: true, &history)
            #expect(try await breaches(of: history, directory) == ["/lie is nothing and not x@1000000"])
        }
    }

    @Test func lossesAndWritesThatNobodyMadeAreNoticed() {
        var history = WriteHistory()
        for line in ["#put /a 1", "#answered /a 2", "#put /a 2", "#put /b 1", "#answered /b 3", "#delete /b"] {
            if let line = WriteHistory.Line(line) { history.note(line) }
        }
        func value(_ key: String, _ text: String, _ revision: Revision) -> StoredValue {
            StoredValue(key: key, value: Array(text.utf8), createRevision: 2, modRevision: revision)
        }
        let kept = [value("/a", "1", 2), value("/b", "1", 3)]
        #expect(history.breaches(in: kept).isEmpty)
        #expect(history.breaches(in: [value("/a", "2", 4)]).isEmpty)
        #expect(history.breaches(in: [kept[1]]) == ["/a is nothing and not 1@2"])
        #expect(history.breaches(in: [value("/a", "0", 2), kept[1]]) == ["/a is 0@2 and not 1@2"])
        #expect(history.breaches(in: [value("/a", "1", 5), kept[1]]) == ["/a is 1@5 and not 1@2"])
        #expect(history.breaches(in: kept + [value("/c", "1", 4)]) == ["/c was never written"])
    }

    /// The process that is killed: this very program, told to run only this.
    @Test(.enabled(if: environment[pathVariable] != nil, "only in a process that is to be killed"))
    func writesUntilItIsKilled() async throws {
        let path = try #require(Self.environment[Self.pathVariable])
        let round = Self.environment[Self.roundVariable] ?? ""
        let store = try SQLiteStore.open(path: path, logger: quiet)
        if Self.environment[Self.liarVariable] != nil {
            Self.report(.tries("/lie", value: "x"))
            Self.report(.answered("/lie", 1_000_000))
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask { try await Self.write(to: store, "/\(round)/\(writer)") }
            }
            try await group.waitForAll()
        }
    }

    private static func write(to store: SQLiteStore, _ prefix: String) async throws {
        for turn in 0... {
            let key = "\(prefix)/\(turn / 5)"
            let isDeletion = turn % 5 == 4 && turn % 10 != 9
            let value = isDeletion ? nil : "\(prefix)-\(turn)"
            report(.tries(key, value: value))
            let mutation = Mutation(key: key, value: value.map { Array($0.utf8) }, precondition: .none)
            report(.answered(key, try await store.commit(mutation)))
        }
    }

    /// One line in one call: it is in the pipe whole, or not at all.
    private static func report(_ line: WriteHistory.Line) {
        let bytes = Array((line.text + "\n").utf8)
        _ = bytes.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    }

    // MARK: The killer

    private func writeUntilKilled(
        _ directory: String, round: Int, after answers: Int, isLying: Bool = false, _ history: inout WriteHistory
    ) async throws {
        let writer = Process()
        writer.executableURL = URL(filePath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        writer.arguments = ["--testing-library", "swift-testing", "--filter", "KillTests/writesUntilItIsKilled"]
        writer.environment = Self.environment.merging(
            [Self.pathVariable: directory + "/store.db", Self.roundVariable: "\(round)"]
        ) { $1 }
        if isLying { writer.environment?[Self.liarVariable] = "1" }
        let pipe = Pipe()
        writer.standardOutput = pipe
        writer.standardError = FileHandle.nullDevice
        try writer.run()
        try? pipe.fileHandleForWriting.close()
        let target = history.answers + answers
        var rest = ""
        while let chunk = await Self.read(pipe.fileHandleForReading) {
            rest += String(decoding: chunk, as: UTF8.self)
            var lines = rest.split(separator: "\n", omittingEmptySubsequences: false)
            rest = String(lines.removeLast())
            for line in lines.compactMap({ WriteHistory.Line(String($0)) }) { history.note(line) }
            if history.answers >= target { kill(writer.processIdentifier, SIGKILL) }
        }
        writer.waitUntilExit()
        #expect(writer.terminationReason == .uncaughtSignal)
    }

    /// What the pipe holds, at least one byte; `nil` at the end. Waits on a thread of its own: the pool's are few.
    private static func read(_ handle: FileHandle) async -> [UInt8]? {
        let descriptor = handle.fileDescriptor
        return await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var bytes = [UInt8](repeating: 0, count: 65_536)
                let count = Glibc.read(descriptor, &bytes, bytes.count)
                continuation.resume(returning: count > 0 ? Array(bytes.prefix(count)) : nil)
            }
        }
    }

    private func breaches(of history: WriteHistory, _ directory: String) async throws -> [String] {
        let store = try SQLiteStore.open(path: directory + "/store.db", logger: quiet)
        let values = try await store.list(prefix: "/", after: nil, limit: nil, at: nil).values
        let newest = try await store.currentRevision
        let events = try await store.watch(prefix: "", after: 1).first(Int(newest) - 1)
        #expect(events.map(\.revision) == Array(2...newest))
        await store.close()
        return history.breaches(in: values)
    }
}
