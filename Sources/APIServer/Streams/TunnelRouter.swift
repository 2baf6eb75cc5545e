import Logging
import Transport

/// The subresources whose bytes come from a node: `log`, `exec`, `attach`, `portforward`, `proxy`.
struct TunnelRouter: Sendable {
    let cache: StateCache
    let nodes: (any NodeConnector)?
    let authorization: AuthorizationStep
    let admission: [any AdmissionPlugin]
    let logger: Logger

    func verb(_ subresource: String) -> (any Verb)? {
        nil
    }
}
