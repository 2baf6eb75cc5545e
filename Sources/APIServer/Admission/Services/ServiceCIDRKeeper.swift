import Addresses
import JSON
import KubeAPI
import Schema

/// Keeps ServiceCIDR objects: the cluster's own is made at start, each is marked as ready, and one that is deleted goes
/// only when no Service has an address of it.
struct ServiceCIDRKeeper: Sendable {
    static let name = "kubernetes"
    private static let finalizer = "networking.k8s.io/service-cidr-finalizer"
    private static let period: Int64 = 60

    let objects: any ObjectWriter
    let configured: [ServiceRange]

    /// Makes the cluster's own object, from the ranges that the server was told. One that is there gets the second family
    /// when only that is new; other differences stay, as Services have addresses of it.
    ///
    /// - Returns: the ranges of the object when they are not those that the server was told.
    func makeDefault() async throws(StatusError) -> [String]? {
        guard !configured.isEmpty else { return nil }
        let wanted = configured.map(\.text)
        var object: JSONValue = [
            "kind": "ServiceCIDR", "apiVersion": "networking.k8s.io/v1",
            "metadata": ["name": .string(Self.name), "finalizers": [.string(Self.finalizer)]],
            "spec": ["cidrs": .array(wanted.map(JSONValue.string))],
        ]
        Self.setReady(&object, isUsable: true)
        if try await objects.insert(object, ServiceCIDRShape.type) { return nil }
        let stored = try await objects.change(ServiceCIDRShape.type, namespace: "", name: Self.name) { current in
            var object = current
            let isExtended = object["spec"]?.texts("cidrs") == [wanted[0]] && wanted.count == 2
            if isExtended, object["metadata"]?.has("deletionTimestamp") != true {
                object[path: ["spec", "cidrs"]] = .array(wanted.map(JSONValue.string))
            }
            return object
        }
        let ranges = stored?["spec"]?.texts("cidrs") ?? wanted
        return ranges == wanted ? nil : ranges
    }

    /// Until cancelled.
    func run(_ report: (_ error: StatusError) -> Void) async {
        guard let kind = objects.cacheOfKind(named: ServiceCIDRShape.type.qualifiedName) else { return }
        var position: Int64 = -1
        while !Task.isCancelled {
            let newest = kind.lastChange
            do throws(StatusError) { try await reconcile() } catch { report(error) }
            position = max(position, newest)
            let isWaiting = kind.snapshot(namespace: nil).objects.contains { isBeingDeleted($0) }
            // Addresses of a range that is going away are looked at more often.
            let deadline = MonotonicClock.after(seconds: isWaiting ? 1 : Self.period)
            switch await kind.changes(after: position, filter: .everything, deadline: deadline) {
            case nil: return
            case .expired: position = kind.lastChange
            default: break
            }
        }
    }

    private func isBeingDeleted(_ object: CachedObject) -> Bool {
        (try? object.decoded())?["metadata"]?.has("deletionTimestamp") ?? false
    }

    private func reconcile() async throws(StatusError) {
        let all = try await objects.objects(ServiceCIDRShape.type, namespace: nil)
        for object in all {
            let name = object.text(path: "metadata", "name")
            guard object["metadata"]?.has("deletionTimestamp") == true else {
                try await change(name) { object in
                    Self.addFinalizer(&object)
                    Self.setReady(&object, isUsable: true)
                }
                continue
            }
            if try await isInUse(object, among: all) {
                try await change(name) { Self.setReady(&$0, isUsable: false) }
            } else {
                try await letGo(name)
            }
        }
    }

    private func change(_ name: String, _ change: (inout JSONValue) -> Void) async throws(StatusError) {
        _ = try await objects.change(ServiceCIDRShape.type, namespace: "", name: name) { current in
            var object = current
            change(&object)
            return object
        }
    }

    /// Takes the finalizer off; without another one the object is gone.
    private func letGo(_ name: String) async throws(StatusError) {
        let isGone = try await objects.remove(ServiceCIDRShape.type, namespace: "", name: name) { object in
            object["metadata"]?.has("deletionTimestamp") == true
                && object["metadata"]?.texts("finalizers").allSatisfy { $0 == Self.finalizer } ?? true
        }
        guard !isGone else { return }
        try await change(name) { object in
            object.edit("metadata") { metadata in
                let rest = metadata.texts("finalizers").filter { $0 != Self.finalizer }
                metadata["finalizers"] = rest.isEmpty ? nil : .array(rest.map(JSONValue.string))
            }
        }
    }

    /// Whether an address is in a range of this object, and of no other that stays.
    private func isInUse(_ object: JSONValue, among all: [JSONValue]) async throws(StatusError) -> Bool {
        func ranges(_ object: JSONValue) -> [ServiceRange] {
            (object["spec"]?.texts("cidrs") ?? []).compactMap { ServiceRange($0) }
        }
        let own = ranges(object)
        let others = all.filter { !($0["metadata"]?.has("deletionTimestamp") ?? false) }.flatMap(ranges)
        guard let addresses = objects.cacheOfKind(named: NetworkingIPAddressShape.type.qualifiedName) else { return false }
        return addresses.snapshot(namespace: nil).objects.compactMap { IPAddress($0.key.name) }.contains { address in
            own.contains { $0.contains(address) } && !others.contains { $0.contains(address) }
        }
    }

    private static func addFinalizer(_ object: inout JSONValue) {
        let finalizers = object["metadata"]?.texts("finalizers") ?? []
        guard !finalizers.contains(finalizer) else { return }
        object[path: ["metadata", "finalizers"]] = .array((finalizers + [finalizer]).map(JSONValue.string))
    }

    private static func setReady(_ object: inout JSONValue, isUsable: Bool) {
        var conditions = object["status"]?.list("conditions") ?? []
        let status = isUsable ? "True" : "False"
        if conditions.contains(where: { $0.text("type") == "Ready" && $0.text("status") == status }) { return }
        conditions.removeAll { $0.text("type") == "Ready" }
        conditions.append([
            "type": "Ready", "status": .string(status), "lastTransitionTime": .string(Timestamp.now.rfc3339),
            "reason": .string(isUsable ? "" : "Terminating"),
            "message": .string(
                isUsable
                    ? "Kubernetes Service CIDR is ready"
                    : "There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR"),
        ])
        object[path: ["status", "conditions"]] = .array(conditions)
    }
}
