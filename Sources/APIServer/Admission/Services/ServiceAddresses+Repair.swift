import Addresses
import JSON
import KubeAPI
import Schema

/// Keeps Services and IPAddress objects in step after crashes, failed writes and deletions.
extension ServiceAddresses {
    private static let repairPeriod: Int64 = 60
    /// Younger objects may belong to a write of another server.
    private static let youngest: Int64 = 60

    /// Releases the addresses of Services that go or change, as they do, and repairs the whole from time to time.
    /// Until cancelled.
    func followServices(_ report: (_ error: StatusError) -> Void) async {
        guard let services = objects.cacheOfKind(named: ServiceShape.type.qualifiedName) else { return }
        var position = services.lastChange
        var nextRepair = MonotonicClock.after(seconds: Self.repairPeriod)
        while !Task.isCancelled {
            do throws(StatusError) {
                switch await services.changes(after: position, filter: .everything, deadline: nextRepair) {
                case .events(let events, let revision):
                    position = revision
                    for event in events { try await apply(event) }
                case .nothing(let revision): position = revision
                case .expired:
                    position = services.lastChange
                    nextRepair = 0
                case nil: return
                }
                // However many Services change meanwhile.
                if MonotonicClock.now >= nextRepair {
                    nextRepair = MonotonicClock.after(seconds: Self.repairPeriod)
                    try await repair()
                }
            } catch {
                report(error)
            }
        }
    }

    private func apply(_ event: WatchEvent) async throws(StatusError) {
        let last = Self.addresses(of: try event.object.decoded())
        let isGone = event.kind == .deleted
        let before = try event.previous.map { object throws(StatusError) in Self.addresses(of: try object.decoded()) }
        let after = isGone ? [] : last
        for address in after { settle(address) }
        for address in (before ?? (isGone ? last : [])).subtracting(after) {
            // A younger object is of a Service that came after.
            try await release(address) { $0.revision < event.revision }
        }
    }

    /// Makes the objects that Services lack, and removes those that no Service has.
    func repair() async throws(StatusError) {
        for service in try await objects.objects(ServiceShape.type, namespace: nil) {
            for address in Self.addresses(of: service) { try await restore(address, of: service) }
        }
        let oldest = Timestamp.now.advanced(bySeconds: -Self.youngest)
        for object in try await objects.objects(NetworkingIPAddressShape.type, namespace: nil) {
            let metadata = object["metadata"] ?? .null
            guard let address = IPAddress(metadata.text("name")), Self.service(of: object) != nil,
                let created = Timestamp(rfc3339: metadata.text("creationTimestamp")), created < oldest
            else { continue }
            let version = metadata.text("resourceVersion")
            try await release(address) { String($0.revision) == version }
        }
    }

    /// Makes the object of an address that a stored Service has.
    private func restore(_ address: IPAddress, of service: JSONValue) async throws(StatusError) {
        let metadata = service["metadata"] ?? .null
        let key = ObjectKey(namespace: metadata.text("namespace"), name: metadata.text("name"))
        if let object = try stored(address)?.decoded() {
            if Self.service(of: object) == key { return }
            try await release(address) { _ in true }
        }
        guard try await take(address, for: key) else { return }
        settle(address)
    }
}
