import JSON
import KubeAPI
import Schema

extension Columns {
    static let services = TableColumns(
        columns: [
            name, column("Type", "How the Service is exposed."), column("Cluster-IP", "The Service's address in the cluster."),
            column("External-IP", "Where the Service is reached from outside."), column("Port(s)", "The Service's ports."),
            age, wide("Selector", "The labels of the Pods behind the Service."),
        ],
        cells: { object, now in
            let service = Service(json: object)
            let spec = service.spec
            let ports = spec.ports.map { port in
                port.nodePort > 0 ? "\(port.port):\(port.nodePort)/\(port.protocol)" : "\(port.port)/\(port.protocol)"
            }
            return [
                .string(service.name), .string(spec.type), CellText.orNone(spec.clusterIPs.first ?? spec.clusterIP),
                .string(externalAddress(service)), CellText.orNone(ports.joined(separator: ",")),
                CellText.age(service.metadata, now), CellText.labels(spec.selector),
            ]
        })

    private static func externalAddress(_ service: KubeAPI.Service) -> String {
        let spec = service.spec
        if spec.type == "ExternalName" { return spec.externalName }
        var addresses = spec.externalIPs
        if spec.type == "LoadBalancer" {
            let ingress = service.status.loadBalancer.ingress.map { $0.ip.isEmpty ? $0.hostname : $0.ip }
            addresses = Set(ingress.filter { !$0.isEmpty }).sorted() + addresses
            if addresses.isEmpty { return "<pending>" }
        }
        return addresses.isEmpty ? CellText.none : addresses.joined(separator: ",")
    }

    static let endpoints = TableColumns(
        columns: [name, column("Endpoints", "Ready addresses and ports."), age],
        cells: { object, now in
            let endpoints = Endpoints(json: object)
            let addresses = endpoints.subsets.flatMap { subset in
                subset.ports.isEmpty
                    ? subset.addresses.map(\.ip)
                    : subset.ports.flatMap { port in subset.addresses.map { CellText.address($0.ip, port.port) } }
            }
            return [
                .string(endpoints.name),
                CellText.firstThree(addresses, none: endpoints.subsets.isEmpty ? CellText.none : ""),
                CellText.age(endpoints.metadata, now),
            ]
        })

    static let endpointSlices = TableColumns(
        columns: [
            name, column("AddressType", "IPv4, IPv6 or FQDN."), column("Ports", "The ports of every endpoint."),
            column("Endpoints", "The endpoints' addresses."), age,
        ],
        cells: { object, now in
            let slice = EndpointSlice(json: object)
            return [
                .string(slice.name), .string(slice.addressType),
                CellText.firstThree(slice.ports.map { $0.port.map { "\($0)" } ?? "*" }, none: "<unset>"),
                CellText.firstThree(slice.endpoints.flatMap(\.addresses), none: "<unset>"),
                CellText.age(slice.metadata, now),
            ]
        })
}
