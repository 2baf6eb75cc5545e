import Addresses
import KubeAPI
import KubeClient
import Schema

/// A port of a Service as one Pod serves it. Equal lists of them share slices.
struct BackendPort: Sendable, Hashable {
    let name: String
    let `protocol`: String
    let port: Int32
    let appProtocol: String
}

/// One Pod behind a Service, read once out of its tree.
struct ServiceBackend: Sendable, Hashable {
    let pod: ObjectKey
    let uid: String
    let addresses: [String]
    let isServing: Bool
    let isTerminating: Bool
    let nodeName: String
    let hostname: String
    let ports: [BackendPort]

    /// `nil` for a Pod that has ended or has no address yet.
    init?(_ pod: Pod, of service: KubeAPI.Service) {
        let status = pod.status
        let listed = status.podIPs.map(\.ip)
        let known = listed.isEmpty && !status.podIP.isEmpty ? [status.podIP] : listed
        guard !pod.hasEnded, !known.isEmpty else { return nil }
        let spec = pod.spec
        self.pod = pod.key
        uid = pod.uid
        addresses = known
        isServing = pod.isReady
        isTerminating = pod.isBeingDeleted
        nodeName = spec.nodeName
        hostname = !spec.hostname.isEmpty && spec.subdomain == service.name ? spec.hostname : ""
        ports = service.spec.ports.compactMap { Self.port($0, in: spec) }
    }

    /// The first address of a family.
    func address(_ family: AddressFamily) -> String? { addresses.first { AddressFamily(of: $0) == family } }

    /// A Service's port resolved to a number; `nil` when the Pod has no container port of that name.
    private static func port(_ port: ServicePort, in spec: PodSpec) -> BackendPort? {
        let number: Int32
        switch port.targetPort {
        case .int(let value) where value > 0: number = value
        case .string(let name):
            let containers = spec.containers + spec.initContainers.filter { $0.restartPolicy == "Always" }
            let match = containers.lazy.flatMap(\.ports).first { $0.name == name && $0.protocol == port.protocol }
            guard let match else { return nil }
            number = match.containerPort
        default: number = port.port
        }
        return BackendPort(name: port.name, protocol: port.protocol, port: number, appProtocol: port.appProtocol)
    }
}

enum AddressFamily: String, Sendable, Hashable, CaseIterable {
    case IPv4
    case IPv6

    init?(of address: String) {
        switch IPAddress(address) {
        case .v4: self = .IPv4
        case .v6: self = .IPv6
        case nil: return nil
        }
    }
}

extension Object where S == ServiceShape {
    /// Whether its endpoints are ours to write.
    var selectsPods: Bool { !self.spec.selector.isEmpty && self.spec.type != "ExternalName" }

    var isHeadless: Bool { self.spec.clusterIP == "None" }

    var families: [AddressFamily] {
        let stated = self.spec.ipFamilies.compactMap(AddressFamily.init(rawValue:))
        return stated.isEmpty ? [AddressFamily(of: self.spec.clusterIP) ?? .IPv4] : stated
    }
}

extension Object where S == PodShape {
    /// Whether both states look the same from behind a Service.
    func isSameBackend(as other: Pod) -> Bool {
        self.status.podIPs == other.status.podIPs && self.status.podIP == other.status.podIP && isReady == other.isReady
            && isBeingDeleted == other.isBeingDeleted && hasEnded == other.hasEnded && labels == other.labels
            && uid == other.uid && self.spec.nodeName == other.spec.nodeName
    }
}

/// Which Services a Pod's change concerns.
enum ServiceSelection {
    static func keys(
        for change: InformerChange<PodShape>, _ services: Informer<ServiceShape>
    ) -> [ObjectKey] {
        var pods: [Pod]
        switch change {
        case .applied(let pod, let old?):
            if pod.isSameBackend(as: old) { return [] }
            pods = [pod, old]
        case .applied(let pod, nil), .deleted(let pod): pods = [pod]
        case .synced: return []
        }
        let namespace = pods[0].namespace
        let labels = pods.map(\.labels)
        return services.objects(in: namespace).filter { service in
            guard service.selectsPods else { return false }
            let matcher = LabelMatcher(service.spec.selector)
            return labels.contains { matcher.matches($0) }
        }.map(\.key)
    }
}
