import ArgumentParser
import AsyncTools
import Files
import Glibc
import Logging
import Store

extension Bench {
    /// Commits per second of the embedded store, beside the disk's own.
    struct Storage: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "store", abstract: "Measure commits of the embedded store on this machine's disk.",
            discussion: """
                The floor of one commit is a bare write of three pages followed by fdatasync, on the same disk.

                Examples:
                  swiftlet bench store
                  swiftlet bench store --writers 1,16,256 --directory /mnt/ssd -o json
                """)

        @Option(help: ArgumentHelp("Numbers of writers at the same time.", valueName: "list"))
        var writers = "1,64"

        @Option(help: "Bytes of each value.")
        var size = 500

        @Option(help: ArgumentHelp("How long each number of writers is measured.", valueName: "seconds"))
        var seconds = 3

        @Option(help: ArgumentHelp("A directory on the disk to measure.", valueName: "directory"))
        var directory = "/var/tmp"

        @OptionGroup var output: BenchOutput

        func validate() throws {
            let numbers = writers.split(separator: ",").map { Int($0) ?? 0 }
            guard !numbers.isEmpty, numbers.allSatisfy({ (1...4096).contains($0) }) else {
                throw ValidationError("--writers \(writers): use numbers from 1 to 4096, separated by commas")
            }
            guard (0...1_000_000).contains(size), (1...600).contains(seconds) else {
                throw ValidationError("use --size 0 to 1000000 and --seconds 1 to 600")
            }
        }

        func run() async throws {
            let path = "\(directory)/swiftlet-bench-\(getpid())"
            try FileSystem.makeDirectory(path)
            defer { try? FileSystem.remove(path) }
            let floor = try await BlockingThread.run { try DiskFloor.measure(file: path + "/floor", rounds: 500) }
            let store = try SQLiteStore.open(path: path + "/store.db", logger: Logger(label: "bench"))
            var report = BenchReport()
            for count in writers.split(separator: ",").compactMap({ Int($0) }) {
                let (made, latencies) = try await commits(to: store, writers: count)
                report.lines.append(
                    BenchReport.Line(
                        name: "commits, \(count) writer\(count == 1 ? "" : "s")",
                        value: .init(Double(made) / Double(seconds), .perSecond), details: latencies.tail,
                        floor: ("write+fdatasync", .init(1 / floor.median.number, .perSecond))))
            }
            await store.close()
            output.print(report)
        }

        private func commits(to store: SQLiteStore, writers: Int) async throws -> (Int, Latencies) {
            let value = [UInt8](repeating: 0x78, count: size)
            let end = ContinuousClock.now + .seconds(seconds)
            let all = try await withThrowingTaskGroup(of: Latencies.self) { group in
                for writer in 0..<writers {
                    group.addTask {
                        var latencies = Latencies()
                        var begun = ContinuousClock.now
                        while begun < end {
                            let key = "/bench/\(writer)/\(latencies.count % 1000)"
                            _ = try await store.commit(Mutation(key: key, value: value, precondition: .none))
                            let now = ContinuousClock.now
                            latencies.record(now - begun)
                            begun = now
                        }
                        return latencies
                    }
                }
                return try await group.reduce(into: Latencies()) { $0.add($1) }
            }
            return (all.count, all)
        }
    }
}

/// What the disk needs to make one small write durable, in a file whose blocks exist already: a write-ahead log is reused
/// after each checkpoint, so its commits do not wait for the file system's own journal either.
enum DiskFloor {
    static func measure(file: String, rounds: Int) throws -> Latencies {
        let descriptor = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw UserError("\(file): \(String(cString: strerror(errno)))", advice: "choose another --directory")
        }
        defer { close(descriptor) }
        let pages = [UInt8](repeating: 1, count: 3 * 4096)
        func write(_ round: Int) throws {
            guard pwrite(descriptor, pages, pages.count, off_t(round * pages.count)) == pages.count else { throw failure() }
        }
        func synchronise() throws {
            guard fdatasync(descriptor) == 0 else { throw failure() }
        }
        func failure() -> UserError {
            UserError("\(file): \(String(cString: strerror(errno)))", advice: "choose another --directory")
        }
        for round in 0..<rounds { try write(round) }
        try synchronise()
        var latencies = Latencies()
        for round in 0..<rounds {
            let begun = ContinuousClock.now
            try write(round)
            try synchronise()
            latencies.record(begun.duration(to: .now))
        }
        return latencies
    }
}
