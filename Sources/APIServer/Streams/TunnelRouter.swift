import Transport

/// The subresources whose bytes come from a node: `log`, `exec`, `attach`, `portforward`, `proxy`.
struct TunnelRouter: Sendable {
    let cache: StateCache
    let nodes: (any NodeConnector)?
    let authorization: AuthorizationStep
    let admission: [any AdmissionPlugin]

    /// `nil` for any other subresource; a 503 when this server reaches no nodes.
    func verb(_ subresource: String) throws(StatusError) -> (any Verb)? {
        guard ["log", "exec", "attach", "portforward", "proxy"].contains(subresource) else { return nil }
        guard let nodes else { throw .serviceUnavailable("this server has no connection to nodes") }
        switch subresource {
        case "log": return PodLog(cache: cache, nodes: nodes)
        case "proxy": return ProxyRequest(cache: cache, nodes: nodes)
        default:
            return PodStream.Kind(rawValue: subresource).map { kind in
                PodStream(kind: kind, cache: cache, nodes: nodes, authorization: authorization, admission: admission)
            }
        }
    }
}
