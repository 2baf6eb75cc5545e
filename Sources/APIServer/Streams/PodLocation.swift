import JSON
import KubeAPI
import Transport

/// Where a Pod's kubelet is, and which of its containers a request means.
struct PodLocation: Sendable {
    let namespace: String
    let name: String
    let pod: JSONValue
    let kubelet: any Exchange

    /// A 404 without the Pod, a 400 before it has a node, a 503 when its node cannot be reached.
    init(_ context: RequestContext, cache: StateCache, nodes: any NodeConnector) async throws(StatusError) {
        namespace = context.attributes.namespace
        name = context.attributes.name
        guard let stored = context.kind.object(context.path) else { throw .notFound(context.subject) }
        pod = try stored.decoded()
        let node = pod[path: "spec", "nodeName"]?.stringValue ?? ""
        guard !node.isEmpty else { throw .badRequest("pod \(name) does not have a host assigned") }
        kubelet = try await Self.kubelet(ofNode: node, cache: cache, nodes: nodes)
    }

    /// The kubelet of a node, at the address and port the node reports.
    static func kubelet(
        ofNode name: String, cache: StateCache, nodes: any NodeConnector
    ) async throws(StatusError) -> any Exchange {
        guard let kind = cache.kind(NodeShape.type), let stored = kind.object(name) else {
            throw .notFound(StatusError.Subject(kind: "nodes", name: name))
        }
        let status = try stored.decoded()["status"] ?? .emptyObject
        let addresses = status.list("addresses")
        let preferred = ["InternalIP", "ExternalIP", "Hostname"].lazy.compactMap { type in
            addresses.first { $0.text("type") == type }?.text("address")
        }.first
        let port = status[path: "daemonEndpoints", "kubeletEndpoint", "Port"]?.intValue ?? 10250
        guard let address = preferred, !address.isEmpty, (1...65_535).contains(port) else {
            throw .serviceUnavailable("no preferred addresses found for node \"\(name)\"; known addresses: []")
        }
        do {
            return try await nodes.kubelet(onNode: name, address: address, port: Int(port))
        } catch {
            throw .serviceUnavailable("node \"\(name)\" cannot be reached: \(error)")
        }
    }

    /// The container that is asked for, or the one that is meant when none is.
    func container(_ query: Query) throws(StatusError) -> String {
        let lists = ["initContainers", "containers", "ephemeralContainers"]
        let names = lists.flatMap { pod["spec"]?.list($0) ?? [] }.map { $0.text("name") }
        if let wanted = query["container"], !wanted.isEmpty {
            guard names.contains(wanted) else { throw .badRequest("container \(wanted) is not valid for pod \(name)") }
            return wanted
        }
        let containers = pod["spec"]?.list("containers").map { $0.text("name") } ?? []
        if let only = containers.first, names.count == 1 { return only }
        let annotation = pod[path: "metadata", "annotations", "kubectl.kubernetes.io/default-container"]?.stringValue
        if let annotation, names.contains(annotation) { return annotation }
        throw .badRequest(
            "a container name must be specified for pod \(name), choose one of: [\(containers.joined(separator: " "))]")
    }
}
