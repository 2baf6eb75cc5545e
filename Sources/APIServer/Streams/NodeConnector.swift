package import Transport

/// Reaches nodes, Pods and Services for the requests that are tunnelled to them (`logs`, `exec`, `proxy`, …).
package protocol NodeConnector: Sendable {
    /// The kubelet of a node. Requests on it use the kubelet's own paths (`/containerLogs/…`, `/exec/…`).
    func kubelet(onNode name: String, address: String, port: Int) async throws -> any Exchange

    /// An address of the Pod or Service network.
    func endpoint(host: String, port: Int, usesTLS: Bool) async throws -> any Exchange
}
