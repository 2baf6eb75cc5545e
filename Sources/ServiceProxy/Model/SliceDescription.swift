internal import Addresses
internal import KubeAPI
internal import Schema

/// What the proxy needs of one EndpointSlice, read once from the API object.
struct SliceDescription: Hashable {
    struct Port: Hashable {
        let name: String
        let transport: TransportProtocol
        let port: UInt16
    }

    struct Endpoint: Hashable {
        let address: IPv4Address
        let nodeName: String
        let isReady: Bool
        let isServing: Bool
        let isTerminating: Bool
    }

    static let serviceLabel = "kubernetes.io/service-name"

    let key: ObjectKey
    let service: ObjectKey
    let ports: [Port]
    let endpoints: [Endpoint]

    /// `nil` for slices of other address types and for those that belong to no Service.
    init?(_ slice: EndpointSlice) {
        guard slice.addressType == "IPv4", let service = slice.labels[Self.serviceLabel], !service.isEmpty else { return nil }
        key = slice.key
        self.service = ObjectKey(namespace: slice.namespace, name: service)
        ports = slice.ports.compactMap { port in
            guard let transport = TransportProtocol(kubernetes: port.protocol), let value = port.port,
                let number = UInt16(exactly: value), number > 0
            else { return nil }
            return Port(name: port.name, transport: transport, port: number)
        }
        endpoints = slice.endpoints.compactMap(Self.endpoint)
    }

    /// Only the first address of an endpoint counts (discovery/v1). Absent conditions are the good ones.
    private static func endpoint(_ endpoint: KubeAPI.Endpoint) -> Endpoint? {
        guard let address = endpoint.addresses.first.flatMap({ IPv4Address($0) }), !address.isLoopback, !address.isUnspecified
        else {
            return nil
        }
        let conditions = endpoint.conditions
        let isReady = conditions.ready ?? true
        return Endpoint(
            address: address, nodeName: endpoint.nodeName, isReady: isReady, isServing: conditions.serving ?? isReady,
            isTerminating: conditions.terminating ?? false)
    }
}
