import AsyncTools
package import Metrics
package import Transport

/// What is counted of the requests that the clients in this process send to one server.
package final class ClientRequestMetrics: MetricSource {
    private static let bounds: [Double] = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60]

    private struct Key: Hashable, Sendable {
        let method: String
        /// `<error>` when there was no answer.
        let code: String
    }

    private let host: String
    private let requests = Guarded<[Key: UInt64]>([:])
    private let durations = Guarded<[String: HistogramCounts]>([:])

    /// - Parameter host: the server, for the label.
    package init(host: String) { self.host = host }

    /// The same exchange, counted.
    package func measured(_ base: some Exchange) -> some Exchange { MeasuredExchange(base: base, metrics: self) }

    fileprivate func note(_ method: String, _ code: String, since begun: ContinuousClock.Instant) {
        requests.withLock { $0[Key(method: method, code: code), default: 0] &+= 1 }
        let seconds = (ContinuousClock.now - begun).seconds
        durations.withLock { durations in
            durations[method, default: HistogramCounts(bounds: Self.bounds)].observe(seconds, bounds: Self.bounds)
        }
    }

    package func write(to text: inout MetricsText) {
        text.family("rest_client_requests_total", .counter, "Requests of this process's own parts.")
        let requests = requests.current.sorted { ($0.key.method, $0.key.code) < ($1.key.method, $1.key.code) }
        for (key, count) in requests { text.sample(["code": key.code, "host": host, "method": key.method], count) }
        text.family("rest_client_request_duration_seconds", .histogram, "Time until they were answered.")
        for (method, durations) in durations.current.sorted(by: { $0.key < $1.key }) {
            text.histogram(["host": host, "verb": method], bounds: Self.bounds, durations)
        }
    }
}

private struct MeasuredExchange<Base: Exchange>: Exchange {
    let base: Base
    let metrics: ClientRequestMetrics

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let begun = ContinuousClock.now
        do {
            let response = try await base.send(request)
            metrics.note(request.method, String(response.status), since: begun)
            return response
        } catch {
            metrics.note(request.method, "<error>", since: begun)
            throw error
        }
    }
}
