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
                Each connection sends one request after another. The floor is GET /version on the same connections: TLS, \
                authentication and routing without any object.

                Examples:
                  swiftlet bench api
                  swiftlet bench api --connections 1,16,64 --seconds 10
                  swiftlet bench api --server https://10.0.0.1:6443 --token @file --insecure
                """)

        @OptionGroup var target: BenchTarget
        @OptionGroup var output: BenchOutput

        @Option(help: ArgumentHelp("Numbers of connections.", valueName: "list"))
        var connections = "1,16"

        @Option(help: ArgumentHelp("How long each kind of request is measured.", valueName: "seconds"))
        var seconds = 3

        @Option(help: "Objects in the list that LIST reads.")
        var objects = 100

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
            var report = BenchReport()
            for count in connections.split(separator: ",").compactMap({ Int($0) }) {
                let exchanges = try (0..<count).map { _ in try target.exchange() }
                defer { for exchange in exchanges { exchange.close() } }
                report.lines += try await BenchNamespace.with(client) { namespace in
                    try await APITrial(
                        exchanges: exchanges, namespace: namespace, objects: objects, duration: .seconds(seconds)
                    ).run()
                }
            }
            output.print(report)
        }
    }
}

/// One number of connections against one namespace.
struct APITrial: Sendable {
    let exchanges: [HTTPClient]
    let namespace: String
    let objects: Int
    let duration: Duration

    private var path: String { "/api/v1/namespaces/\(namespace)/configmaps" }

    func run() async throws -> [BenchReport.Line] {
        guard let first = exchanges.first else { return [] }
        for index in 0..<objects { try await Self.send(creation("listed-\(index)"), over: first) }
        let floor = try await measure { _, _ in HTTPRequest("GET", "/version") }
        let get = try await measure { [path] _, _ in HTTPRequest("GET", path + "/listed-0") }
        let list = try await measure { [path] _, _ in HTTPRequest("GET", path, query: "labelSelector=bench%3Dlisted") }
        let create = try await measure { [self] connection, turn in creation("made-\(connection)-\(turn)") }
        return [
            line("GET", get, floor), line("LIST of \(objects)", list, floor), line("CREATE", create, floor),
        ]
    }

    private func line(_ verb: String, _ latencies: Latencies, _ floor: Latencies) -> BenchReport.Line {
        BenchReport.Line(
            name: "\(verb), \(exchanges.count) connection\(exchanges.count == 1 ? "" : "s")", value: rate(latencies),
            details: latencies.tail, floor: ("GET /version", rate(floor)))
    }

    private func rate(_ latencies: Latencies) -> BenchReport.Quantity {
        .init(Double(latencies.count) / BenchReport.Quantity(duration).number, .perSecond)
    }

    /// Sends requests over every connection, one after another on each, until the time is over.
    private func measure(
        _ request: @escaping @Sendable (_ connection: Int, _ turn: Int) -> HTTPRequest
    ) async throws -> Latencies {
        let end = ContinuousClock.now + duration
        return try await withThrowingTaskGroup(of: Latencies.self) { group in
            for (connection, exchange) in exchanges.enumerated() {
                group.addTask {
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

    /// A ConfigMap of about a kilobyte.
    private func creation(_ name: String) -> HTTPRequest {
        let isListed = name.hasPrefix("listed-")
        let body: JSONValue = [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": ["name": .string(name), "labels": ["bench": isListed ? "listed" : "made"]],
            "data": ["text": .string(String(repeating: "0123456789abcdef", count: 60))],
        ]
        return HTTPRequest(
            "POST", path, headers: ["Content-Type": "application/json"], body: JSONWriter.bytes(body))
    }

    /// Sends one request and reads the whole answer. Throws what the server said unless it succeeded.
    private static func send(_ request: HTTPRequest, over exchange: HTTPClient) async throws {
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
