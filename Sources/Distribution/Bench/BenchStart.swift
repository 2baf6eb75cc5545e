import ArgumentParser
import Files
import Glibc
import Transport

extension Bench {
    /// How long a cluster takes to start.
    struct Start: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Measure how long the API server and a whole cluster take to start.",
            discussion: """
                Starts and removes clusters of its own; others are not touched. The floors: running this program for \
                nothing, and starting a bare containerd until it answers.

                Examples:
                  swiftlet bench start
                  swiftlet bench start --count 10 -o json
                """)

        @Option(help: "How often each is started.")
        var count = 5

        @Option(help: "A free port for the API server.")
        var port = 16_443

        @Flag(name: .customLong("no-node"), help: "Measure the API server only.")
        var noNode = false

        @OptionGroup var output: BenchOutput

        func validate() throws {
            guard (1...100).contains(count) else { throw ValidationError("--count \(count): use 1 to 100") }
            guard (1...65_535).contains(port) else { throw ValidationError("--port \(port): use 1 to 65535") }
        }

        func run() async throws {
            try Requirements.check()
            try Requirements.checkFree(port: port)
            let trial = StartTrial(root: "/var/tmp/swbench-\(getpid())", port: port)
            try FileSystem.makeDirectory(trial.root)
            defer { try? FileSystem.remove(trial.root) }
            let exec = try await trial.repeated(count, trial.execution)
            let first = try await trial.repeated(count, trial.firstServer)
            let again = try await trial.restarts(count)
            var report = BenchReport()
            report.lines = [
                BenchReport.Line(
                    name: "API ready after exec, new cluster", value: first.median, details: first.spread,
                    floor: ("exec of this program", exec.median)),
                BenchReport.Line(
                    name: "API ready after exec, restart", value: again.median, details: again.spread,
                    floor: ("exec of this program", exec.median)),
            ]
            if !noNode { report.lines.append(try await nodeLine(trial)) }
            output.print(report)
        }

        private func nodeLine(_ trial: StartTrial) async throws -> BenchReport.Line {
            let bare = try await trial.repeated(count, trial.containerd)
            let up = try await trial.repeated(count, trial.cluster)
            return BenchReport.Line(
                name: "node Ready after `swiftlet up`", value: up.median, details: up.spread,
                floor: ("bare containerd", bare.median))
        }
    }
}
