import Addresses
import JSON

extension ServiceAllocator {
    /// Fills in `clusterIP`, `clusterIPs`, `ipFamilies` and `ipFamilyPolicy`.
    func assignAddresses(_ service: inout JSONValue, _ request: ServiceRequest) async throws(StatusError) {
        var spec = service["spec"] ?? .emptyObject
        guard spec.text("type") != "ExternalName" else { return }
        let errors = ServiceFamilies(available: addresses.families).complete(&spec)
        if !errors.isEmpty { throw request.invalid(errors) }
        let shown = spec["clusterIPs"] ?? []
        var list = spec.texts("clusterIPs")
        if list.first != "None" {
            let hadAddress = request.old.map { !$0.text("clusterIP").isEmpty && $0.text("type") != "ExternalName" } ?? false
            let kept = Set(hadAddress ? request.old?.texts("clusterIPs") ?? [] : [])
            for (index, family) in spec.texts("ipFamilies").enumerated() {
                guard index < list.count else {
                    if let address = try await anyAddress(family, request) { list.append(address) }
                    continue
                }
                // The first address never changes; validation says so.
                if kept.contains(list[index]) || hadAddress && index == 0 { continue }
                try await claimAddress(list[index], shown, request)
            }
            spec["clusterIPs"] = .array(list.map(JSONValue.string))
            if let first = list.first { spec["clusterIP"] = .string(first) }
        }
        service["spec"] = spec
    }

    private func anyAddress(_ family: String, _ request: ServiceRequest) async throws(StatusError) -> String? {
        guard let family = ServiceRange.Family(rawValue: family) else { return nil }
        for isLast in [false, true] {
            let address = try await addresses.claimAny(family, for: request.key, isDryRun: request.isDryRun)
            if let address {
                request.note(address)
                return address.description
            }
            if !isLast { try await addresses.repair() }
        }
        throw .internalError("failed to allocate a serviceIP: range is full")
    }

    private func claimAddress(_ text: String, _ shown: JSONValue, _ request: ServiceRequest) async throws(StatusError) {
        // What is no address at all is for validation to say.
        guard let address = IPAddress(text) else { return }
        let reason: String
        switch try await addresses.claim(address, for: request.key, isDryRun: request.isDryRun) {
        case .taken:
            request.note(address)
            return
        case .held: reason = "provided IP is already allocated"
        case .mismatched: reason = "the provided network does not match the current range"
        case .outOfRange(let range):
            reason = "the provided IP (\(text)) is not in the valid range. The range of valid IPs is \(range)"
        }
        throw request.invalid("spec.clusterIPs", shown, "failed to allocate IP \(text): \(reason)")
    }
}
