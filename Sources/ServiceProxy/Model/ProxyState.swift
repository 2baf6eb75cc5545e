internal import Addresses
internal import KubeAPI

/// The Services and EndpointSlices of the cluster as the proxy sees them, and the rules that follow from them. Pure.
struct ProxyState {
    private var services: [ObjectKey: ServiceDescription] = [:]
    private var slices: [ObjectKey: [ObjectKey: SliceDescription]] = [:]
    private var owners: [ObjectKey: ObjectKey] = [:]
    let nodeName: String

    init(nodeName: String) { self.nodeName = nodeName }

    /// Whether the change can make a difference to the rules.
    mutating func apply(_ service: KubeAPI.Service) -> Bool { store(ServiceDescription(service), service.key) }

    mutating func removeService(_ key: ObjectKey) -> Bool { store(nil as ServiceDescription?, key) }

    /// Whether the change can make a difference to the rules.
    mutating func apply(_ slice: EndpointSlice) -> Bool { store(SliceDescription(slice), slice.key) }

    mutating func removeSlice(_ key: ObjectKey) -> Bool { store(nil as SliceDescription?, key) }

    private mutating func store(_ new: ServiceDescription?, _ key: ObjectKey) -> Bool {
        guard services[key] != new else { return false }
        services[key] = new
        return true
    }

    private mutating func store(_ new: SliceDescription?, _ key: ObjectKey) -> Bool {
        let old = owners[key].flatMap { slices[$0]?[key] }
        guard old != new else { return false }
        if let owner = owners.removeValue(forKey: key) {
            slices[owner]?[key] = nil
            if slices[owner]?.isEmpty ?? false { slices[owner] = nil }
        }
        if let new {
            slices[new.service, default: [:]][key] = new
            owners[key] = new.service
        }
        return true
    }

    /// The addresses of all endpoints, usable or not.
    var endpointAddresses: Set<IPv4Address> {
        Set(slices.values.lazy.flatMap(\.values).flatMap(\.endpoints).map(\.address))
    }

    /// One entry per Service port, ordered by name.
    func rules() -> [ServiceRules] {
        services.values.sorted { $0.key < $1.key }.flatMap { service in
            let slices = (slices[service.key] ?? [:]).values.sorted { $0.key < $1.key }
            return service.ports.map { Self.rules(service, $0, Array(slices), nodeName) }
        }
    }

    private static func rules(
        _ service: ServiceDescription, _ port: ServiceDescription.Port, _ slices: [SliceDescription], _ nodeName: String
    ) -> ServiceRules {
        let candidates = BackendCandidates(slices, port: port, nodeName: nodeName)
        let cluster = candidates.usable(localOnly: false)
        let local = candidates.usable(localOnly: true)
        let clusterTarget = target(cluster, exists: !cluster.isEmpty)
        let localTarget = target(local, exists: !cluster.isEmpty || !local.isEmpty)
        return ServiceRules(
            name: "\(service.key)/\(port.transport.rawValue)/\(port.port)", transport: port.transport, port: port.port,
            clusterIPs: service.clusterIPs, nodePort: port.nodePort, externalIPs: service.externalIPs,
            loadBalancerIPs: service.loadBalancerIPs, sourceRanges: service.sourceRanges,
            affinitySeconds: service.affinitySeconds,
            internalTarget: service.internalPolicyIsLocal ? localTarget : clusterTarget,
            externalTarget: service.externalPolicyIsLocal ? localTarget : clusterTarget, clusterTarget: clusterTarget,
            keepsClientAddress: service.externalPolicyIsLocal, localBackends: local)
    }

    private static func target(_ backends: [Backend], exists: Bool) -> ServiceRules.Target {
        if !backends.isEmpty { return .backends(backends) }
        return exists ? .drop : .reject
    }
}

/// The endpoints of one Service port, as far as they can be used.
private struct BackendCandidates {
    private struct Candidate {
        let isLocal: Bool
        let isReady: Bool
        let isServingToTheEnd: Bool
    }

    private var candidates: [Backend: Candidate] = [:]

    init(_ slices: [SliceDescription], port: ServiceDescription.Port, nodeName: String) {
        for slice in slices {
            for slicePort in slice.ports where slicePort.name == port.name && slicePort.transport == port.transport {
                for endpoint in slice.endpoints {
                    let backend = Backend(address: endpoint.address, port: slicePort.port)
                    // While an endpoint moves between slices it can be in both; the better news counts.
                    if candidates[backend]?.isReady ?? false { continue }
                    candidates[backend] = Candidate(
                        isLocal: endpoint.nodeName == nodeName, isReady: endpoint.isReady,
                        isServingToTheEnd: endpoint.isServing && endpoint.isTerminating)
                }
            }
        }
    }

    /// The ready ones; when there is none, those that end but still serve (KEP-1669).
    func usable(localOnly: Bool) -> [Backend] {
        let eligible = candidates.filter { !localOnly || $0.value.isLocal }
        let ready = eligible.filter(\.value.isReady)
        return (ready.isEmpty ? eligible.filter(\.value.isServingToTheEnd) : ready).keys.sorted()
    }
}
