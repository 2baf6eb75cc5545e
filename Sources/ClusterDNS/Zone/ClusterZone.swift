internal import Addresses
internal import KubeAPI

/// The records of the cluster's domain, following Services and EndpointSlices (Kubernetes DNS specification 1.1). Pure.
struct ClusterZone {
    /// Answers are kept this long by clients, in seconds; absent names too.
    static let timeToLive: UInt32 = 5

    let domain: DNSName
    let serverAddress: IPv4Address
    private(set) var services: [String: [String: ZoneService]] = [:]
    private(set) var slices: [ObjectKey: [ObjectKey: ZoneSlice]] = [:]
    private var owners: [ObjectKey: ObjectKey] = [:]
    /// Names by address, for each Service that gives them.
    private(set) var reverse: [IPAddress: [ObjectKey: [DNSName]]] = [:]
    private var reverseOf: [ObjectKey: [IPAddress]] = [:]
    /// Counts changes.
    private(set) var serial: UInt32 = 1

    init(domain: DNSName, serverAddress: IPv4Address) {
        self.domain = domain
        self.serverAddress = serverAddress
    }

    var serviceDomain: DNSName { domain.child("svc") }

    mutating func apply(_ service: KubeAPI.Service) { store(ZoneService(service), service.key) }
    mutating func removeService(_ key: ObjectKey) { store(nil as ZoneService?, key) }
    mutating func apply(_ slice: EndpointSlice) { store(ZoneSlice(slice), slice.key) }
    mutating func removeSlice(_ key: ObjectKey) { store(nil as ZoneSlice?, key) }

    func service(_ name: String, in namespace: String) -> ZoneService? { services[namespace]?[name] }

    private mutating func store(_ new: ZoneService?, _ key: ObjectKey) {
        guard services[key.namespace]?[key.name] != new else { return }
        services[key.namespace, default: [:]][key.name] = new
        if services[key.namespace]?.isEmpty ?? false { services[key.namespace] = nil }
        refreshReverse(of: key)
    }

    private mutating func store(_ new: ZoneSlice?, _ key: ObjectKey) {
        let owner = owners[key]
        guard owner.flatMap({ slices[$0]?[key] }) != new else { return }
        if let owner {
            slices[owner]?[key] = nil
            if slices[owner]?.isEmpty ?? false { slices[owner] = nil }
        }
        owners[key] = new?.service
        if let new { slices[new.service, default: [:]][key] = new }
        for service in Set([owner, new?.service].compactMap { $0 }) { refreshReverse(of: service) }
    }

    private mutating func refreshReverse(of key: ObjectKey) {
        serial &+= 1
        for address in reverseOf.removeValue(forKey: key) ?? [] {
            reverse[address]?[key] = nil
            if reverse[address]?.isEmpty ?? false { reverse[address] = nil }
        }
        guard let service = service(key.name, in: key.namespace) else { return }
        let name = name(of: service)
        var named: [IPAddress: [DNSName]] = [:]
        switch service.kind {
        case .clusterIP(let addresses): for address in addresses { named[address] = [name] }
        case .headless:
            for endpoint in endpoints(of: key) { named[endpoint.address, default: []].append(name.child(endpoint.hostname)) }
        case .externalName: break
        }
        for (address, names) in named { reverse[address, default: [:]][key] = names }
        reverseOf[key] = Array(named.keys)
    }

    func name(of service: ZoneService) -> DNSName { serviceDomain.child(service.key.name, service.key.namespace) }

    /// Every endpoint of a headless Service once.
    func endpoints(of key: ObjectKey) -> [ZoneSlice.Endpoint] {
        let all = (slices[key] ?? [:]).values.flatMap(\.endpoints)
        return Array(Set(all)).sorted { ($0.hostname, $0.address.description) < ($1.hostname, $1.address.description) }
    }
}
