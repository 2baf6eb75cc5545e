import JSON

/// The checks of what a kubelet or scheduler writes into a Pod's status.
enum PodStatusValidation {
    static func check(_ pod: JSONValue, _ old: JSONValue, into errors: inout FieldErrors) {
        let status = pod["status"] ?? .emptyObject
        let before = old["status"] ?? .emptyObject
        for (index, condition) in status.list("conditions").enumerated() {
            errors.check("metadata.conditions[\(index)].Type", condition.text("type"), NameRules.qualifiedName)
        }
        let nominated = status.text("nominatedNodeName")
        if nominated != before.text("nominatedNodeName"), !nominated.isEmpty {
            errors.check("status.nominatedNodeName", nominated, NameRules.dns1123Subdomain)
        }
        errors.checkImmutable("status.qosClass", status["qosClass"], before["qosClass"])
        let policy = old.text(path: "spec", "restartPolicy")
        let sidecars = Set(
            (old["spec"]?.list("initContainers") ?? []).filter { $0.text("restartPolicy") == "Always" }.map { $0.text("name") })
        checkStates("containerStatuses", status, before, policy, [], &errors)
        checkStates("initContainerStatuses", status, before, policy, sidecars, &errors)
        checkStates("ephemeralContainerStatuses", status, before, "Never", [], &errors)
        checkClaims(pod, &errors)
        checkAddresses("status.podIPs", status.list("podIPs"), &errors)
        if let first = status.list("hostIPs").first?.text("ip"), first != status.text("hostIP") {
            errors.invalid("status.hostIPs[0].ip", .string(first), "must be equal to `hostIP`")
        }
        checkAddresses("status.hostIPs", status.list("hostIPs"), &errors)
    }

    private static func checkClaims(_ pod: JSONValue, _ errors: inout FieldErrors) {
        let claims = Set((pod["spec"]?.list("resourceClaims") ?? []).map { $0.text("name") })
        var names: Set<String> = []
        for (index, claim) in (pod["status"]?.list("resourceClaimStatuses") ?? []).enumerated() {
            let path = "status.resourceClaimStatuses[\(index)].name"
            let name = claim.text("name")
            if !claims.contains(name) {
                errors.invalid(path, .string(name), "must match the name of an entry in `spec.resourceClaims`")
            }
            if !names.insert(name).inserted { errors.duplicate(path, .string(name)) }
            if let claim = claim["resourceClaimName"]?.stringValue { errors.check(path, claim, NameRules.dns1123Subdomain) }
        }
    }

    /// A container that has ended for good does not run again.
    private static func checkStates(
        _ key: String, _ status: JSONValue, _ before: JSONValue, _ policy: String, _ restarting: Set<String>,
        _ errors: inout FieldErrors
    ) {
        guard policy != "Always" else { return }
        for (index, old) in before.list(key).enumerated() {
            guard let ended = old[path: "state", "terminated"], !ended.isNull else { continue }
            let name = old.text("name")
            if policy == "OnFailure", ended["exitCode"]?.intValue ?? 0 != 0 || restarting.contains(name) { continue }
            if restarting.contains(name) { continue }
            let runsAgain = status.list(key).contains { $0.text("name") == name && $0[path: "state", "terminated"] == nil }
            if runsAgain { errors.forbidden("status.\(key)[\(index)].state", "may not be transitioned to non-terminated state") }
        }
    }

    private static func checkAddresses(_ path: String, _ entries: [JSONValue], _ errors: inout FieldErrors) {
        let addresses = entries.map { $0.text("ip") }
        for (index, address) in addresses.enumerated() { errors.checkAddress("\(path)[\(index)]", address) }
        guard addresses.count > 1 else { return }
        let sixes = addresses.count { $0.contains(":") }
        if addresses.count > 2 || sixes != 1 {
            let shown = addresses.map { JSONValue.object(["IP": .string($0)]) }
            errors.invalid(path, .array(shown), "may specify no more than one IP for each IP family")
        }
        for (index, address) in addresses.enumerated() where addresses[..<index].contains(address) {
            errors.duplicate("\(path)[\(index)]", ["IP": .string(address)])
        }
    }
}
