import Addresses
import JSON

/// Where a Service leads.
enum ServiceEndpoints {
    /// The ready addresses behind one of a Service's ports.
    ///
    /// - Parameter slices: the EndpointSlices of the Service's namespace.
    static func ready(
        _ service: String, portNamed name: String, in slices: [CachedObject]
    ) throws(StatusError) -> [(address: String, port: Int)] {
        var found: [(address: String, port: Int)] = []
        for slice in slices where slice.labels["kubernetes.io/service-name"] == service {
            let tree = try slice.decoded()
            let port = tree.list("ports").first { $0.text("name") == name }?["port"]?.intValue
            guard let port = port.flatMap(Int.init(exactly:)) else { continue }
            for endpoint in tree.list("endpoints") where endpoint[path: "conditions", "ready"]?.boolValue != false {
                found += endpoint.texts("addresses").map { ($0, port) }
            }
        }
        return found
    }

    /// Whether an address that an object claims may be dialled: not one of this machine's own, or of its cloud.
    static func isAllowed(_ host: String) -> Bool { IPAddress(host)?.isGlobalUnicast ?? true }
}
