import JSON

extension ServiceAllocator {
    /// Fills in the `nodePort` of every port, where the Service's type has node ports.
    func assignPorts(_ service: inout JSONValue, _ request: ServiceRequest) async throws(StatusError) {
        let kept = Set((request.old?.list("ports") ?? []).compactMap { $0["nodePort"]?.intValue })
        let spec = service["spec"] ?? .emptyObject
        let type = spec.text("type")
        let isOptional = type == "LoadBalancer" && spec["allocateLoadBalancerNodePorts"]?.boolValue == false
        guard type == "NodePort" || type == "LoadBalancer" else { return }
        var ports = spec.list("ports")
        try await claimChosen(ports, request, kept)
        guard !isOptional else { return }
        // One number for the same port over TCP and UDP, as DNS wants it.
        var chosen: [Int64: (number: Int64, protocols: Set<String>)] = [:]
        for port in ports { note(port, in: &chosen) }
        for index in ports.indices where (ports[index]["nodePort"]?.intValue ?? 0) == 0 {
            let number = ports[index]["port"]?.intValue ?? 0
            if let known = chosen[number], !known.protocols.contains(ports[index].text("protocol")) {
                ports[index]["nodePort"] = .int(known.number)
            } else {
                guard let slot = try await claimAny(request) else {
                    throw .internalError("failed to allocate a nodePort: range is full")
                }
                ports[index]["nodePort"] = .int(Int64(nodePorts.lowerBound + slot))
            }
            note(ports[index], in: &chosen)
        }
        service.edit("spec") { $0["ports"] = .array(ports) }
    }

    private func note(_ port: JSONValue, in chosen: inout [Int64: (number: Int64, protocols: Set<String>)]) {
        guard let number = port["port"]?.intValue, let nodePort = port["nodePort"]?.intValue, nodePort != 0 else { return }
        var entry = chosen[number] ?? (nodePort, [])
        if entry.number == nodePort { entry.protocols.insert(port.text("protocol")) }
        chosen[number] = entry
    }

    /// Claims the node ports the Service asks for, or has.
    private func claimChosen(
        _ ports: [JSONValue], _ request: ServiceRequest, _ kept: Set<Int64>
    ) async throws(StatusError) {
        var own: Set<String> = []
        for (index, port) in ports.enumerated() {
            guard let number = port["nodePort"]?.intValue, number != 0 else { continue }
            let path = "spec.ports[\(index)].nodePort"
            guard let exact = Int(exactly: number), nodePorts.contains(exact) else {
                throw request.invalid(
                    path, .int(number),
                    "provided port is not in the valid range. The range of valid ports is "
                        + "\(nodePorts.lowerBound)-\(nodePorts.upperBound)")
            }
            let isOwn = own.insert("\(port.text("protocol"))/\(number)").inserted
            if isOwn, kept.contains(number) { continue }
            let outcome = try await claim(exact - nodePorts.lowerBound, request)
            guard case .taken = outcome, isOwn else {
                throw request.invalid(path, .int(number), "provided port is already allocated")
            }
        }
    }

    /// Gives a port on which load balancers ask a node whether it has endpoints, where traffic stays on its node.
    func assignHealthCheckPort(_ service: inout JSONValue, _ request: ServiceRequest) async throws(StatusError) {
        guard ServiceCarryOver.wantsHealthCheck(service["spec"] ?? .emptyObject) else { return }
        let number = service[path: "spec", "healthCheckNodePort"]?.intValue ?? 0
        guard number != 0 else {
            guard let slot = try await claimAny(request) else {
                throw .internalError("failed to allocate a HealthCheck NodePort 0: range is full")
            }
            service[path: ["spec", "healthCheckNodePort"]] = .int(Int64(nodePorts.lowerBound + slot))
            return
        }
        guard number != request.old?["healthCheckNodePort"]?.intValue else { return }
        let prefix = "failed to allocate requested HealthCheck NodePort \(number)"
        guard let exact = Int(exactly: number), nodePorts.contains(exact) else {
            throw .internalError(
                "\(prefix): provided port is not in the valid range. The range of valid ports is "
                    + "\(nodePorts.lowerBound)-\(nodePorts.upperBound)")
        }
        guard case .taken = try await claim(exact - nodePorts.lowerBound, request) else {
            throw .internalError("\(prefix): provided port is already allocated")
        }
    }
}
