import AsyncTools
import JSON
import KubeAPI
import KubeClient
import Schema

/// Writes which Pods are behind each Service, in slices of at most 100 endpoints.
///
/// A Pod that is being deleted is not ready from that moment on, so that no new connection goes to it.
struct EndpointSliceController: Controller {
    static let serviceNameLabel = "kubernetes.io/service-name"
    static let managedByLabel = "endpointslice.kubernetes.io/managed-by"
    static let manager = "endpointslice-controller.k8s.io"
    static let headlessLabel = "service.kubernetes.io/headless"
    /// The event of a write that the cache does not show yet brings its Service back; this is for a slice that came and
    /// went before its event was told.
    private static let patience: Duration = .milliseconds(500)

    let name = "endpointslice"
    let queue = WorkQueue<ObjectKey>()
    let client: KubeClient
    let informers: SharedInformers
    /// The resource version of the last write for each Service: the cache must show it before the next decision.
    private let written = Guarded<[ObjectKey: String]>([:])

    init(client: KubeClient, informers: SharedInformers) {
        self.client = client
        self.informers = informers
    }

    func observe() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await feed(informers.services) }
            group.addTask { await feed(informers.pods) { ServiceSelection.keys(for: $0, informers.services) } }
            group.addTask {
                await feed(informers.endpointSlices) { change in
                    guard let slice = change.object, slice.isOurs,
                        let service = slice.labels[Self.serviceNameLabel]
                    else { return [] }
                    return [ObjectKey(namespace: slice.namespace, name: service)]
                }
            }
        }
    }

    func reconcile(_ key: ObjectKey) async throws -> Next {
        if let last = written.withLock({ $0[key] }) {
            guard informers.endpointSlices.hasSeen(resourceVersion: last) else { return .again(after: Self.patience) }
            written.withLock { $0[key] = nil }
        }
        let known = informers.endpointSlices.objects(in: key.namespace)
            .filter { $0.isOurs && $0.labels[Self.serviceNameLabel] == key.name }
        guard let service = informers.services[key] else {
            for slice in known { try await delete(slice) }
            return .done
        }
        guard service.selectsPods, !service.isBeingDeleted else { return .done }
        // Slices of an earlier Service of this name go with it.
        let (own, strange) = known.partitioned { $0.isControlled(by: service) }
        for slice in strange { try await delete(slice) }
        let backends = backends(of: service)
        for family in service.families {
            try await write(family, backends, service, own.filter { $0.addressType == family.rawValue })
        }
        for slice in own where !service.families.contains(where: { $0.rawValue == slice.addressType }) {
            try await delete(slice)
        }
        return .done
    }

    private func backends(of service: KubeAPI.Service) -> [ServiceBackend] {
        let matcher = LabelMatcher(service.spec.selector)
        return informers.pods.objects(in: service.namespace)
            .filter { matcher.matches($0.labels) }
            .compactMap { ServiceBackend($0, of: service) }
            .sorted { $0.pod < $1.pod }
    }

    private func write(
        _ family: AddressFamily, _ backends: [ServiceBackend], _ service: KubeAPI.Service, _ existing: [EndpointSlice]
    ) async throws {
        var groups = Dictionary(grouping: backends.filter { $0.address(family) != nil }, by: \.ports)
        var slices = Dictionary(grouping: existing) { slice in slice.backendPorts }
        let isEmpty = groups.isEmpty
        if isEmpty { groups[slices.keys.first ?? []] = [] }
        for (ports, members) in groups {
            let endpoints = members.compactMap { endpoint($0, family, service) }
            let plan = SlicePlan(existing: slices.removeValue(forKey: ports) ?? [], wanted: endpoints, keepsEmpty: isEmpty)
            try await carryOut(plan, family, ports, service)
        }
        for slice in slices.values.joined() { try await delete(slice) }
        try await relabel(existing, service)
    }

    private func carryOut(
        _ plan: SlicePlan, _ family: AddressFamily, _ ports: [BackendPort], _ service: KubeAPI.Service
    ) async throws {
        for slice in plan.update {
            var slice = slice
            slice.metadata.labels = labels(for: service)
            note(try await client.update(slice), service)
        }
        for endpoints in plan.create {
            note(try await client.create(slice(endpoints, family, ports, service)), service)
        }
        for slice in plan.delete { try await delete(slice) }
    }

    /// The slices follow the labels of their Service.
    private func relabel(_ slices: [EndpointSlice], _ service: KubeAPI.Service) async throws {
        let wanted = labels(for: service)
        for slice in slices where slice.labels != wanted {
            guard written.withLock({ $0[service.key] }) == nil else { return }
            var changed = slice
            changed.metadata.labels = wanted
            note(try await client.update(changed), service)
        }
    }

    private func note(_ slice: EndpointSlice, _ service: KubeAPI.Service) {
        written.withLock { $0[service.key] = slice.resourceVersion }
    }

    private func delete(_ slice: EndpointSlice) async throws {
        do {
            try await client.delete(EndpointSliceShape.self, slice.key, .init(preconditions: .init(uid: slice.uid)))
        } catch let error as APIError where error.isNotFound || error.isConflict { return }
    }
}

extension EndpointSliceController {
    private func labels(for service: KubeAPI.Service) -> [String: String] {
        var labels = service.labels
        labels[Self.serviceNameLabel] = service.name
        labels[Self.managedByLabel] = Self.manager
        labels[Self.headlessLabel] = service.isHeadless ? "" : nil
        return labels
    }

    private func slice(
        _ endpoints: [Endpoint], _ family: AddressFamily, _ ports: [BackendPort], _ service: KubeAPI.Service
    ) -> EndpointSlice {
        EndpointSlice(name: "", namespace: service.namespace) { slice in
            slice.metadata = ObjectMeta {
                $0.generateName = service.name + "-"
                $0.namespace = service.namespace
                $0.labels = labels(for: service)
                $0.ownerReferences = [service.controllerReference]
            }
            slice.addressType = family.rawValue
            slice.endpoints = endpoints
            slice.ports = ports.map { port in
                DiscoveryEndpointPort {
                    $0.name = port.name
                    $0.protocol = port.protocol
                    $0.port = port.port
                    if !port.appProtocol.isEmpty { $0.appProtocol = port.appProtocol }
                }
            }
        }
    }

    private func endpoint(_ backend: ServiceBackend, _ family: AddressFamily, _ service: KubeAPI.Service) -> Endpoint? {
        guard let address = backend.address(family) else { return nil }
        let isPublished = service.spec.publishNotReadyAddresses
        let node = backend.nodeName.isEmpty ? nil : informers.nodes[ObjectKey(namespace: "", name: backend.nodeName)]
        return Endpoint {
            $0.addresses = [address]
            $0.conditions = EndpointConditions {
                $0.ready = isPublished || (backend.isServing && !backend.isTerminating)
                $0.serving = backend.isServing
                $0.terminating = backend.isTerminating
            }
            if !backend.hostname.isEmpty { $0.hostname = backend.hostname }
            $0.targetRef = ObjectReference {
                $0.kind = "Pod"
                $0.namespace = backend.pod.namespace
                $0.name = backend.pod.name
                $0.uid = backend.uid
            }
            if !backend.nodeName.isEmpty { $0.nodeName = backend.nodeName }
            if let zone = node?.labels["topology.kubernetes.io/zone"] { $0.zone = zone }
        }
    }
}

extension Object where S == EndpointSliceShape {
    /// Written by this controller.
    var isOurs: Bool { labels[EndpointSliceController.managedByLabel] == EndpointSliceController.manager }

    var backendPorts: [BackendPort] {
        self.ports.map {
            BackendPort(name: $0.name, protocol: $0.protocol, port: $0.port ?? 0, appProtocol: $0.appProtocol)
        }
    }
}

extension Array {
    /// Those that meet the condition, and the others.
    func partitioned(by condition: (Element) -> Bool) -> (matching: [Element], others: [Element]) {
        (filter(condition), filter { !condition($0) })
    }
}
