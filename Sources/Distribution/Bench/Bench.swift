import ArgumentParser

/// `swiftlet bench`: what a cluster costs in time and memory, each beside a floor that was measured in the same run.
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure this or any other Kubernetes, beside what is possible at best.",
        discussion: """
            Every number is printed beside a floor measured in the same run, and the ratio to it. The benchmarks that \
            talk to an API server work with any: name one by kubeconfig, or by URL and token.

            Examples:
              swiftlet bench start
              swiftlet bench pods --count 24
              swiftlet bench api --server https://10.0.0.1:6443 --token @file --insecure
              swiftlet bench watch --watchers 1000
              swiftlet bench scale --objects 100000
              swiftlet bench memory
              swiftlet bench store
            """,
        subcommands: [Start.self, Pods.self, API.self, Watch.self, Scale.self, Memory.self, Storage.self])
}

/// How results are printed.
struct BenchOutput: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

    @Option(name: .shortAndLong, help: "table or json.")
    var output = Format.table

    func print(_ report: BenchReport) {
        switch output {
        case .table: Terminal.result(report.table)
        case .json: Terminal.result(report.json)
        }
    }
}
