import ArgumentParser
import AsyncTools
import Files
import JSON
import Transport

extension Bench {
    /// How soon many watchers see a change.
    struct Watch: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Measure how soon many watchers of one resource see each change.",
            discussion: """
                Every watcher has a connection of its own. Each write carries the time it was due; the delay is from then \
                until a watcher has read the event, the write itself included. The floor is one watcher.

                Examples:
                  swiftlet bench watch
                  swiftlet bench watch --watchers 1000 --rate 200 --pid $(pidof kube-apiserver)
                """)

        @OptionGroup var target: BenchTarget
        @OptionGroup var output: BenchOutput

        @Option(help: "How many watch.")
        var watchers = 1000

        @Option(help: "Writes per second.")
        var rate = 200

        @Option(help: ArgumentHelp("How long is written.", valueName: "seconds"))
        var seconds = 10

        @Option(help: ArgumentHelp("The server's process, to measure its memory.", valueName: "pid"))
        var pid: Int32?

        func validate() throws {
            guard (1...20_000).contains(watchers), (1...10_000).contains(rate), (1...600).contains(seconds) else {
                throw ValidationError("use --watchers 1 to 20000, --rate 1 to 10000 and --seconds 1 to 600")
            }
        }

        func run() async throws {
            guard OpenFiles.raiseLimit() >= watchers + 256 else {
                throw UserError("\(watchers) connections may not be open at once", advice: "raise `ulimit -Hn`")
            }
            let client = try target.client()
            let (one, all) = try await BenchNamespace.with(client) { namespace in
                (
                    try await trial(1, namespace, seconds: min(seconds, 3)).run(),
                    try await trial(watchers, namespace, seconds: seconds).run()
                )
            }
            var report = BenchReport()
            report.lines = [
                BenchReport.Line(
                    name: "\(watchers) watchers, \(rate) writes/s, p99", value: all.latencies.percentile(99),
                    details: all.latencies.tail, floor: ("1 watcher", one.latencies.percentile(99)))
            ]
            if let pid, let memory = ResidentSet(pid: pid) {
                report.lines.append(BenchReport.Line(name: "resident with \(watchers) watchers", value: memory.all))
            }
            report.notes = [
                "\(all.events) events arrived, \(all.writes) writes to \(watchers) watchers; "
                    + "\(all.missing) events were missed",
                "\(Decimal.text(all.achievedRate, digits: 0)) writes/s were reached",
            ]
            output.print(report)
            if all.missing > 0 { throw ExitCode.failure }
        }

        private func trial(_ watchers: Int, _ namespace: String, seconds: Int) -> WatchTrial {
            WatchTrial(
                target: target, path: "/api/v1/namespaces/\(namespace)/configmaps", watchers: watchers, rate: rate,
                writes: rate * seconds)
        }
    }
}
