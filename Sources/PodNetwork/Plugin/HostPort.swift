internal import Addresses
internal import JSON

/// A port of the node that leads to a port of one Pod (a container's `hostPort`; CNI conventions, "portMappings").
struct HostPort: Hashable {
    enum Transport: String, Hashable { case tcp, udp, sctp }

    let transport: Transport
    let port: UInt16
    /// Only this address of the node; `nil` for all of them.
    let address: IPv4Address?
    let containerPort: UInt16

    /// What must not be given away twice. Also the name of the fact in `HostPortStore`.
    var claim: String { ([transport.rawValue, String(port)] + (address.map { [$0.description] } ?? [])).joined(separator: "-") }

    init(transport: Transport, port: UInt16, address: IPv4Address?, containerPort: UInt16) {
        self.transport = transport
        self.port = port
        self.address = address
        self.containerPort = containerPort
    }

    /// Reads a claim back.
    init?(claim: String, containerPort: UInt16) {
        let parts = claim.split(separator: "-", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), let transport = Transport(rawValue: String(parts[0])), let port = UInt16(parts[1])
        else { return nil }
        let address = parts.count == 3 ? IPv4Address(parts[2]) : nil
        guard parts.count == 2 || address != nil else { return nil }
        self.init(transport: transport, port: port, address: address, containerPort: containerPort)
    }

    /// Reads `runtimeConfig.portMappings`. Entries without a port of the node ask for nothing.
    static func list(_ json: JSONValue) throws(CNIError) -> [HostPort] {
        guard let mappings = json["runtimeConfig"]?["portMappings"], !mappings.isNull else { return [] }
        guard let items = mappings.arrayValue else {
            throw CNIError(.invalidConfiguration, "runtimeConfig.portMappings is not a list")
        }
        var ports: [HostPort] = []
        for item in items where member(item, "hostPort")?.intValue ?? 0 != 0 { ports.append(try HostPort(item)) }
        return ports
    }

    private init(_ json: JSONValue) throws(CNIError) {
        guard let port = Self.port(Self.member(json, "hostPort")),
            let containerPort = Self.port(Self.member(json, "containerPort"))
        else {
            throw CNIError(.invalidConfiguration, "a port mapping has no hostPort or containerPort from 1 to 65535")
        }
        let name = Self.member(json, "protocol")?.stringValue ?? "tcp"
        guard let transport = Transport(rawValue: name.lowercased()) else {
            throw CNIError(.invalidConfiguration, "a port mapping has an unknown protocol", details: name)
        }
        let text = Self.member(json, "hostIP")?.stringValue ?? ""
        let address = IPv4Address(text)
        guard text.isEmpty || address != nil else {
            throw CNIError(.unsupportedField, "hostIP of a port mapping is not an IPv4 address", details: text)
        }
        self.init(
            transport: transport, port: port, address: address.flatMap { $0.isUnspecified ? nil : $0 },
            containerPort: containerPort)
    }

    /// The conventions spell it `hostPort`, containerd `HostPort`; plugins written in Go do not see a difference.
    private static func member(_ json: JSONValue, _ name: String) -> JSONValue? {
        json.objectValue?.members.first { $0.key.lowercased() == name.lowercased() }?.value
    }

    private static func port(_ json: JSONValue?) -> UInt16? {
        json?.intValue.flatMap { UInt16(exactly: $0) }.flatMap { $0 > 0 ? $0 : nil }
    }
}

/// A port of the node that is in use.
struct HostPortBinding: Hashable {
    let hostPort: HostPort
    let owner: AddressOwner
    let podAddress: IPv4Address
}
