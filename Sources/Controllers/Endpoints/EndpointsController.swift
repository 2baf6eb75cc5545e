import AsyncTools
import KubeAPI
import KubeClient
import Schema

/// Writes the older form of a Service's endpoints: one `Endpoints` object for each Service with a selector.
struct EndpointsController: Controller {
    /// Kubernetes' limit for one object; EndpointSlices have the rest.
    static let maximumAddresses = 1000
    static let managedByLabel = "endpoints.kubernetes.io/managed-by"
    static let manager = "endpoint-controller"
    /// Set to `truncated` when there are more addresses than one object holds.
    static let capacityAnnotation = "endpoints.kubernetes.io/over-capacity"

    let name = "endpoints"
    let queue = WorkQueue<ObjectKey>()
    let client: KubeClient
    let informers: SharedInformers
    /// Services seen to go; their Endpoints go with them, hand-written ones too.
    private let deletedServices = Guarded<Set<ObjectKey>>([])

    init(client: KubeClient, informers: SharedInformers) {
        self.client = client
        self.informers = informers
    }

    func observe() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await feed(informers.services) { change in
                    if case .deleted(let service) = change { _ = deletedServices.withLock { $0.insert(service.key) } }
                    return change.object.map { [$0.key] } ?? []
                }
            }
            group.addTask { await feed(informers.pods) { ServiceSelection.keys(for: $0, informers.services) } }
            group.addTask {
                await feed(informers.endpoints) { change in
                    guard let endpoints = change.object, endpoints.labels[Self.managedByLabel] == Self.manager else { return [] }
                    return [endpoints.key]
                }
            }
        }
    }

    func reconcile(_ key: ObjectKey) async throws -> Next {
        let known = informers.endpoints[key]
        guard let service = informers.services[key] else {
            let wentWithService = deletedServices.current.contains(key)
            if let known, wentWithService || known.labels[Self.managedByLabel] == Self.manager { try await delete(known) }
            _ = deletedServices.withLock { $0.remove(key) }
            return .done
        }
        _ = deletedServices.withLock { $0.remove(key) }
        guard service.selectsPods, !service.isBeingDeleted else { return .done }
        let wanted = endpoints(of: service, known)
        do {
            if let known {
                let isUpToDate =
                    known.subsets == wanted.subsets && known.labels == wanted.labels && known.annotations == wanted.annotations
                if !isUpToDate { _ = try await client.update(wanted) }
            } else {
                _ = try await client.create(wanted)
            }
        } catch let error as APIError where error.isAlreadyExists || error.isNamespaceTerminating {
            // The cache is behind; the object's own event brings the Service back here.
            return .done
        }
        return .done
    }

    private func delete(_ endpoints: Endpoints) async throws {
        do {
            try await client.delete(EndpointsShape.self, endpoints.key, .init(preconditions: .init(uid: endpoints.uid)))
        } catch let error as APIError where error.isNotFound || error.isConflict { return }
    }

    private func endpoints(of service: KubeAPI.Service, _ known: Endpoints?) -> Endpoints {
        var labels = service.labels
        labels[Self.managedByLabel] = Self.manager
        labels[EndpointSliceController.headlessLabel] = service.isHeadless ? "" : nil
        var endpoints = known ?? Endpoints(name: service.name, namespace: service.namespace)
        endpoints.metadata.labels = labels
        let backends = backends(of: service)
        var annotations = endpoints.annotations
        annotations[Self.capacityAnnotation] = backends.count > Self.maximumAddresses ? "truncated" : nil
        if annotations != endpoints.annotations { endpoints.metadata.annotations = annotations }
        endpoints.subsets = subsets(of: service, backends.prefix(Self.maximumAddresses))
        return endpoints
    }

    /// Ready ones first: they are the last to be cut off.
    private func backends(of service: KubeAPI.Service) -> [ServiceBackend] {
        let matcher = LabelMatcher(service.spec.selector)
        let publishesAll = service.spec.publishNotReadyAddresses
        let (ready, waiting) = informers.pods.objects(in: service.namespace)
            .filter { matcher.matches($0.labels) && (publishesAll || !$0.isBeingDeleted) }
            .compactMap { ServiceBackend($0, of: service) }
            .sorted { $0.pod < $1.pod }
            .partitioned { $0.isServing }
        return ready + waiting
    }

    /// One subset for each list of ports.
    private func subsets(of service: KubeAPI.Service, _ backends: ArraySlice<ServiceBackend>) -> [EndpointSubset] {
        let publishesAll = service.spec.publishNotReadyAddresses
        let family = service.families.first ?? .IPv4
        let groups = Dictionary(grouping: backends, by: \.ports).sorted { left, right in
            (left.value.first?.pod.name ?? "") < (right.value.first?.pod.name ?? "")
        }
        return groups.compactMap { ports, members in
            guard !ports.isEmpty || service.spec.ports.isEmpty else { return nil }
            let ready = members.filter { publishesAll || $0.isServing }.compactMap { address($0, family) }
            let waiting = members.filter { !publishesAll && !$0.isServing }.compactMap { address($0, family) }
            guard !ready.isEmpty || !waiting.isEmpty else { return nil }
            return EndpointSubset {
                if !ready.isEmpty { $0.addresses = ready }
                if !waiting.isEmpty { $0.notReadyAddresses = waiting }
                if !ports.isEmpty { $0.ports = ports.map(port) }
            }
        }
    }

    private func port(_ port: BackendPort) -> EndpointPort {
        EndpointPort {
            if !port.name.isEmpty { $0.name = port.name }
            $0.port = port.port
            $0.protocol = port.protocol
            if !port.appProtocol.isEmpty { $0.appProtocol = port.appProtocol }
        }
    }

    private func address(_ backend: ServiceBackend, _ family: AddressFamily) -> EndpointAddress? {
        guard let ip = backend.address(family) else { return nil }
        return EndpointAddress {
            $0.ip = ip
            if !backend.hostname.isEmpty { $0.hostname = backend.hostname }
            if !backend.nodeName.isEmpty { $0.nodeName = backend.nodeName }
            $0.targetRef = ObjectReference {
                $0.kind = "Pod"
                $0.namespace = backend.pod.namespace
                $0.name = backend.pod.name
                $0.uid = backend.uid
            }
        }
    }
}
