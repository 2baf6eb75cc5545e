import JSON

/// Services: defaults, server-owned fields, checks and field selectors. Addresses and node ports come from
/// `ServiceAllocator`.
enum ServiceRules {
    static let rules: ResourceRules = {
        var rules = StatusRules.separating(initial: ["loadBalancer": .emptyObject], generation: [])
        rules.applyDefaults = applyDefaults
        rules.prepareForUpdate = { object, old in
            object.copy("status", from: old)
            dropUnusedFields(&object, old["spec"] ?? .emptyObject)
        }
        rules.prepareForStatusUpdate = StatusRules.keepSpec
        rules.validate = { ServiceValidation.validate($0, $1) }
        rules.checksEverything = true
        rules.warnings = { service, _ in ServiceWarnings.service(service) }
        rules.statusWarnings = { service, _ in ServiceWarnings.status(service) }
        rules.fieldSelectors = [
            "spec.clusterIP": { $0.text(path: "spec", "clusterIP") },
            "spec.type": { $0.text(path: "spec", "type") },
        ]
        return rules
    }()

    private static func applyDefaults(_ object: inout JSONValue) {
        object.edit("status") { status in
            status.edit("loadBalancer") { balancer in
                balancer.editEach("ingress") { if !$0.text("ip").isEmpty { $0.fill("ipMode", "VIP") } }
            }
        }
        object.edit("spec") { spec in
            spec.fill("sessionAffinity", "None")
            spec.fill("type", "ClusterIP")
            applyAffinityDefaults(&spec)
            spec.editEach("ports") { port in
                port.fill("protocol", "TCP")
                if port.lacks("targetPort") || port["targetPort"]?.intValue == 0 { port["targetPort"] = port["port"] }
            }
            let type = spec.text("type")
            if type == "NodePort" || type == "LoadBalancer" || type == "ClusterIP" && !spec.list("externalIPs").isEmpty {
                spec.fill("externalTrafficPolicy", "Cluster")
            }
            if type != "ExternalName" { spec.fill("internalTrafficPolicy", "Cluster") }
            if type == "LoadBalancer", !spec.has("allocateLoadBalancerNodePorts") {
                spec["allocateLoadBalancerNodePorts"] = true
            }
        }
    }

    private static func applyAffinityDefaults(_ spec: inout JSONValue) {
        switch spec.text("sessionAffinity") {
        case "None": spec["sessionAffinityConfig"] = nil
        case "ClientIP":
            if spec[path: "sessionAffinityConfig", "clientIP", "timeoutSeconds"]?.intValue == nil {
                spec[path: ["sessionAffinityConfig", "clientIP", "timeoutSeconds"]] = 10800
            }
        default: break
        }
    }

    /// Fields of a type that the Service no longer has go with it, unless the client changed them: then they are refused.
    private static func dropUnusedFields(_ object: inout JSONValue, _ old: JSONValue) {
        object.edit("spec") { spec in
            let type = spec.text("type")
            var unused: [String] = []
            if type == "ExternalName" { unused += ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"] }
            if type != "LoadBalancer" { unused += ["allocateLoadBalancerNodePorts", "loadBalancerClass"] }
            if type == "ExternalName" || type == "ClusterIP" && spec.list("externalIPs").isEmpty {
                unused.append("externalTrafficPolicy")
            }
            for key in unused where spec[key] == old[key] { spec[key] = nil }
        }
    }
}
