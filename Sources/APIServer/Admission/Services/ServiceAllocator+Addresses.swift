import Addresses
import JSON

extension ServiceAllocator {
    /// Fills in `clusterIP`, `clusterIPs`, `ipFamilies` and `ipFamilyPolicy`.
    func assignAddress(_ service: inout JSONValue, _ request: ServiceRequest) async throws(StatusError) {
        let spec = service["spec"] ?? .emptyObject
        guard spec.text("type") != "ExternalName" else { return }
        try checkFamilies(spec, request)
        if spec.text("clusterIP").isEmpty {
            guard let slot = try await claimAny(in: .addresses, request),
                let address = configuration.serviceRange?.address(at: slot)
            else {
                throw .internalError("failed to allocate a serviceIP: range is full")
            }
            setAddress("\(address)", in: &service)
        } else if spec.text("clusterIP") != "None" {
            try await claimAddress(spec, request)
        }
        service.edit("spec") { spec in
            if spec.list("ipFamilies").isEmpty { spec["ipFamilies"] = ["IPv4"] }
            spec.fill("ipFamilyPolicy", "SingleStack")
        }
    }

    private func claimAddress(_ spec: JSONValue, _ request: ServiceRequest) async throws(StatusError) {
        let text = spec.text("clusterIP")
        // What is no address at all is for validation to say.
        guard let address = IPv4Address(text) else { return }
        let shown = spec["clusterIPs"] ?? [.string(text)]
        let outcome: Outcome
        if let slot = configuration.serviceRange?.offset(of: address) {
            outcome = try await claim(slot, in: .addresses, request)
        } else {
            outcome = .outOfRange
        }
        switch outcome {
        case .taken: return
        case .held:
            throw request.invalid("spec.clusterIPs", shown, "failed to allocate IP \(text): provided IP is already allocated")
        case .outOfRange:
            throw request.invalid(
                "spec.clusterIPs", shown,
                "failed to allocate IP \(text): the provided IP (\(text)) is not in the valid range. The range of valid IPs is "
                    + (configuration.serviceRange.map { "\($0)" } ?? "none"))
        }
    }

    private func checkFamilies(_ spec: JSONValue, _ request: ServiceRequest) throws(StatusError) {
        if spec.text("ipFamilyPolicy") == "RequireDualStack" {
            throw request.invalid(
                "spec.ipFamilyPolicy", "RequireDualStack", "this cluster is not configured for dual-stack services")
        }
        for (index, family) in spec.texts("ipFamilies").enumerated() where family != "IPv4" {
            throw request.invalid("spec.ipFamilies[\(index)]", .string(family), "not configured on this cluster")
        }
    }

    private func setAddress(_ text: String, in service: inout JSONValue) {
        service.edit("spec") { spec in
            spec["clusterIP"] = .string(text)
            spec["clusterIPs"] = [.string(text)]
        }
    }
}
