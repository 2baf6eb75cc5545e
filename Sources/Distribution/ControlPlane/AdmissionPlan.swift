import APIServer
import JSON

/// What the API server lets in where objects say nothing themselves. Kept in the cluster's plan.
struct AdmissionPlan: Sendable, Hashable {
    /// `baseline`, or `baseline:v1.30`: the standard for Pods in namespaces without labels.
    var podSecurity = "privileged"
    /// Namespaces whose Pods are not checked.
    var podSecurityExemptNamespaces: [String] = []
    var nodePorts = 30000...32767

    var configuration: PodSecurityConfiguration? {
        PodSecurityStandard(podSecurity).map { standard in
            var configuration = PodSecurityConfiguration(defaults: PodSecurityPolicy(all: standard))
            configuration.exemptNamespaces = Set(podSecurityExemptNamespaces)
            return configuration
        }
    }
}

extension AdmissionPlan {
    var json: JSONValue {
        [
            "podSecurity": .string(podSecurity),
            "podSecurityExemptNamespaces": .array(podSecurityExemptNamespaces.map(JSONValue.string)),
            "firstNodePort": .int(Int64(nodePorts.lowerBound)), "lastNodePort": .int(Int64(nodePorts.upperBound)),
        ]
    }

    /// What a plan does not say is as it is by default.
    init(json: JSONValue?) {
        self.init()
        podSecurity = json?["podSecurity"]?.stringValue ?? podSecurity
        podSecurityExemptNamespaces = json?["podSecurityExemptNamespaces"]?.arrayValue?.compactMap(\.stringValue) ?? []
        let first = json?["firstNodePort"]?.intValue.flatMap { Int(exactly: $0) } ?? nodePorts.lowerBound
        let last = json?["lastNodePort"]?.intValue.flatMap { Int(exactly: $0) } ?? nodePorts.upperBound
        if first <= last { nodePorts = first...last }
    }
}
