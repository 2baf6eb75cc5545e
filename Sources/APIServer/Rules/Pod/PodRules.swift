import JSON

/// Pods: defaults, server-owned fields, checks, field selectors and graceful deletion.
enum PodRules {
    static let rules: ResourceRules = {
        var rules = ResourceRules()
        rules.applyDefaults = PodDefaults.apply(toPod:)
        rules.prepareForCreate = prepareForCreate
        rules.prepareForUpdate = prepareForUpdate
        rules.prepareForStatusUpdate = prepareForStatusUpdate
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
        correctGracePeriod(&pod)
    }

    private static func prepareForUpdate(_ pod: inout JSONValue, _ old: JSONValue) {
        pod.copy("status", from: old)
        correctGracePeriod(&pod)
        Generation.raise(&pod, old, ifChanged: ["spec"])
    }

    private static func prepareForStatusUpdate(_ pod: inout JSONValue, _ old: JSONValue) {
        StatusRules.keepSpec(&pod, old)
        pod.edit("metadata") { $0["ownerReferences"] = old[path: "metadata", "ownerReferences"] }
        guard pod["status"]?.objectValue != nil else { return }
        // Neither changes after the Pod was made, whatever a client without them sends.
        let quality = old[path: "status", "qosClass"]
        pod.edit("status") { status in
            if let quality { status["qosClass"] = quality }
        }
    }

    /// A negative grace period means one second, as Kubernetes reads it.
    private static func correctGracePeriod(_ pod: inout JSONValue) {
        pod.edit("spec") { spec in
            if let seconds = spec["terminationGracePeriodSeconds"]?.intValue, seconds < 0 {
                spec["terminationGracePeriodSeconds"] = 1
            }
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
        "status.podIPs": { $0.text(path: "status", "podIP") },
        "status.nominatedNodeName": { $0.text(path: "status", "nominatedNodeName") },
    ]
}
