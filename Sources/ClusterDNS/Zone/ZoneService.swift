internal import Addresses
internal import KubeAPI
internal import Schema

/// What DNS needs of one Service.
struct ZoneService: Hashable {
    enum Kind: Hashable {
        case clusterIP([IPAddress])
        case headless
        case externalName(DNSName)
    }

    let key: ObjectKey
    let kind: Kind
    let ports: [ZonePort]

    /// `nil` for a Service that has no records: one without an address yet, or with an external name that is none.
    init?(_ service: KubeAPI.Service) {
        let spec = service.spec
        key = service.key
        ports = spec.ports.compactMap { ZonePort(name: $0.name, transport: $0.protocol, port: $0.port) }
        if spec.type == "ExternalName" {
            // An address is allowed there, but cannot be the target of a CNAME.
            guard let target = DNSName(spec.externalName), IPAddress(spec.externalName) == nil else { return nil }
            kind = .externalName(target)
        } else if spec.clusterIP == "None" {
            kind = .headless
        } else {
            let texts = spec.clusterIPs.isEmpty ? [spec.clusterIP] : spec.clusterIPs
            let addresses = texts.compactMap { IPAddress($0) }
            guard !addresses.isEmpty else { return nil }
            kind = .clusterIP(addresses)
        }
    }
}

/// A named port, as in `_http._tcp`.
struct ZonePort: Hashable {
    let name: String
    let transport: String
    let port: UInt16

    init?(name: String, transport: String, port: Int32) {
        guard let port = UInt16(exactly: port) else { return nil }
        self.name = name.lowercased()
        self.transport = transport.isEmpty ? "tcp" : transport.lowercased()
        self.port = port
    }
}

/// What DNS needs of one EndpointSlice: the endpoints that may be named.
struct ZoneSlice: Hashable {
    struct Endpoint: Hashable {
        let hostname: String
        let address: IPAddress
    }

    let key: ObjectKey
    let service: ObjectKey
    let ports: [ZonePort]
    let endpoints: [Endpoint]

    init?(_ slice: EndpointSlice) {
        guard let service = slice.labels["kubernetes.io/service-name"], !service.isEmpty else { return nil }
        key = slice.key
        self.service = ObjectKey(namespace: slice.namespace, name: service)
        ports = slice.ports.compactMap { port in
            port.port.flatMap { ZonePort(name: port.name, transport: port.protocol, port: $0) }
        }
        endpoints = slice.endpoints.filter { $0.conditions.ready ?? true }.flatMap { endpoint in
            endpoint.addresses.compactMap { IPAddress($0) }.map { address in
                let hostname = endpoint.hostname.isEmpty ? Self.generatedName(address) : endpoint.hostname.lowercased()
                return Endpoint(hostname: hostname, address: address)
            }
        }
    }

    /// The name of an endpoint that has none: its address with dashes.
    private static func generatedName(_ address: IPAddress) -> String {
        String(address.description.map { $0 == "." || $0 == ":" ? "-" : $0 })
    }
}
