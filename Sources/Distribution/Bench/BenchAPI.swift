import ArgumentParser
import JSON
import KubeClient
import Transport

extension Bench {
    /// Requests per second of an API server.
    struct API: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "api", abstract: "Measure requests per second of any API server.",
            discussion: """
                Each connection sends one request after another. The floor is a bare TLS server on this machine that answers \
                the same connections with 2 KB that never change; with a server elsewhere it says less.

                GET reads a ConfigMap of 1.5 KB, LIST a page of 500 ConfigMaps (0.45 MB), CREATE stores ConfigMaps of 500 \
                bytes.

                Examples:
                  swiftlet bench api
                  swiftlet bench api --connections 1,16,64 --seconds 10
                  swiftlet bench api --server https://10.0.0.1:6443 --token @file --insecure
                """)

        @OptionGroup var target: BenchTarget
        @OptionGroup var output: BenchOutput

        @Option(help: ArgumentHelp("Numbers of connections.", valueName: "list"))
        var connections = "1,16,64"

        @Option(help: ArgumentHelp("How long each kind of request is measured.", valueName: "seconds"))
        var seconds = 3

        @Option(help: "Objects in the page that LIST reads.")
        var objects = 500

        @Option(help: "A free port for the floor's server.")
        var floorPort = 16_444

        func validate() throws {
            let numbers = connections.split(separator: ",").map { Int($0) ?? 0 }
            guard !numbers.isEmpty, numbers.allSatisfy({ (1...1024).contains($0) }) else {
                throw ValidationError("--connections \(connections): use numbers from 1 to 1024, separated by commas")
            }
            guard (1...600).contains(seconds), (1...10_000).contains(objects) else {
                throw ValidationError("use --seconds 1 to 600 and --objects 1 to 10000")
            }
        }

        func run() async throws {
            let client = try target.client()
            let counts = connections.split(separator: ",").compactMap { Int($0) }
            var report = BenchReport()
            report.lines = try await StaticFloor.with(port: floorPort) { floor in
                var lines: [BenchReport.Line] = []
                for count in counts {
                    let trial = APITrial(connections: count, objects: objects, duration: .seconds(seconds))
                    let bare = try await trial.floor(floor)
                    lines += try await BenchNamespace.with(client) { namespace in
                        try await trial.run(in: namespace, floor: bare, exchange: target.exchange)
                    }
                }
                return lines
            }
            output.print(report)
        }
    }
}

/// One number of connections against one namespace.
struct APITrial: Sendable {
    let connections: Int
    let objects: Int
    let duration: Duration

    /// GET of the static server.
    func floor(_ server: StaticFloor) async throws -> Latencies {
        try await over(server.exchange) { exchanges in
            try await measure(exchanges) { _, _ in HTTPRequest("GET", "/") }
        }
    }

    func run(
        in namespace: String, floor: Latencies, exchange: () throws -> HTTPClient
    ) async throws -> [BenchReport.Line] {
        let path = "/api/v1/namespaces/\(namespace)/configmaps"
        return try await over(exchange) { exchanges in
            guard let first = exchanges.first else { return [] }
            try await Self.send(BenchObject.creation("read", at: path, bytes: 1500, label: "read"), over: first)
            for index in 0..<objects {
                try await Self.send(BenchObject.creation("listed-\(index)", at: path, bytes: 900, label: "listed"), over: first)
            }
            let get = try await measure(exchanges) { _, _ in HTTPRequest("GET", path + "/read") }
            let query = "limit=\(objects)&labelSelector=bench%3Dlisted"
            let list = try await measure(exchanges) { _, _ in HTTPRequest("GET", path, query: query) }
            let create = try await measure(exchanges) { connection, turn in
                BenchObject.creation("made-\(connection)-\(turn)", at: path, bytes: 500, label: "made")
            }
            return [line("GET", get, floor), line("LIST of \(objects)", list, floor), line("CREATE", create, floor)]
        }
    }

    private func over<Value>(
        _ exchange: () throws -> HTTPClient, _ body: ([HTTPClient]) async throws -> Value
    ) async throws -> Value {
        let exchanges = try (0..<connections).map { _ in try exchange() }
        defer { for exchange in exchanges { exchange.close() } }
        return try await body(exchanges)
    }

    private func line(_ verb: String, _ latencies: Latencies, _ floor: Latencies) -> BenchReport.Line {
        BenchReport.Line(
            name: "\(verb), \(connections) connection\(connections == 1 ? "" : "s")", value: rate(latencies),
            details: latencies.tail, floor: ("static 2 KB", rate(floor)))
    }

    private func rate(_ latencies: Latencies) -> BenchReport.Quantity {
        .init(Double(latencies.count) / BenchReport.Quantity(duration).number, .perSecond)
    }

    /// Sends requests over every connection, one after another on each, until the time is over.
    private func measure(
        _ exchanges: [HTTPClient], _ request: @escaping @Sendable (_ connection: Int, _ turn: Int) -> HTTPRequest
    ) async throws -> Latencies {
        let end = ContinuousClock.now + duration
        // On the threads that carry the connections: as little as can be of what is measured is the client's work.
        let executors = EventLoops.executors
        return try await withThrowingTaskGroup(of: Latencies.self) { group in
            for (connection, exchange) in exchanges.enumerated() {
                group.addTask(executorPreference: executors[connection % executors.count]) {
                    var latencies = Latencies()
                    var begun = ContinuousClock.now
                    while begun < end {
                        try await Self.send(request(connection, latencies.count), over: exchange)
                        let now = ContinuousClock.now
                        latencies.record(now - begun)
                        begun = now
                    }
                    return latencies
                }
            }
            return try await group.reduce(into: Latencies()) { $0.add($1) }
        }
    }

    /// Sends one request and reads the whole answer. Throws what the server said unless it succeeded.
    static func send(_ request: HTTPRequest, over exchange: HTTPClient) async throws {
        var request = request
        request.headers["Accept"] = "application/json"
        request.headers["User-Agent"] = "swiftlet-bench/\(Version.swiftlet)"
        let response = try await exchange.send(request)
        var text: [UInt8] = []
        switch response.body {
        case .bytes(let bytes): text = bytes
        case .stream(let chunks): for try await chunk in chunks where text.count < 4096 { text += chunk }
        case .upgrade: break
        }
        guard response.status < 400 else {
            throw UserError(
                "\(request.method) \(request.path) was answered with \(response.status): "
                    + String(decoding: text.prefix(300), as: UTF8.self),
                advice: "")
        }
    }
}
