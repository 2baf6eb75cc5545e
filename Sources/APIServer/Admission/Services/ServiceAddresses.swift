import Addresses
import AsyncTools
import JSON
import KubeAPI
import Schema

/// The addresses of Services, each an IPAddress object that is stored before the Service is. Creating the object is the
/// claim: of two servers or requests that want one address, one finds it there.
final class ServiceAddresses: Sendable {
    enum Outcome: Sendable {
        case taken
        /// The object of an earlier holder is there.
        case held
        /// In no range that Services get addresses from.
        case mismatched
        case outOfRange(String)
    }

    /// Longer than any write takes from admission to the store: until then a claim stands without its Service.
    static let writeTime: Duration = .seconds(60)
    private static let releaseTime: Duration = .seconds(2)

    let objects: any ObjectWriter
    let configured: [ServiceRange]
    /// Addresses kept for the Services that have them by agreement.
    private let reserved: [IPAddress: ObjectKey]
    private let claims = Guarded<[IPAddress: Claim]>([:])

    private enum Claim: Sendable {
        /// Writes of a Service may be under way until then.
        case pending(ObjectKey, until: ContinuousClock.Instant, writers: Int)
        /// The object is being removed.
        case releasing
    }

    /// - Parameter configured: the ranges of the cluster's own ServiceCIDR, in order of preference.
    init(objects: any ObjectWriter, configured: [ServiceRange]) {
        self.objects = objects
        self.configured = configured
        var reserved: [IPAddress: ObjectKey] = [:]
        for (offset, key) in [
            (UInt128(1), ObjectKey(namespace: "default", name: "kubernetes")),
            (10, ObjectKey(namespace: "kube-system", name: "kube-dns")),
        ] {
            if let address = configured.first?.address(at: offset) { reserved[address] = key }
        }
        self.reserved = reserved
    }

    /// The families that Services can have, the default one first.
    var families: [ServiceRange.Family] {
        configured.map(\.family).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// The ranges of all ServiceCIDRs that are not being deleted, the cluster's own first.
    func ranges() async throws(StatusError) -> [ServiceRange] {
        let stored = try await objects.objects(ServiceCIDRShape.type, namespace: nil)
        let open = stored.filter { !($0["metadata"]?.has("deletionTimestamp") ?? false) }
        let ranges = open.flatMap { $0["spec"]?.texts("cidrs") ?? [] }.compactMap { ServiceRange($0) }
        guard !stored.isEmpty else { return configured }
        return configured.filter(ranges.contains) + ranges.filter { !configured.contains($0) }
    }

    // MARK: Claims

    func claim(_ address: IPAddress, for key: ObjectKey, isDryRun: Bool) async throws(StatusError) -> Outcome {
        let ranges = try await ranges()
        guard let range = ranges.first(where: { $0.contains(address) }) else { return .mismatched }
        guard range.allows(address) else { return .outOfRange(range.text) }
        if let owner = reserved[address], owner != key { return .held }
        // A holder that is gone is released within moments.
        let deadline = ContinuousClock.now + Self.releaseTime
        while true {
            if isDryRun, stored(address) == nil { return .taken }
            if !isDryRun, try await take(address, for: key) { return .taken }
            if try await holderHas(address) || ContinuousClock.now >= deadline || Task.isCancelled { return .held }
            try? await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Takes any free address of a family; `nil` when there is none.
    func claimAny(_ family: ServiceRange.Family, for key: ObjectKey, isDryRun: Bool) async throws(StatusError) -> IPAddress? {
        for range in try await ranges() where range.family == family {
            for address in range.candidates({ UInt128.random(in: 0..<$0) }) {
                if reserved[address] != nil || stored(address) != nil { continue }
                if isDryRun { return address }
                if try await take(address, for: key) { return address }
            }
        }
        return nil
    }

    /// Stores the object of an address; `false` when somebody else has it, or is about to. An earlier claim of the same
    /// Service, whose write failed, counts as this one.
    func take(_ address: IPAddress, for key: ObjectKey) async throws(StatusError) -> Bool {
        let object = try stored(address)?.decoded()
        if let object, Self.service(of: object) != key { return false }
        guard begin(address, for: key) else { return false }
        do throws(StatusError) {
            if object != nil { return true }
            if try await objects.insert(Self.object(address, key), NetworkingIPAddressShape.type) { return true }
        } catch {
            withdraw(address, of: key)
            throw error
        }
        withdraw(address, of: key)
        return false
    }

    private func begin(_ address: IPAddress, for key: ObjectKey) -> Bool {
        claims.withLock { claims in
            var writers = 1
            switch claims[address] {
            case .releasing?: return false
            case .pending(let holder, let deadline, let others)? where deadline > .now:
                guard holder == key else { return false }
                writers += others
            default: break
            }
            claims[address] = .pending(key, until: .now + Self.writeTime, writers: writers)
            return true
        }
    }

    /// One write less that is under way; whether none is left.
    @discardableResult
    private func withdraw(_ address: IPAddress, of key: ObjectKey) -> Bool {
        claims.withLock { claims in
            guard case .pending(let holder, let deadline, let writers)? = claims[address], holder == key else { return false }
            claims[address] = writers > 1 ? .pending(holder, until: deadline, writers: writers - 1) : nil
            return writers <= 1
        }
    }

    /// Gives a claimed address back whose Service was not stored with it. What cannot be removed now is removed by `repair`.
    func giveUp(_ address: IPAddress, of key: ObjectKey) async {
        guard withdraw(address, of: key) else { return }
        try? await release(address) { _ in true }
    }

    /// The Service with the address is stored, or never will be.
    func settle(_ address: IPAddress) { claims.withLock { $0[address] = nil } }

    /// Removes the object of an address that its Service does not have.
    ///
    /// - Parameter isOver: whether the object, as it is stored now, is of no use any more.
    func release(_ address: IPAddress, if isOver: (_ object: CachedObject) -> Bool) async throws(StatusError) {
        let mayBegin = claims.withLock { claims in
            if case .pending(_, let deadline, _)? = claims[address], deadline > .now { return false }
            claims[address] = .releasing
            return true
        }
        guard mayBegin else { return }
        defer { settle(address) }
        guard let object = stored(address), isOver(object), try await !holderHas(address) else { return }
        _ = try await objects.remove(NetworkingIPAddressShape.type, namespace: "", name: address.description) {
            $0.text(path: "metadata", "resourceVersion") == String(object.revision)
        }
    }

    // MARK: Objects

    func stored(_ address: IPAddress) -> CachedObject? {
        objects.cacheOfKind(named: NetworkingIPAddressShape.type.qualifiedName)?.object(address.description)
    }

    static func object(_ address: IPAddress, _ key: ObjectKey) -> JSONValue {
        [
            "kind": "IPAddress", "apiVersion": "networking.k8s.io/v1",
            "metadata": [
                "name": .string(address.description),
                "labels": [
                    "ipaddress.kubernetes.io/ip-family": .string(ServiceRange.Family(address).rawValue),
                    "ipaddress.kubernetes.io/managed-by": "ipallocator.k8s.io",
                ],
            ],
            "spec": [
                "parentRef": [
                    "group": "", "resource": "services", "namespace": .string(key.namespace), "name": .string(key.name),
                ]
            ],
        ]
    }

    /// The Service an IPAddress object is of; `nil` for what is not ours to judge.
    static func service(of object: JSONValue) -> ObjectKey? {
        let parent = object[path: "spec", "parentRef"] ?? .null
        guard parent.text("group").isEmpty, parent.text("resource") == "services" else { return nil }
        return ObjectKey(namespace: parent.text("namespace"), name: parent.text("name"))
    }

    static func addresses(of service: JSONValue?) -> Set<IPAddress> {
        let spec = service?["spec"] ?? .emptyObject
        guard spec.text("type") != "ExternalName" else { return [] }
        return Set((spec.texts("clusterIPs") + [spec.text("clusterIP")]).compactMap { IPAddress($0) })
    }

    /// Whether the Service that an address belongs to is stored with it. An object that is nobody's holds it, too.
    private func holderHas(_ address: IPAddress) async throws(StatusError) -> Bool {
        guard let object = try stored(address)?.decoded() else { return false }
        guard let key = Self.service(of: object) else { return true }
        let service = try await objects.object(ServiceShape.type, namespace: key.namespace, name: key.name)
        return Self.addresses(of: service).contains(address)
    }
}
