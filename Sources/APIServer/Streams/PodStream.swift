import Encodings
import JSON
import KubeAPI
import Transport

/// `exec`, `attach` and `portforward`: an upgraded connection to the kubelet. Its bytes go through as they are, but for the
/// WebSocket protocols that kubelets do not speak.
struct PodStream: Verb {
    enum Kind: String, Sendable {
        case exec, attach, portforward
    }

    let kind: Kind
    let cache: StateCache
    let nodes: any NodeConnector
    let authorization: AuthorizationStep
    let admission: [any AdmissionPlugin]

    /// The WebSocket protocols that kubelets speak, which pass through.
    private static let kubeletProtocols = [
        "v4.channel.k8s.io", "v4.base64.channel.k8s.io", "channel.k8s.io", "base64.channel.k8s.io",
    ]

    func respond(to context: RequestContext) async throws(StatusError) -> HTTPResponse {
        try await authorizeAsCreate(context)
        let translation = try translation(context.request)
        let location = try await PodLocation(context, cache: cache, nodes: nodes)
        let operation = context.operation(
            .connect, object: nil, old: location.pod, name: location.name, isDryRun: false)
        for plugin in admission { try await plugin.validate(operation) }
        let path = try path(location, context.query)
        let query = Query.encode(options(context.query))
        guard let translation else {
            let headers = Upstream.forwarded(context.request.headers, keepsUpgrade: true)
            return try await open(HTTPRequest(context.request.method, path, query: query, headers: headers), location)
        }
        var response = try await open(
            HTTPRequest("POST", path, query: query, headers: translation.streams.upstreamHeaders), location)
        let upstream = response.body
        let streams = ChannelTranslator.Streams(context.query)
        response.headers = translation.headers
        response.body = .upgrade { client in
            try await upstream.withTunnel { kubelet in
                try await translation.streams.carry(client: client, kubelet: kubelet, streams)
            }
        }
        return response
    }

    /// The kubelet's 101, or its refusal.
    private func open(_ request: HTTPRequest, _ location: PodLocation) async throws(StatusError) -> HTTPResponse {
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

    /// A WebSocket that ends here, and the headers that accept it.
    private struct Translation: Sendable {
        let streams: WebSocketStreams
        let headers: HTTPHeaders
    }

    /// `nil` for what the kubelet understands itself. A 400 for what nobody does.
    private func translation(_ request: HTTPRequest) throws(StatusError) -> Translation? {
        let connection = request.headers.all("Connection").joined(separator: ",").lowercased()
        guard connection.contains("upgrade"), request.headers["Upgrade"] != nil else {
            throw .badRequest("Upgrade request required")
        }
        guard WebSocketHandshake.isRequested(by: request) else { return nil }
        let ours: WebSocketStreams = kind == .portforward ? .portForward : .channels
        let offered = request.headers.all("Sec-WebSocket-Protocol").flatMap { $0.split(separator: ",") }.map(\.trimmedSpace)
        guard offered.contains(ours.rawValue) else {
            guard offered.isEmpty || offered.contains(where: Self.kubeletProtocols.contains) else {
                throw .badRequest(
                    "unable to upgrade: none of the WebSocket protocols [\(offered.joined(separator: " "))] is supported")
            }
            return nil
        }
        switch WebSocketHandshake.accept(request, protocols: [ours.rawValue]) {
        case .success(let accepted): return Translation(streams: ours, headers: accepted.headers)
        case .failure(let refusal): throw .badRequest(refusal.message)
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
