import JSON

/// Pods: defaults, server-owned fields, checks, field selectors and graceful deletion.
enum PodRules {
    static let rules: ResourceRules = {
        var rules = ResourceRules()
        rules.applyDefaults = PodDefaults.apply(toPod:)
        rules.prepareForCreate = prepareForCreate
        rules.prepareForUpdate = prepareForUpdate
        rules.prepareForStatusUpdate = prepareForStatusUpdate
        rules.warnings = { pod, old in old == nil ? PodWarnings.pod(pod) : [] }
        rules.statusWarnings = { pod, _ in
            ["podIPs", "hostIPs"].flatMap {
                AddressWarnings.addresses("status.\($0)", pod["status"]?.list($0) ?? [])
            }
        }
        rules.validate = { PodValidation.validate($0, $1) }
        rules.checksEverything = true
        rules.fieldSelectors = fieldSelectors
        rules.gracePeriod = gracePeriod
        return rules
    }()

    private static func prepareForCreate(_ pod: inout JSONValue) {
        pod["status"] = ["phase": "Pending", "qosClass": .string(QualityOfService.classify(pod["spec"] ?? .null))]
        if let gates = pod[path: "spec", "schedulingGates"]?.arrayValue, !gates.isEmpty {
            let condition: JSONValue = [
                "type": "PodScheduled", "status": "False", "reason": "SchedulingGated",
                "message": "Scheduling is blocked due to non-empty scheduling gates",
            ]
            pod.edit("status") { $0["conditions"] = [condition] }
        }
        pod.edit("metadata") { $0["generation"] = 1 }
        LabelKeys.apply(to: &pod)
        AppArmorAnnotations.fillFields(of: &pod)
    }

    private static func prepareForUpdate(_ pod: inout JSONValue, _ old: JSONValue) {
        pod.copy("status", from: old)
        Generation.raise(&pod, old, ifChanged: ["spec"])
    }

    private static func prepareForStatusUpdate(_ pod: inout JSONValue, _ old: JSONValue) {
        StatusRules.keepSpec(&pod, old)
        pod.edit("metadata") { $0["ownerReferences"] = old[path: "metadata", "ownerReferences"] }
        // Clients that do not know these leave them out, and mean no change.
        let before = old["status"] ?? .emptyObject
        if pod["status"]?.objectValue == nil { pod["status"] = .emptyObject }
        pod.edit("status") { status in
            status.fill("qosClass", before["qosClass"] ?? "")
            keepGenerations(&status, before)
        }
    }

    /// `observedGeneration` of the status and of each condition.
    private static func keepGenerations(_ status: inout JSONValue, _ before: JSONValue) {
        let key = "observedGeneration"
        if status[key]?.intValue ?? 0 == 0 { status.copy(key, from: before) }
        var known: [String: [JSONValue]] = [:]
        for condition in before.list("conditions") { known[condition.text("type"), default: []].append(condition) }
        status.editEach("conditions") { condition in
            let type = condition.text("type")
            guard let old = known[type]?.first else { return }
            known[type]?.removeFirst()
            if condition[key]?.intValue ?? 0 == 0 { condition.copy(key, from: old) }
        }
    }

    /// A Pod that no node has, or that has ended, goes at once; any other waits for its kubelet.
    private static func gracePeriod(_ pod: JSONValue, _ requested: Int64?) -> Int64? {
        let phase = pod.text(path: "status", "phase")
        if pod.text(path: "spec", "nodeName").isEmpty || phase == "Succeeded" || phase == "Failed" { return nil }
        let seconds = requested ?? pod[path: "spec", "terminationGracePeriodSeconds"]?.intValue ?? 30
        if seconds == 0 { return nil }
        return seconds < 0 ? 1 : seconds
    }

    private static let fieldSelectors: [String: @Sendable (JSONValue) -> String] = [
        "spec.nodeName": { $0.text(path: "spec", "nodeName") },
        "spec.restartPolicy": { $0.text(path: "spec", "restartPolicy") },
        "spec.schedulerName": { $0.text(path: "spec", "schedulerName") },
        "spec.serviceAccountName": { $0.text(path: "spec", "serviceAccountName") },
        "spec.hostNetwork": { $0[path: "spec", "hostNetwork"]?.boolValue == true ? "true" : "false" },
        "status.phase": { $0.text(path: "status", "phase") },
        "status.podIP": { $0.text(path: "status", "podIP") },
        // Known, and empty for every Pod.
        "status.podIPs": { _ in "" },
        "spec.host": { $0.text(path: "spec", "nodeName") },
        "status.nominatedNodeName": { $0.text(path: "status", "nominatedNodeName") },
    ]
}
