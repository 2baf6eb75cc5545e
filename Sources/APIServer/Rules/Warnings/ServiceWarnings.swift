import JSON

/// What is said of good Services and Endpoints.
enum ServiceWarnings {
    static func service(_ service: JSONValue) -> [String] {
        let spec = service["spec"] ?? .emptyObject
        let type = spec.text("type")
        let isHeadless = type == "ClusterIP" && spec.text("clusterIP") == "None"
        let isNamed = type == "ExternalName"
        let external = spec.texts("externalIPs")
        var warnings: [String] = []
        let hints = "service.kubernetes.io/topology-aware-hints"
        if service[path: "metadata", "annotations", hints] != nil {
            warnings.append("annotation \(hints) is deprecated, please use service.kubernetes.io/topology-mode instead")
        }
        if !isNamed, !isHeadless { warnings += addresses("spec.clusterIPs", spec.texts("clusterIPs")) }
        if isHeadless { warnings += headless(spec) }
        warnings += addresses("spec.externalIPs", external)
        if !external.isEmpty, !isHeadless, !isNamed {
            warnings.append("spec.externalIPs is deprecated and may no longer be implemented in some clusters")
        }
        warnings += AddressWarnings.address("spec.loadBalancerIP", spec.text("loadBalancerIP"))
        for (index, range) in spec.texts("loadBalancerSourceRanges").enumerated() {
            warnings += AddressWarnings.block("spec.loadBalancerSourceRanges[\(index)]", range)
        }
        if isNamed, !external.isEmpty {
            warnings.append("spec.externalIPs is ignored when spec.type is \"ExternalName\"")
        }
        if !isNamed, !spec.text("externalName").isEmpty {
            warnings.append("spec.externalName is ignored when spec.type is not \"ExternalName\"")
        }
        if spec.text("trafficDistribution") == "PreferClose" {
            warnings.append("spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"")
        }
        return warnings
    }

    /// Of what load balancers wrote down.
    static func status(_ service: JSONValue) -> [String] {
        AddressWarnings.addresses(
            "status.loadBalancer.ingress", service[path: "status", "loadBalancer", "ingress"]?.arrayValue ?? [])
    }

    static func endpoints(_ endpoints: JSONValue) -> [String] {
        endpoints.list("subsets").enumerated().flatMap { index, subset in
            ["addresses", "notReadyAddresses"].flatMap {
                AddressWarnings.addresses("subsets[\(index)].\($0)", subset.list($0))
            }
        }
    }

    private static func headless(_ spec: JSONValue) -> [String] {
        [
            (!spec.text("loadBalancerIP").isEmpty, "spec.loadBalancerIP"),
            (!spec.list("externalIPs").isEmpty, "spec.externalIPs"),
            (spec.text("sessionAffinity") != "None", "spec.SessionAffinity"),
        ].filter(\.0).map { "\($0.1) is ignored for headless services" }
    }

    private static func addresses(_ path: String, _ list: [String]) -> [String] {
        list.enumerated().flatMap { AddressWarnings.address("\(path)[\($0.offset)]", $0.element) }
    }
}
