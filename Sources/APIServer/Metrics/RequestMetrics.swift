import AsyncTools
import Encodings
import KubeAPI
import Metrics
import Transport

/// Counts requests by what they asked for, under the names that dashboards for Kubernetes use.
///
/// There is one series for what is served, and never one for a name that only a client has thought of.
final class RequestMetrics: Sendable, MetricSource {
    struct Key: Sendable, Hashable {
        var verb: String
        var group = ""
        var version = ""
        var resource = ""
        var subresource = ""
        var scope = ""
        var dryRun = ""
    }

    static let durationBounds: [Double] = [
        0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60,
    ]
    static let objectiveBounds = Array(durationBounds.dropFirst(2))
    static let sizeBounds: [Double] = [1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]

    /// One series of each family.
    final class Series: Sendable {
        struct Counts: Sendable {
            var codes: [Int: UInt64] = [:]
            /// Those that the server turned away to protect itself.
            var terminations: [Int: UInt64] = [:]
            var durations = HistogramCounts(bounds: durationBounds)
            /// Without the time in the fair queue and other waits the client did not cause.
            var objective = HistogramCounts(bounds: objectiveBounds)
            var sizes = HistogramCounts(bounds: sizeBounds)
        }

        let key: Key
        let counts = Guarded(Counts())
        let running = Gauge()
        /// Only the sizes of these answers are of interest.
        let isRead: Bool

        init(_ key: Key) {
            self.key = key
            isRead = key.verb == "GET" || key.verb == "LIST"
        }
    }

    private let series = Guarded<[Key: Series]>([:])
    private let inFlight = (mutating: Gauge(), readOnly: Gauge())
    /// The subresources of everything that is served, by `group/version/resource`.
    private let served: [String: Set<String>]

    init(definitions: [ResourceDefinition], virtual: [VirtualPath]) {
        var served: [String: Set<String>] = [:]
        for definition in definitions {
            let type = definition.type
            served[Self.path(type.group, type.version, type.plural), default: []].formUnion(definition.subresources.map(\.name))
        }
        for path in virtual {
            served[Self.path(path.group, path.version, path.plural), default: []].insert(path.subresource)
        }
        self.served = served
    }

    private static func path(_ group: String, _ version: String, _ resource: String) -> String {
        "\(group)/\(version)/\(resource)"
    }

    // MARK: Counting

    /// A request begins. `end` is to be called once.
    func begin(_ attributes: RequestAttributes?, _ request: HTTPRequest) -> Running {
        let series = series(of: attributes, request)
        let isLong = attributes?.isLongRunning ?? false
        let gauge =
            isLong ? series.running : request.method == "GET" || request.method == "HEAD" ? inFlight.readOnly : inFlight.mutating
        gauge.add(1)
        return Running(series: series, gauge: gauge)
    }

    struct Running: Sendable {
        fileprivate let series: Series
        fileprivate let gauge: Gauge

        func end(code: Int, bytes: Int?, duration: Duration, waited: Duration, isTurnedAway: Bool = false) {
            gauge.add(-1)
            let seconds = duration.seconds
            series.counts.withLock { counts in
                counts.codes[code, default: 0] &+= 1
                if isTurnedAway { counts.terminations[code, default: 0] &+= 1 }
                counts.durations.observe(seconds, bounds: durationBounds)
                counts.objective.observe(max(0, seconds - waited.seconds), bounds: objectiveBounds)
                if let bytes, series.isRead { counts.sizes.observe(Double(bytes), bounds: sizeBounds) }
            }
        }
    }

    private func series(of attributes: RequestAttributes?, _ request: HTTPRequest) -> Series {
        let key = Self.key(attributes, request)
        if let known = series.withLock({ $0[key] }) { return known }
        let bounded = bounded(key, request)
        return series.withLock { series in
            if let known = series[bounded] { return known }
            let fresh = Series(bounded)
            series[bounded] = fresh
            return fresh
        }
    }

    private static func key(_ attributes: RequestAttributes?, _ request: HTTPRequest) -> Key {
        guard let attributes, attributes.isResourceRequest else { return Key(verb: request.method, subresource: request.path) }
        return Key(
            verb: verb(attributes, request), group: attributes.group, version: attributes.version,
            resource: attributes.resource, subresource: attributes.subresource, scope: scope(attributes),
            dryRun: request.query.isEmpty || !request.query.contains("dryRun=All") ? "" : "All")
    }

    private static func verb(_ attributes: RequestAttributes, _ request: HTTPRequest) -> String {
        switch attributes.subresource {
        case "attach", "exec", "portforward", "proxy": return "CONNECT"
        default: break
        }
        switch attributes.verb {
        case "get": return "GET"
        case "list": return "LIST"
        case "watch": return "WATCH"
        case "create": return "POST"
        case "update": return "PUT"
        case "patch": return request.headers["Content-Type"]?.hasPrefix("application/apply-patch") == true ? "APPLY" : "PATCH"
        case "delete": return "DELETE"
        case "deletecollection": return "DELETECOLLECTION"
        default: return "OTHER"
        }
    }

    private static func scope(_ attributes: RequestAttributes) -> String {
        if !attributes.name.isEmpty || attributes.verb == "create" { return "resource" }
        return attributes.namespace.isEmpty ? "cluster" : "namespace"
    }

    private static let methods: Set = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    private static let roots: Set = [
        "api", "apis", "debug", "healthz", "livez", "metrics", "openapi", "openid", "readyz", "version", ".well-known",
    ]

    /// The key with everything left out that is not served here.
    private func bounded(_ key: Key, _ request: HTTPRequest) -> Key {
        guard key.scope.isEmpty else {
            guard let subresources = served[Self.path(key.group, key.version, key.resource)] else {
                return Key(verb: key.verb, scope: key.scope)
            }
            var key = key
            if !subresources.contains(key.subresource) { key.subresource = "" }
            return key
        }
        let root = String(request.path.parts(separatedBy: "/", maxSplits: 1).first ?? "")
        return Key(
            verb: Self.methods.contains(key.verb) ? key.verb : "OTHER", subresource: Self.roots.contains(root) ? "/\(root)" : "")
    }

    // MARK: Showing

    func write(to text: inout MetricsText) {
        let all = series.withLock { Array($0.values) }.map { ($0.key, $0.counts.current, $0.running.value) }
            .sorted { ("\($0.0)") < ("\($1.0)") }
        text.family("apiserver_request_total", .counter, "Requests by what they asked for and the status they got.")
        for (key, counts, _) in all {
            for (code, count) in counts.codes.sorted(by: { $0.key < $1.key }) {
                text.sample(
                    [
                        "code": String(code), "component": "apiserver", "dry_run": key.dryRun, "group": key.group,
                        "resource": key.resource, "scope": key.scope, "subresource": key.subresource, "verb": key.verb,
                        "version": key.version,
                    ], count)
            }
        }
        text.family("apiserver_request_duration_seconds", .histogram, "Time until a request was answered.")
        for (key, counts, _) in all {
            text.histogram(
                [
                    "component": "apiserver", "dry_run": key.dryRun, "group": key.group, "resource": key.resource,
                    "scope": key.scope, "subresource": key.subresource, "verb": key.verb, "version": key.version,
                ], bounds: Self.durationBounds, counts.durations)
        }
        text.family(
            "apiserver_request_sli_duration_seconds", .histogram, "The same without the time in the fair queue.")
        for (key, counts, _) in all {
            text.histogram(Self.labels(key), bounds: Self.objectiveBounds, counts.objective)
        }
        text.family("apiserver_response_sizes", .histogram, "Bytes of whole answers.")
        for (key, counts, _) in all where counts.sizes.count > 0 {
            text.histogram(Self.labels(key), bounds: Self.sizeBounds, counts.sizes)
        }
        text.family(
            "apiserver_request_terminations_total", .counter, "Requests that the server turned away to protect itself.")
        for (key, counts, _) in all {
            for (code, count) in counts.terminations.sorted(by: { $0.key < $1.key }) {
                text.sample(
                    [
                        "code": String(code), "component": "apiserver", "group": key.group, "resource": key.resource,
                        "scope": key.scope, "subresource": key.subresource, "verb": key.verb, "version": key.version,
                    ], count)
            }
        }
        text.family("apiserver_longrunning_requests", .gauge, "Watches, logs and tunnels that are open.")
        for (key, _, running) in all where running > 0 { text.sample(Self.labels(key), running) }
        text.family("apiserver_current_inflight_requests", .gauge, "Requests being answered, without the long-running.")
        text.sample(["request_kind": "mutating"], inFlight.mutating.value)
        text.sample(["request_kind": "readOnly"], inFlight.readOnly.value)
    }

    private static func labels(_ key: Key) -> MetricsText.Labels {
        [
            "component": "apiserver", "group": key.group, "resource": key.resource, "scope": key.scope,
            "subresource": key.subresource, "verb": key.verb, "version": key.version,
        ]
    }
}
