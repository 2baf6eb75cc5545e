import Addresses
import AsyncTools
import JSON
import KubeAPI
import Logging

/// Gives Services their cluster addresses and node ports, each at most once.
///
/// Addresses are IPAddress objects (`ServiceAddresses`). Node ports are kept in memory and read from the stored Services at
/// start; a claim is made under a lock before the Service is written. What is claimed for a Service that is refused is given
/// back at once. Deleted Services give no port back by themselves: who finds a port taken looks whether its holder still has
/// it (see `ServiceSlots`), so nothing leaks and no port is given away twice.
package final class ServiceAllocator: AdmissionPlugin {
    struct State: Sendable {
        var ports: ServiceSlots
        var isLoaded = false
    }

    let nodePorts: ClosedRange<Int>
    let addresses: ServiceAddresses
    private let ranges: ServiceCIDRKeeper
    private let objects: any ObjectWriter
    private let logger = Logger(label: "swiftlet.services")
    let state: Guarded<State>

    package init(configuration: ServerConfiguration, objects: any ObjectWriter) {
        let configured = ServiceRange.list(configuration.serviceCIDR)
        nodePorts = configuration.nodePorts
        self.objects = objects
        addresses = ServiceAddresses(objects: objects, configured: configured)
        ranges = ServiceCIDRKeeper(objects: objects, configured: configured)
        var ports = ServiceSlots(capacity: nodePorts.count)
        // Chosen by hand are mostly the first ports (KEP-3668).
        ports.begin(after: min(max(16, nodePorts.count / 32), 128))
        state = Guarded(State(ports: ports))
    }

    package func mutate(_ operation: inout AdmissionOperation) async throws(StatusError) {
        guard operation.isOf("Service"), operation.subresource.isEmpty,
            operation.kind == .create || operation.kind == .update, var service = operation.object
        else { return }
        try await load()
        let request = ServiceRequest(
            key: ObjectKey(namespace: operation.namespace, name: operation.name), isDryRun: operation.isDryRun,
            old: operation.old?["spec"])
        operation.ifNotStored { await self.giveBack(request) }
        if let old = operation.old { ServiceCarryOver.apply(old, to: &service) }
        ServiceCarryOver.completeAddressList(&service)
        try await assignAddresses(&service, request)
        try await assignPorts(&service, request)
        try await assignHealthCheckPort(&service, request)
        operation.object = service
    }

    package func run() async {
        var pause = Duration.milliseconds(100)
        while !Task.isCancelled {
            do throws(StatusError) {
                try await load()
                break
            } catch {
                report(error)
            }
            do { try await Task.sleep(for: pause) } catch { return }
            pause = min(pause * 2, .seconds(10))
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.addresses.followServices { self.report($0) } }
            group.addTask { await self.ranges.run { self.report($0) } }
        }
    }

    private func report(_ error: StatusError) {
        logger.warning("service addresses not in step", metadata: ["error": "\(error.message)"])
    }

    struct ServiceRequest: Sendable {
        let key: ObjectKey
        let isDryRun: Bool
        /// The spec of the stored Service.
        let old: JSONValue?
        /// What was claimed for this write.
        let claimed = Guarded(Claimed())

        struct Claimed: Sendable {
            var addresses: [IPAddress] = []
            var slots: [Int] = []
        }

        func note(_ address: IPAddress) {
            if !isDryRun { claimed.withLock { $0.addresses.append(address) } }
        }

        func note(_ slot: Int) {
            if !isDryRun { claimed.withLock { $0.slots.append(slot) } }
        }

        func invalid(_ path: String, _ value: JSONValue, _ reason: String) -> StatusError {
            invalid([.invalid(path, value, reason)])
        }

        func invalid(_ errors: [FieldError]) -> StatusError {
            .invalid(StatusError.Subject(kind: "Service", name: key.name), errors)
        }
    }

    /// Reads the node ports of the stored Services, and makes the objects of their addresses where these are missing:
    /// before anything is given away.
    private func load() async throws(StatusError) {
        if state.withLock({ $0.isLoaded }) { return }
        if let other = try await ranges.makeDefault() {
            logger.warning(
                "service ranges are not the configured ones",
                metadata: ["used": "\(other)", "configured": "\(addresses.configured.map(\.text))"])
        }
        try await addresses.repair()
        var clashes: [ObjectKey] = []
        for service in try await objects.objects(ServiceShape.type, namespace: nil) {
            let key = ObjectKey(
                namespace: service.text(path: "metadata", "namespace"), name: service.text(path: "metadata", "name"))
            let held = heldPorts(service)
            let isClean = state.withLock { state in
                held.map { state.ports.restore($0, for: key) }.allSatisfy(\.self)
            }
            if !isClean { clashes.append(key) }
        }
        state.withLock { $0.isLoaded = true }
        for key in clashes {
            logger.warning("service shares a node port with another", metadata: ["service": "\(key)"])
        }
    }

    private func giveBack(_ request: ServiceRequest) async {
        let claimed = request.claimed.withLock { claimed in
            defer { claimed = ServiceRequest.Claimed() }
            return claimed
        }
        state.withLock { state in
            for slot in claimed.slots { state.ports.withdraw(slot, of: request.key) }
        }
        for address in claimed.addresses { await addresses.giveUp(address, of: request.key) }
    }

    // MARK: Ports

    enum Outcome: Sendable { case taken, outOfRange, held }

    /// Takes one port for a Service, after asking the store when an earlier holder may have gone.
    func claim(_ slot: Int, _ request: ServiceRequest) async throws(StatusError) -> Outcome {
        while true {
            switch claimOnce(slot, request) {
            case .taken:
                request.note(slot)
                return .taken
            case .outOfRange: return .outOfRange
            case .held: return .held
            case .doubtful(let holder):
                if try await stillHas(slot, holder.service) { return .held }
                state.withLock { $0.ports.release(slot, of: holder) }
            }
        }
    }

    private func claimOnce(_ slot: Int, _ request: ServiceRequest) -> ServiceSlots.Claim {
        state.withLock { state in
            guard request.isDryRun else {
                return state.ports.claim(slot, for: request.key, until: .now + ServiceAddresses.writeTime)
            }
            var copy = state.ports
            return copy.claim(slot, for: request.key, until: .now)
        }
    }

    /// Takes any free port; looks once for ports that were left behind when all are taken.
    func claimAny(_ request: ServiceRequest) async throws(StatusError) -> Int? {
        for isLast in [false, true] {
            if let slot = claimAnyOnce(request) {
                request.note(slot)
                return slot
            }
            if !isLast { try await sweep() }
        }
        return nil
    }

    private func claimAnyOnce(_ request: ServiceRequest) -> Int? {
        state.withLock { state in
            guard request.isDryRun else {
                return state.ports.claimAny(for: request.key, until: .now + ServiceAddresses.writeTime)
            }
            var copy = state.ports
            return copy.claimAny(for: request.key, until: .now)
        }
    }

    private func stillHas(_ slot: Int, _ key: ObjectKey) async throws(StatusError) -> Bool {
        let service = try await objects.object(ServiceShape.type, namespace: key.namespace, name: key.name)
        return service.map { heldPorts($0).contains(slot) } ?? false
    }

    private func heldPorts(_ service: JSONValue) -> Set<Int> {
        let spec = service["spec"] ?? .emptyObject
        let numbers = spec.list("ports").compactMap { $0["nodePort"]?.intValue } + [spec["healthCheckNodePort"]?.intValue ?? 0]
        return Set(
            numbers.compactMap { Int(exactly: $0) }.filter(nodePorts.contains).map { $0 - nodePorts.lowerBound })
    }

    /// Frees the ports that no stored Service has.
    private func sweep() async throws(StatusError) {
        var held: [Int: ObjectKey] = [:]
        for service in try await objects.objects(ServiceShape.type, namespace: nil) {
            let key = ObjectKey(
                namespace: service.text(path: "metadata", "namespace"), name: service.text(path: "metadata", "name"))
            for slot in heldPorts(service) { held[slot] = key }
        }
        state.withLock { [held] in $0.ports.keepOnly(held) }
    }
}
