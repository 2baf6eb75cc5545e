import JSON
import KubeAPI
import Transport

/// `exec`, `attach` and `portforward`: an upgraded connection whose bytes go to the kubelet as they are.
struct PodStream: Verb {
    enum Kind: String, Sendable {
        case exec, attach, portforward
    }

    let kind: Kind
    let cache: StateCache
    let nodes: any NodeConnector
    let authorization: AuthorizationStep
    let admission: [any AdmissionPlugin]

    /// The WebSocket protocols that kubelets speak. A client that offers only others is refused, and falls back to SPDY.
    private static let webSocketProtocols: Set = [
        "v4.channel.k8s.io", "v4.base64.channel.k8s.io", "channel.k8s.io", "base64.channel.k8s.io",
    ]

    func respond(to context: RequestContext) async throws(StatusError) -> HTTPResponse {
        try await authorizeAsCreate(context)
        try Self.checkUpgrade(context.request)
        let location = try await PodLocation(context, cache: cache, nodes: nodes)
        let operation = context.operation(
            .connect, object: nil, old: location.pod, name: location.name, isDryRun: false)
        for plugin in admission { try await plugin.validate(operation) }
        let request = HTTPRequest(
            context.request.method, try path(location, context.query), query: Query.encode(options(context.query)),
            headers: Upstream.forwarded(context.request.headers, keepsUpgrade: true))
        let response = try await Upstream(exchange: location.kubelet).send(request)
        guard response.status == 101, case .upgrade = response.body else { throw await Upstream.failure(response) }
        return HTTPResponse(
            status: 101, headers: Upstream.returned(response.headers, isUpgrade: true), body: response.body)
    }

    /// WebSocket requests are GETs; running something still needs the right to `create`.
    private func authorizeAsCreate(_ context: RequestContext) async throws(StatusError) {
        guard context.attributes.verb != "create" else { return }
        var attributes = context.attributes
        attributes.verb = "create"
        try await authorization.check(attributes)
    }

    private static func checkUpgrade(_ request: HTTPRequest) throws(StatusError) {
        let connection = request.headers.all("Connection").joined(separator: ",").lowercased()
        guard connection.contains("upgrade"), let upgrade = request.headers["Upgrade"]?.lowercased() else {
            throw .badRequest("Upgrade request required")
        }
        guard upgrade == "websocket" else { return }
        let offered = request.headers.all("Sec-WebSocket-Protocol").flatMap { $0.split(separator: ",") }.map(\.trimmedSpace)
        guard offered.isEmpty || offered.contains(where: webSocketProtocols.contains) else {
            throw .badRequest(
                "unable to upgrade: none of the WebSocket protocols [\(offered.joined(separator: " "))] is supported; use SPDY/3.1"
            )
        }
    }

    private func path(_ location: PodLocation, _ query: Query) throws(StatusError) -> String {
        let pod = "\(PercentEncoding.encode(location.namespace))/\(PercentEncoding.encode(location.name))"
        switch kind {
        case .exec: return "/exec/\(pod)/\(PercentEncoding.encode(try location.container(query)))"
        case .attach: return "/attach/\(pod)/\(PercentEncoding.encode(try location.container(query)))"
        case .portforward: return "/portForward/\(pod)"
        }
    }

    /// The options in the kubelet's words.
    private func options(_ query: Query) -> [Query.Item] {
        if kind == .portforward { return query.items.filter { $0.name == "ports" || $0.name == "port" } }
        var items: [Query.Item] = []
        for (name, theirs) in [("stdin", "input"), ("stdout", "output"), ("stderr", "error"), ("tty", "tty")]
        where query.flag(name) { items.append(Query.Item(name: theirs, value: "1")) }
        return items + query.items.filter { $0.name == "command" }
    }
}
