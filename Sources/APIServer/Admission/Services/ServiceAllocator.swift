package import Addresses
import AsyncTools
import JSON
package import KubeAPI
package import Logging

/// Gives Services their cluster addresses and node ports, each at most once.
///
/// What is taken is kept in memory and read from the stored Services at start. A claim is made under a lock before the
/// Service is written. Deleted Services and failed writes give nothing back by themselves: who finds a slot taken looks
/// whether its holder still has it (see `ServiceSlots`), so nothing leaks and no slot is given away twice.
package final class ServiceAllocator: AdmissionPlugin {
    package struct Configuration: Sendable {
        /// `nil`: no addresses to give; a Service that asks for one is refused.
        package var serviceRange: IPv4CIDR?
        package var nodePorts: ClosedRange<Int>
        /// Addresses kept for the Services that have them by agreement.
        package var reserved: [IPv4Address: ObjectKey]

        /// - Parameter reserved: by default the first address for `default/kubernetes` and the tenth for
        ///   `kube-system/kube-dns`.
        package init(
            serviceRange: IPv4CIDR?, nodePorts: ClosedRange<Int> = 30000...32767, reserved: [IPv4Address: ObjectKey]? = nil
        ) {
            self.serviceRange = serviceRange
            self.nodePorts = nodePorts
            var standard: [IPv4Address: ObjectKey] = [:]
            for (offset, key) in [
                (1, ObjectKey(namespace: "default", name: "kubernetes")),
                (10, ObjectKey(namespace: "kube-system", name: "kube-dns")),
            ] {
                if let address = serviceRange?.address(at: offset) { standard[address] = key }
            }
            self.reserved = reserved ?? standard
        }
    }

    /// Longer than any write takes from admission to the store.
    private static let writeTime: Duration = .seconds(60)
    private static let largestRange = 1 << 20

    struct State: Sendable {
        var addresses: ServiceSlots
        var ports: ServiceSlots
        var isLoaded = false
    }

    let configuration: Configuration
    private let reader: any ObjectReader
    private let logger: Logger
    let state: Guarded<State>

    package init(configuration: Configuration, reader: any ObjectReader, logger: Logger) {
        self.configuration = configuration
        self.reader = reader
        self.logger = logger
        let range = configuration.serviceRange
        let size = min(range?.count ?? 0, Self.largestRange)
        var addresses = ServiceSlots(capacity: size)
        // Neither the range's own address nor its last one is anybody's.
        for slot in [0, size - 1] { addresses.reserve(slot, for: ObjectKey(namespace: "", name: "")) }
        for (address, service) in configuration.reserved {
            if let slot = range?.offset(of: address) { addresses.reserve(slot, for: service) }
        }
        // Chosen by hand are mostly the first addresses of a range (KEP-3070).
        addresses.begin(after: min(max(16, size / 16), 256))
        var ports = ServiceSlots(capacity: configuration.nodePorts.count)
        ports.begin(after: min(max(16, configuration.nodePorts.count / 32), 128))
        state = Guarded(State(addresses: addresses, ports: ports))
    }

    /// For a server's ranges. Only IPv4 addresses are given out.
    package convenience init(configuration: ServerConfiguration, reader: any ObjectReader) {
        self.init(
            configuration: Configuration(
                serviceRange: IPv4CIDR(configuration.serviceCIDR), nodePorts: configuration.nodePorts),
            reader: reader, logger: Logger(label: "swiftlet.services"))
    }

    package func mutate(_ operation: inout AdmissionOperation) async throws(StatusError) {
        guard operation.type.kind == "Service", operation.type.group.isEmpty, operation.subresource.isEmpty,
            operation.kind == .create || operation.kind == .update, var service = operation.object
        else { return }
        try await load()
        let request = ServiceRequest(
            key: ObjectKey(namespace: operation.namespace, name: operation.name), isDryRun: operation.isDryRun)
        if let old = operation.old { ServiceCarryOver.apply(old, to: &service) }
        ServiceCarryOver.completeAddressList(&service)
        let before = operation.old?["spec"] ?? .emptyObject
        // An address is given once; validation refuses any change of it.
        if before.text("clusterIP").isEmpty || before.text("type") == "ExternalName" {
            try await assignAddress(&service, request)
        }
        try await assignPorts(&service, request, kept: Set(before.list("ports").compactMap { $0["nodePort"]?.intValue }))
        operation.object = service
    }

    struct ServiceRequest: Sendable {
        let key: ObjectKey
        let isDryRun: Bool

        func invalid(_ path: String, _ value: JSONValue, _ reason: String) -> StatusError {
            .invalid(StatusError.Subject(kind: "Service", name: key.name), [.invalid(path, value, reason)])
        }
    }

    // MARK: Claims

    enum Pool: Sendable { case addresses, ports }

    enum Outcome: Sendable { case taken, outOfRange, held }

    /// Takes one slot for a Service, after asking the store when an earlier holder may have gone.
    func claim(_ slot: Int, in pool: Pool, _ request: ServiceRequest) async throws(StatusError) -> Outcome {
        while true {
            switch claimOnce(slot, in: pool, request) {
            case .taken: return .taken
            case .outOfRange: return .outOfRange
            case .held: return .held
            case .doubtful(let holder):
                if try await stillHas(slot, in: pool, holder.service) { return .held }
                change(pool) { $0.release(slot, of: holder) }
            }
        }
    }

    private func claimOnce(_ slot: Int, in pool: Pool, _ request: ServiceRequest) -> ServiceSlots.Claim {
        change(pool) { slots in
            guard request.isDryRun else {
                return slots.claim(slot, for: request.key, until: .now + Self.writeTime)
            }
            var copy = slots
            return copy.claim(slot, for: request.key, until: .now)
        }
    }

    /// Takes any free slot; looks once for slots that were left behind when all are taken.
    func claimAny(in pool: Pool, _ request: ServiceRequest) async throws(StatusError) -> Int? {
        if let slot = claimAnyOnce(in: pool, request) { return slot }
        try await sweep()
        return claimAnyOnce(in: pool, request)
    }

    private func claimAnyOnce(in pool: Pool, _ request: ServiceRequest) -> Int? {
        change(pool) { slots in
            guard request.isDryRun else { return slots.claimAny(for: request.key, until: .now + Self.writeTime) }
            var copy = slots
            return copy.claimAny(for: request.key, until: .now)
        }
    }

    private func change<R: Sendable>(_ pool: Pool, _ body: (inout ServiceSlots) -> R) -> R {
        state.withLock { state in
            switch pool {
            case .addresses: body(&state.addresses)
            case .ports: body(&state.ports)
            }
        }
    }

    // MARK: The store's view

    private func stillHas(_ slot: Int, in pool: Pool, _ key: ObjectKey) async throws(StatusError) -> Bool {
        let service = try await reader.object(ServiceShape.type, namespace: key.namespace, name: key.name)
        guard let service else { return false }
        let held = heldSlots(service)
        return pool == .addresses ? held.addresses.contains(slot) : held.ports.contains(slot)
    }

    private func heldSlots(_ service: JSONValue) -> (addresses: [Int], ports: [Int]) {
        let spec = service["spec"] ?? .emptyObject
        let texts = Set(spec.texts("clusterIPs") + [spec.text("clusterIP")])
        let addresses = texts.compactMap { IPv4Address($0) }.compactMap { configuration.serviceRange?.offset(of: $0) }
        let ports = spec.list("ports").compactMap { port -> Int? in
            guard let number = port["nodePort"]?.intValue, let exact = Int(exactly: number),
                configuration.nodePorts.contains(exact)
            else { return nil }
            return exact - configuration.nodePorts.lowerBound
        }
        return (addresses, ports)
    }

    private func load() async throws(StatusError) {
        if state.withLock({ $0.isLoaded }) { return }
        let services = try await reader.objects(ServiceShape.type, namespace: nil)
        var clashes: [ObjectKey] = []
        for service in services {
            let key = ObjectKey(
                namespace: service.text(path: "metadata", "namespace"), name: service.text(path: "metadata", "name"))
            let held = heldSlots(service)
            let isClean = state.withLock { state in
                let addresses = held.addresses.map { state.addresses.restore($0, for: key) }
                let ports = held.ports.map { state.ports.restore($0, for: key) }
                return (addresses + ports).allSatisfy(\.self)
            }
            if !isClean { clashes.append(key) }
        }
        state.withLock { $0.isLoaded = true }
        for key in clashes {
            logger.warning("service shares an address or node port with another", metadata: ["service": "\(key)"])
        }
    }

    /// Frees the slots that no stored Service has.
    private func sweep() async throws(StatusError) {
        var addresses: [Int: ObjectKey] = [:]
        var ports: [Int: ObjectKey] = [:]
        for service in try await reader.objects(ServiceShape.type, namespace: nil) {
            let key = ObjectKey(
                namespace: service.text(path: "metadata", "namespace"), name: service.text(path: "metadata", "name"))
            let held = heldSlots(service)
            for slot in held.addresses { addresses[slot] = key }
            for slot in held.ports { ports[slot] = key }
        }
        state.withLock { [addresses, ports] state in
            state.addresses.keepOnly(addresses)
            state.ports.keepOnly(ports)
        }
    }
}
