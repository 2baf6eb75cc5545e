import ArgumentParser
import Files
import Glibc
import Transport

extension Bench {
    /// What many objects cost.
    struct Scale: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Measure start-up, memory and pages of a server that holds many objects.",
            discussion: """
                Starts a server of its own, stores ConfigMaps of 1 KB, reads pages of 500, and starts it again on its data. \
                The floor of a page is the same page when there are only 1,000 objects.

                Examples:
                  swiftlet bench scale
                  swiftlet bench scale --objects 10000 -o json
                """)

        @Option(help: "How many objects are stored.")
        var objects = 100_000

        @Option(help: "A free port for the API server.")
        var port = 16_443

        @OptionGroup var output: BenchOutput

        func validate() throws {
            guard (2000...2_000_000).contains(objects) else { throw ValidationError("--objects \(objects): use 2000 to 2000000") }
            guard (1...65_535).contains(port) else { throw ValidationError("--port \(port): use 1 to 65535") }
        }

        func run() async throws {
            try Requirements.check(runsPods: false)
            try Requirements.checkFree(port: port)
            let trial = StartTrial(root: "/var/tmp/swbench-\(getpid())", port: port)
            try FileSystem.makeDirectory(trial.root)
            defer { try? FileSystem.remove(trial.root) }
            let exec = try await trial.execution()
            let (filled, restarted) = try await trial.restarting({ layout in
                try await ScaleTrial(layout: layout).fill(objects)
            }) { layout, elapsed in
                // What is resident is measured when start-up is over.
                try await Task.sleep(for: .seconds(3))
                return (elapsed, try ScaleTrial(layout: layout).memory())
            }
            var report = BenchReport()
            report.lines = [
                BenchReport.Line(
                    name: "page of 500 among \(objects)", value: filled.many.median, details: filled.many.tail,
                    floor: ("among 1000", filled.few.median)),
                BenchReport.Line(
                    name: "API ready after exec, \(objects) objects", value: .init(restarted.0),
                    floor: ("exec of this program", .init(exec))),
                BenchReport.Line(name: "resident after the last CREATE", value: filled.memory.all),
                BenchReport.Line(name: "resident after the restart", value: restarted.1.all),
            ]
            output.print(report)
        }
    }
}

/// The measurements of one server.
private struct ScaleTrial {
    let layout: ClusterLayout

    struct Filled {
        let few: Latencies
        let many: Latencies
        let memory: ResidentSet
    }

    private static let writers = 32
    private static let path = "/api/v1/namespaces/default/configmaps"

    private func exchange() throws -> HTTPClient {
        try HTTPClient(configuration: ServerAccess(kubeconfig: layout.adminKubeconfig, context: nil).configuration)
    }

    func fill(_ count: Int) async throws -> Filled {
        try await create(0..<1000)
        let few = try await pages()
        try await create(1000..<count)
        return Filled(few: few, many: try await pages(), memory: try memory())
    }

    func memory() throws -> ResidentSet {
        guard let process = ProcessIdentity(file: "\(layout.run)/control-plane.pid"),
            let memory = ResidentSet(pid: process.pid)
        else { throw UserError("the server's process cannot be found", advice: "see \(layout.logs)") }
        return memory
    }

    private func create(_ numbers: Range<Int>) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<Self.writers {
                let exchange = try exchange()
                group.addTask {
                    defer { exchange.close() }
                    for number in numbers where number % Self.writers == writer {
                        let request = BenchObject.creation("scale-\(number)", at: Self.path, bytes: 1000, label: "scale")
                        try await APITrial.send(request, over: exchange)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// The first page, read again and again over one connection.
    private func pages() async throws -> Latencies {
        let exchange = try exchange()
        defer { exchange.close() }
        var latencies = Latencies()
        for _ in 0..<200 {
            let begun = ContinuousClock.now
            try await APITrial.send(HTTPRequest("GET", Self.path, query: "limit=500"), over: exchange)
            latencies.record(begun.duration(to: .now))
        }
        return latencies
    }
}
