import JSON
import KubeAPI
import KubeClient
import Schema

/// Copies hand-written `Endpoints` of Services without a selector into slices, which is what the proxies read.
struct EndpointMirrorController: Controller {
    static let manager = "endpointslicemirroring-controller.k8s.io"
    /// Set to `true` on Endpoints that are not to be copied.
    static let skipLabel = "endpointslice.kubernetes.io/skip-mirror"
    /// Endpoints with it are locks of older leader elections.
    private static let leaderAnnotation = "control-plane.alpha.kubernetes.io/leader"

    let name = "endpointslice-mirror"
    let queue = WorkQueue<ObjectKey>()
    let client: KubeClient
    let informers: SharedInformers

    func observe() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await feed(informers.services) }
            group.addTask { await feed(informers.endpoints) }
            group.addTask {
                await feed(informers.endpointSlices) { change in
                    guard let slice = change.object, slice.isMirror,
                        let service = slice.labels[EndpointSliceController.serviceNameLabel]
                    else { return [] }
                    return [ObjectKey(namespace: slice.namespace, name: service)]
                }
            }
        }
    }

    func reconcile(_ key: ObjectKey) async throws -> Next {
        let known = informers.endpointSlices.objects(in: key.namespace)
            .filter { $0.isMirror && $0.labels[EndpointSliceController.serviceNameLabel] == key.name }
        var left = Dictionary(known.map { ($0.name, $0) }) { first, _ in first }
        for wanted in mirrors(of: key) {
            guard let current = left.removeValue(forKey: wanted.name) else {
                try await create(wanted)
                continue
            }
            guard current.endpoints != wanted.endpoints || current.ports != wanted.ports || current.labels != wanted.labels
            else { continue }
            var changed = current
            changed.endpoints = wanted.endpoints
            changed.ports = wanted.ports
            changed.metadata.labels = wanted.labels
            _ = try await client.update(changed)
        }
        for slice in left.values { try await delete(slice) }
        return .done
    }

    /// One slice for each subset and address family; their names are the same each time, so none is made twice.
    private func mirrors(of key: ObjectKey) -> [EndpointSlice] {
        guard let service = informers.services[key], service.spec.selector.isEmpty, service.spec.type != "ExternalName",
            !service.isBeingDeleted, let endpoints = informers.endpoints[key], !endpoints.isBeingDeleted,
            endpoints.labels[Self.skipLabel] != "true", endpoints.annotations[Self.leaderAnnotation] == nil
        else { return [] }
        // Whoever writes slices for the Service already needs no copy.
        let isServed = informers.endpointSlices.objects(in: key.namespace).contains {
            !$0.isMirror && $0.labels[EndpointSliceController.serviceNameLabel] == key.name
        }
        guard !isServed else { return [] }
        return endpoints.subsets.enumerated().flatMap { index, subset in
            AddressFamily.allCases.compactMap { slice(subset, index, $0, endpoints) }
        }
    }

    private func slice(
        _ subset: EndpointSubset, _ index: Int, _ family: AddressFamily, _ owner: Endpoints
    ) -> EndpointSlice? {
        let members = (subset.addresses.map { ($0, true) } + subset.notReadyAddresses.map { ($0, false) })
            .filter { AddressFamily(of: $0.0.ip) == family }
            .prefix(EndpointsController.maximumAddresses)
        guard !members.isEmpty else { return nil }
        let suffix = NameSuffix.encode(StableHash.of(.string("\(owner.uid) \(family.rawValue) \(index)")) & 0xFF_FFFF)
        return EndpointSlice(name: "\(owner.name.prefix(55))-\(suffix)", namespace: owner.namespace) { slice in
            var labels = owner.labels
            labels[EndpointSliceController.serviceNameLabel] = owner.name
            labels[EndpointSliceController.managedByLabel] = Self.manager
            slice.metadata.labels = labels
            slice.metadata.ownerReferences = [owner.controllerReference]
            slice.addressType = family.rawValue
            slice.endpoints = members.map { Self.endpoint($0.0, isReady: $0.1) }
            slice.ports = subset.ports.map(Self.port)
        }
    }

    private static func endpoint(_ address: EndpointAddress, isReady: Bool) -> Endpoint {
        Endpoint {
            $0.addresses = [address.ip]
            $0.conditions = EndpointConditions { $0.ready = isReady }
            if !address.hostname.isEmpty { $0.hostname = address.hostname }
            if !address.nodeName.isEmpty { $0.nodeName = address.nodeName }
            if let target = address.targetRef { $0.targetRef = target }
        }
    }

    private static func port(_ port: EndpointPort) -> DiscoveryEndpointPort {
        DiscoveryEndpointPort {
            $0.name = port.name
            $0.protocol = port.protocol
            $0.port = port.port
            if !port.appProtocol.isEmpty { $0.appProtocol = port.appProtocol }
        }
    }

    private func create(_ slice: EndpointSlice) async throws {
        do {
            _ = try await client.create(slice)
        } catch let error as APIError where error.isAlreadyExists || error.isNamespaceTerminating {
            // The cache is behind; the slice's own event brings the Service back here.
            return
        }
    }

    private func delete(_ slice: EndpointSlice) async throws {
        do {
            try await client.delete(EndpointSliceShape.self, slice.key, .init(preconditions: .init(uid: slice.uid)))
        } catch let error as APIError where error.isNotFound || error.isConflict { return }
    }
}

extension Object where S == EndpointSliceShape {
    fileprivate var isMirror: Bool {
        labels[EndpointSliceController.managedByLabel] == EndpointMirrorController.manager
    }
}
