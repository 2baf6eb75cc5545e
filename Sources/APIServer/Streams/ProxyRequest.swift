import JSON
import KubeAPI
import Transport

/// `proxy` on Pods, Services and nodes: any HTTP request, passed on.
struct ProxyRequest: Verb {
    let cache: StateCache
    let nodes: any NodeConnector

    func respond(to context: RequestContext) async throws(StatusError) -> HTTPResponse {
        let request = context.request
        if context.remainder.isEmpty, !request.path.hasSuffix("/"), request.method == "GET" || request.method == "HEAD" {
            let query = request.query.isEmpty ? "" : "?\(request.query)"
            return HTTPResponse(status: 301, headers: ["Location": "\(request.path)/\(query)"])
        }
        let target = ProxyTarget(context.attributes.name)
        let exchange: any Exchange
        switch context.type.plural {
        case "nodes": exchange = try await PodLocation.kubelet(ofNode: target.name, cache: cache, nodes: nodes)
        case "pods": exchange = try await pod(target, context)
        default: exchange = try await service(target, context)
        }
        return try await forward(request, to: "/" + context.remainder, over: exchange)
    }

    private func forward(
        _ request: HTTPRequest, to path: String, over exchange: any Exchange
    ) async throws(StatusError) -> HTTPResponse {
        let wantsUpgrade = request.headers.all("Connection").joined().lowercased().contains("upgrade")
        let trailing = request.path.hasSuffix("/") && !path.hasSuffix("/") ? "/" : ""
        let response = try await Upstream(exchange: exchange).send(
            HTTPRequest(
                request.method, path + trailing, query: request.query,
                headers: Upstream.forwarded(request.headers, keepsUpgrade: wantsUpgrade), body: request.body))
        return HTTPResponse(
            status: response.status, headers: Upstream.returned(response.headers, isUpgrade: response.status == 101),
            body: response.body)
    }

    private func pod(_ target: ProxyTarget, _ context: RequestContext) async throws(StatusError) -> any Exchange {
        let path = context.kind.path(namespace: context.attributes.namespace, name: target.name)
        guard let stored = context.kind.object(path) else { throw .notFound(context.subject(named: target.name)) }
        let pod = try stored.decoded()
        let address = pod[path: "status", "podIP"]?.stringValue ?? ""
        guard !address.isEmpty else { throw .badRequest("address not allowed") }
        let declared = pod["spec"]?.list("containers").flatMap { $0.list("ports") } ?? []
        var port = Int(target.port)
        if target.port.isEmpty { port = declared.first?["containerPort"]?.intValue.flatMap(Int.init(exactly:)) ?? 80 }
        if port == nil {
            port = declared.first { $0.text("name") == target.port }?["containerPort"]?.intValue.flatMap(Int.init(exactly:))
        }
        return try await connect(address, port, target)
    }

    /// One of the Service's ready endpoints.
    private func service(_ target: ProxyTarget, _ context: RequestContext) async throws(StatusError) -> any Exchange {
        let namespace = context.attributes.namespace
        let path = context.kind.path(namespace: namespace, name: target.name)
        guard let stored = context.kind.object(path) else { throw .notFound(context.subject(named: target.name)) }
        let ports = try stored.decoded()["spec"]?.list("ports") ?? []
        let wanted = ports.first { port in
            target.port.isEmpty
                ? ports.count == 1 : port.text("name") == target.port || port["port"]?.intValue.map(String.init) == target.port
        }
        guard let wanted else {
            throw .serviceUnavailable("no service port \"\(target.port)\" found for service \"\(target.name)\"")
        }
        let slices = cache.kind(EndpointSliceShape.type)?.snapshot(namespace: namespace, after: nil).objects ?? []
        let ready = try ServiceEndpoints.ready(target.name, portNamed: wanted.text("name"), in: slices)
        guard let chosen = ready.randomElement() else {
            throw .serviceUnavailable("no endpoints available for service \"\(context.attributes.name)\"")
        }
        return try await connect(chosen.address, chosen.port, target)
    }

    private func connect(_ host: String, _ port: Int?, _ target: ProxyTarget) async throws(StatusError) -> any Exchange {
        guard let port, (1...65_535).contains(port) else { throw .badRequest("invalid port \"\(target.port)\"") }
        guard ServiceEndpoints.isAllowed(host) else { throw .badRequest("address not allowed") }
        do {
            return try await nodes.endpoint(host: host, port: port, usesTLS: target.usesTLS)
        } catch {
            throw .serviceUnavailable("error trying to reach service: \(error)")
        }
    }
}

/// `[scheme:]name[:port]`, as the name in a proxy path.
private struct ProxyTarget: Sendable {
    let name: String
    let port: String
    let usesTLS: Bool

    init(_ text: String) {
        var parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        usesTLS = parts.first == "https" && parts.count > 1
        if parts.count == 3 || (parts.count == 2 && (parts[0] == "https" || parts[0] == "http")) { parts.removeFirst() }
        name = parts.first ?? ""
        port = parts.count > 1 ? parts[1] : ""
    }
}
