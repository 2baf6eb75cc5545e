import JSON

/// What an update of a Service keeps of the stored one when the client leaves it out, and drops when the type changed.
enum ServiceCarryOver {
    static func apply(_ old: JSONValue, to service: inout JSONValue) {
        let before = old["spec"] ?? .emptyObject
        service.edit("spec") { spec in
            matchAddressList(&spec, before)
            if hasAddress(before), hasAddress(spec) {
                for key in ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"] where isEmpty(spec[key]) {
                    spec.copy(key, from: before)
                }
            }
            if hasPorts(before), hasPorts(spec) { keepPorts(&spec, before) }
            if hasPorts(before), !hasPorts(spec) { dropPorts(&spec, before) }
            trimSecondFamily(&spec, before)
            carryHealthCheck(&spec, before)
            if !hasAddress(spec) { for key in ["clusterIP", "clusterIPs"] where spec[key] == before[key] { spec[key] = nil } }
        }
    }

    /// Whether load balancers have to ask each node of its endpoints.
    static func wantsHealthCheck(_ spec: JSONValue) -> Bool {
        spec.text("type") == "LoadBalancer" && spec.text("externalTrafficPolicy") == "Local"
    }

    private static func carryHealthCheck(_ spec: inout JSONValue, _ before: JSONValue) {
        let key = "healthCheckNodePort"
        guard wantsHealthCheck(before), let number = before[key]?.intValue, number != 0 else { return }
        if wantsHealthCheck(spec) {
            if (spec[key]?.intValue ?? 0) == 0 { spec.copy(key, from: before) }
        } else if spec[key]?.intValue == number {
            spec[key] = nil
        }
    }

    /// A Service that goes back to one family keeps the first of what it had.
    private static func trimSecondFamily(_ spec: inout JSONValue, _ before: JSONValue) {
        guard spec.text("ipFamilyPolicy") == "SingleStack", before.text("ipFamilyPolicy") != "SingleStack" else { return }
        for key in ["clusterIPs", "ipFamilies"] where spec.list(key).count == 2 && spec[key] == before[key] {
            spec[key] = .array(Array(spec.list(key).prefix(1)))
        }
    }

    /// `clusterIPs` follows `clusterIP`, the older of the two; who knows the list is to fill in both.
    static func completeAddressList(_ service: inout JSONValue) {
        service.edit("spec") { spec in
            let address = spec.text("clusterIP")
            if !address.isEmpty, spec.list("clusterIPs").isEmpty { spec["clusterIPs"] = [.string(address)] }
        }
    }

    /// A client that knows only `clusterIP` changes both.
    private static func matchAddressList(_ spec: inout JSONValue, _ before: JSONValue) {
        let address = spec.text("clusterIP")
        guard address != before.text("clusterIP"), spec["clusterIPs"].orNull == before["clusterIPs"].orNull else { return }
        spec["clusterIPs"] = address.isEmpty ? nil : [.string(address)]
    }

    private static func keepPorts(_ spec: inout JSONValue, _ before: JSONValue) {
        let stored = before.list("ports")
        let asked = Set(spec.list("ports").compactMap { $0["nodePort"]?.intValue })
        spec.editEach("ports") { port in
            guard (port["nodePort"]?.intValue ?? 0) == 0,
                let same = stored.first(where: { $0.text("name") == port.text("name") }),
                let number = same["nodePort"]?.intValue, !asked.contains(number)
            else { return }
            port["nodePort"] = .int(number)
        }
    }

    private static func dropPorts(_ spec: inout JSONValue, _ before: JSONValue) {
        let stored = Set(before.list("ports").compactMap { $0["nodePort"]?.intValue })
        spec.editEach("ports") { port in
            if let number = port["nodePort"]?.intValue, stored.contains(number) { port["nodePort"] = nil }
        }
    }

    private static func hasAddress(_ spec: JSONValue) -> Bool { spec.text("type") != "ExternalName" }

    private static func hasPorts(_ spec: JSONValue) -> Bool { ["NodePort", "LoadBalancer"].contains(spec.text("type")) }

    private static func isEmpty(_ value: JSONValue?) -> Bool {
        switch value {
        case nil, .null?, .string("")?, .array([])?: true
        default: false
        }
    }
}
