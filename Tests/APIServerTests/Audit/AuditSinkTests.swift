import APIServer
import AsyncTools
import Files
import Foundation
import JSON
import TestSupport
import Testing
import Transport

@Suite(.timeLimit(.minutes(10)))
struct AuditSinkTests {
    private static func withDirectory(_ body: (String) async throws -> Void) async throws {
        let directory = "\(NSTemporaryDirectory())swiftlet-audit-\(UUID().uuidString)"
        try FileSystem.makeDirectory(directory)
        defer { try? FileSystem.remove(directory) }
        try await body(directory)
    }

    private static func line(_ id: Int) -> [UInt8] { Array("{\"auditID\":\"\(id)\"}".utf8) }

    @Test func logIsRotatedAndOldFilesGo() async throws {
        try await Self.withDirectory { directory in
            let log = AuditLog(
                .init(path: "\(directory)/audit.log", maximumSize: 100, maximumBackups: 2), logger: TestCluster.quiet)
            for id in 0..<40 {
                #expect(await log.write([Self.line(id)]) == 0)
                // The names of old files tell milliseconds.
                try await Task.sleep(for: .milliseconds(2))
            }
            let names = FileSystem.names(in: directory)
            #expect(names.count == 3)
            #expect(names.contains("audit.log"))
            for name in names {
                let status = try #require(FileStatus(path: "\(directory)/\(name)"))
                #expect(status.size <= 100)
                #expect(status.mode & 0o777 == 0o600)
            }
            let newest = try FileSystem.readText("\(directory)/audit.log")
            #expect(newest.hasSuffix("{\"auditID\":\"39\"}\n"))
        }
    }

    @Test func manyLinesAtOnceMakeNoFileLargerThanTheLimit() async throws {
        try await Self.withDirectory { directory in
            let log = AuditLog(
                .init(path: "\(directory)/audit.log", maximumSize: 100, maximumBackups: 0), logger: TestCluster.quiet)
            #expect(await log.write((0..<5).map(Self.line)) == 0)
            let long = Array(repeating: UInt8(ascii: "x"), count: 150)
            try await Task.sleep(for: .milliseconds(2))
            #expect(await log.write([long]) == 0)
            let sizes = FileSystem.names(in: directory).compactMap { FileStatus(path: "\(directory)/\($0)")?.size }
            #expect(sizes.filter { $0 > 100 } == [151])
            #expect(sizes.reduce(0, +) == 5 * Int64(Self.line(0).count + 1) + 151)
        }
    }

    @Test func logThatCannotBeWrittenSaysHowMuchIsLost() async throws {
        let log = AuditLog(.init(path: "/proc/none/audit.log"), logger: TestCluster.quiet)
        #expect(await log.write([Self.line(1), Self.line(2)]) == 2)
    }

    @Test func webhookGetsEverythingInOrderAcrossARestart() async throws {
        try await Self.withDirectory { directory in
            let receiver = Receiver()
            var configuration = AuditWebhook.Configuration(path: "/hook", spoolDirectory: directory)
            configuration.maximumBatch = 3
            configuration.gathering = .milliseconds(10)
            // The first process ends before it could send anything.
            let first = try AuditWebhook(configuration, exchange: receiver, logger: TestCluster.quiet)
            for id in 0..<4 { #expect(await first.write([Self.line(id)]) == 0) }
            let second = try AuditWebhook(configuration, exchange: receiver, logger: TestCluster.quiet)
            #expect(await second.write([Self.line(4)]) == 0)
            let running = Task { await second.run() }
            while receiver.ids.count < 5 { try await Task.sleep(for: .milliseconds(5)) }
            running.cancel()
            await running.value
            #expect(receiver.ids == ["0", "1", "2", "3", "4"])
            #expect(receiver.kinds == ["EventList"])
        }
    }

    @Test func webhookThatIsAwayIsAskedAgain() async throws {
        try await Self.withDirectory { directory in
            let receiver = Receiver(refusing: 2)
            var configuration = AuditWebhook.Configuration(path: "/hook", spoolDirectory: directory)
            configuration.gathering = .milliseconds(10)
            let webhook = try AuditWebhook(configuration, exchange: receiver, logger: TestCluster.quiet)
            let running = Task { await webhook.run() }
            #expect(await webhook.write([Self.line(7)]) == 0)
            while receiver.ids.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            running.cancel()
            await running.value
            #expect(receiver.ids == ["7"])
            #expect(FileSystem.names(in: directory).isEmpty)
        }
    }

    @Test func eventsThatTheWebhookNeverTakesDoNotHoldUpTheOthers() async throws {
        try await Self.withDirectory { directory in
            let receiver = Receiver(refusing: 1, with: 400)
            var configuration = AuditWebhook.Configuration(path: "/hook", spoolDirectory: directory)
            configuration.maximumBatch = 1
            configuration.gathering = .milliseconds(10)
            let webhook = try AuditWebhook(configuration, exchange: receiver, logger: TestCluster.quiet)
            #expect(await webhook.write([Self.line(1), Self.line(2)]) == 0)
            let running = Task { await webhook.run() }
            while receiver.ids.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            running.cancel()
            await running.value
            #expect(receiver.ids == ["2"])
        }
    }

    @Test func spoolHasAnEnd() async throws {
        try await Self.withDirectory { directory in
            var configuration = AuditWebhook.Configuration(path: "/hook", spoolDirectory: directory)
            configuration.maximumSpoolBytes = 60
            let webhook = try AuditWebhook(configuration, exchange: Receiver(), logger: TestCluster.quiet)
            #expect(await webhook.write((0..<10).map(Self.line)) == 7)
        }
    }
}

/// A webhook in memory.
private final class Receiver: Exchange {
    private struct State: Sendable {
        var refusals: Int
        var ids: [String] = []
        var kinds: Set<String> = []
    }

    private let state: Guarded<State>
    private let refusal: Int

    init(refusing refusals: Int = 0, with refusal: Int = 503) {
        state = Guarded(State(refusals: refusals))
        self.refusal = refusal
    }

    var ids: [String] { state.withLock { $0.ids } }
    var kinds: Set<String> { state.withLock { $0.kinds } }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let list = try JSONReader.read(request.body)
        let status = state.withLock { state in
            guard state.refusals == 0 else {
                state.refusals -= 1
                return refusal
            }
            state.ids += (list["items"]?.arrayValue ?? []).compactMap { $0["auditID"]?.stringValue }
            state.kinds.insert(list["kind"]?.stringValue ?? "")
            return 200
        }
        return HTTPResponse(status: status)
    }
}
