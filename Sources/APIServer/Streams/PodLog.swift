import Encodings
import JSON
import Transport

/// Streams what a container wrote: `pods/log`.
struct PodLog: Verb {
    let cache: StateCache
    let nodes: any NodeConnector

    /// Options that the kubelet reads; everything else stays here.
    private static let options: Set = [
        "follow", "previous", "sinceSeconds", "sinceTime", "timestamps", "tailLines", "limitBytes", "stream",
    ]

    func respond(to context: RequestContext) async throws(StatusError) -> HTTPResponse {
        try Self.check(context)
        let location = try await PodLocation(context, cache: cache, nodes: nodes)
        let container = try location.container(context.query)
        let query = context.query.items.filter { Self.options.contains($0.name) }
        let request = HTTPRequest(
            "GET",
            "/containerLogs/\(PercentEncoding.encode(location.namespace))/\(PercentEncoding.encode(location.name))/"
                + PercentEncoding.encode(container),
            query: Query.encode(query), headers: ["Accept": "*/*"])
        let response = try await Upstream(exchange: location.kubelet).send(request)
        guard (200..<300).contains(response.status) else { throw await Upstream.failure(response) }
        return HTTPResponse(
            status: 200, headers: ["Content-Type": "text/plain", "Cache-Control": "no-cache, private"], body: response.body)
    }

    private static func check(_ context: RequestContext) throws(StatusError) {
        var errors: [FieldError] = []
        for (name, least) in [("tailLines", Int64(0)), ("limitBytes", 1), ("sinceSeconds", 1)] {
            if let number = try context.query.integer(name), number < least {
                errors.append(
                    .invalid(name, .int(number), "must be greater than \(least == 0 ? "or equal to 0" : "0")"))
            }
        }
        if context.query["sinceSeconds"] != nil, context.query["sinceTime"] != nil {
            errors.append(.forbidden("", "at most one of `sinceTime` or `sinceSeconds` may be specified"))
        }
        if !errors.isEmpty { throw .invalid(StatusError.Subject(kind: "PodLogOptions"), errors) }
    }
}
