import Files
import Glibc
import Schema
import Testing
import Transport

@testable import Kubelet

struct LogTests {
    private let text = """
        2026-01-02T03:04:05.1Z stdout F one
        2026-01-02T03:04:06.2Z stderr F two
        2026-01-02T03:04:07.3Z stdout P thr
        2026-01-02T03:04:07.4Z stdout F ee

        """

    private func formatted(_ change: (inout LogOptions) -> Void = { _ in }) -> String {
        var options = LogOptions()
        change(&options)
        var formatter = LogFormatter(options)
        // In odd pieces, as a file is read.
        return Array(text.utf8).chunks(of: 7).map { String(decoding: formatter.take($0), as: UTF8.self) }.joined()
    }

    @Test func lineIsReadIntoItsParts() {
        let line = CRILogLine(Array("2026-01-02T03:04:05.1Z stderr P a b".utf8)[...])
        #expect(line?.stream == .stderr)
        #expect(line?.isPartial == true)
        #expect(line.map { String(decoding: $0.content, as: UTF8.self) } == "a b")
        #expect(CRILogLine(Array("2026 stdout F".utf8)[...])?.content == [])
        #expect(CRILogLine(Array("nonsense".utf8)[...]) == nil)
        #expect(CRILogLine(Array("t stdfoo F x".utf8)[...]) == nil)
    }

    @Test func partsOfALineAreJoined() { #expect(formatted() == "one\ntwo\nthree\n") }

    @Test func optionsNarrowWhatIsShown() {
        #expect(formatted { $0.stream = .stderr } == "two\n")
        #expect(formatted { $0.limitBytes = 5 } == "one\nt")
        #expect(formatted { $0.since = Timestamp(rfc3339: "2026-01-02T03:04:06Z") } == "two\nthree\n")
        #expect(formatted { $0.timestamps = true }.hasPrefix("2026-01-02T03:04:05.1Z one\n2026"))
    }

    @Test func queryBecomesOptions() throws {
        let options = try LogOptions(
            QueryItems("follow=true&tailLines=5&sinceSeconds=10&limitBytes=7"), now: Timestamp(seconds: 100))
        #expect(options.follow)
        #expect(options.tailLines == 5)
        #expect(options.since == Timestamp(seconds: 90))
        #expect(options.limitBytes == 7)
    }

    @Test func filesOfOldAttemptsAreRemoved() throws {
        let directory = "/tmp/swiftlet-kubelet-attempts-\(getpid())"
        try FileSystem.makeDirectory(directory)
        defer { try? FileSystem.remove(directory) }
        let names = ["0.log", "2.log", "2.log.17954", "3", "3.log", "10.log", "notes"]
        for name in names { try FileSystem.write([], to: "\(directory)/\(name)") }
        try AttemptFiles.remove(before: 3, in: directory)
        #expect(FileSystem.names(in: directory) == ["10.log", "3", "3.log", "notes"])
        try AttemptFiles.remove(before: 3, in: directory + "/none")
    }

    @Test func tailFindsTheLastLinesOfAFile() throws {
        let path = "/tmp/swiftlet-kubelet-tail-\(getpid())"
        defer { unlink(path) }
        try FileSystem.write(Array("a\nbb\nccc\n".utf8), to: path)
        #expect(LogTail.offset(ofLast: 0, in: path) == 9)
        #expect(LogTail.offset(ofLast: 1, in: path) == 5)
        #expect(LogTail.offset(ofLast: 2, in: path) == 2)
        #expect(LogTail.offset(ofLast: 9, in: path) == 0)
    }

    @Test func followedLogGoesOnInTheNewFileAndEndsWithTheContainer() async throws {
        let path = "/tmp/swiftlet-kubelet-follow-\(getpid())"
        defer {
            unlink(path)
            unlink(path + ".1")
        }
        try FileSystem.write(Array("t stdout F one\n".utf8), to: path)
        var options = LogOptions()
        options.follow = true
        let rounds = Rounds()
        let stream = LogStream(path: path, options: options) {
            // The log is rotated while it is read, and the container ends after that.
            if await rounds.next() == 1 {
                rename(path, path + ".1")
                try? FileSystem.write(Array("t stdout F two\n".utf8), to: path)
                return true
            }
            return false
        }
        var text = ""
        for try await chunk in stream { text += String(decoding: chunk, as: UTF8.self) }
        #expect(text == "one\ntwo\n")
    }
}

private actor Rounds {
    private var count = 0
    func next() -> Int {
        count += 1
        return count
    }
}

extension Array {
    fileprivate func chunks(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
