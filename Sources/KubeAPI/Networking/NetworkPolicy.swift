import JSON
package import Schema

package struct NetworkPolicyShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.networking.v1.NetworkPolicy", "Which connections to and from some Pods are allowed.")
    package static let type = ResourceType(
        group: "networking.k8s.io", version: "v1", plural: "networkpolicies", singular: "networkpolicy", kind: "NetworkPolicy",
        isNamespaced: true, shortNames: ["netpol"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<NetworkPolicySpec>(2, "Which Pods, and which connections.", default: [:])
}
package typealias NetworkPolicy = Object<NetworkPolicyShape>

package struct NetworkPolicySpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.networking.v1.NetworkPolicySpec", "Which connections to and from which Pods are allowed.")

    package let podSelector = Value<LabelSelector>(
        1, "The Pods in the namespace it is for; all of them when it is empty.", default: [:])
    package let ingress = Value<[NetworkPolicyIngressRule]>(
        2, "The connections to the Pods that are allowed; with none, all are refused.", list: .atomic)
    package let egress = Value<[NetworkPolicyEgressRule]>(
        3, "The connections from the Pods that are allowed; with none, all are refused.", list: .atomic)
    package let policyTypes = Value<[String]>(
        4,
        "What it is about: `Ingress`, `Egress` or both. `Ingress` always when it is not given, `Egress` when there are rules for it.",
        list: .atomic)
}
package typealias NetworkPolicySpec = Object<NetworkPolicySpecShape>

package struct NetworkPolicyIngressRuleShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.networking.v1.NetworkPolicyIngressRule", "Connections to the Pods that are allowed.")

    package let ports = Value<[NetworkPolicyPort]>(
        1, "The ports that may be reached; all of them when none is given.", list: .atomic)
    package let from = Value<[NetworkPolicyPeer]>(2, "Who may connect; everybody when nobody is given.", list: .atomic)
}
package typealias NetworkPolicyIngressRule = Object<NetworkPolicyIngressRuleShape>

package struct NetworkPolicyEgressRuleShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.networking.v1.NetworkPolicyEgressRule", "Connections from the Pods that are allowed.")

    package let ports = Value<[NetworkPolicyPort]>(
        1, "The ports that may be reached; all of them when none is given.", list: .atomic)
    package let to = Value<[NetworkPolicyPeer]>(2, "Who may be reached; everybody when nobody is given.", list: .atomic)
}
package typealias NetworkPolicyEgressRule = Object<NetworkPolicyEgressRuleShape>

package struct NetworkPolicyPortShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.networking.v1.NetworkPolicyPort", "A port, or a range of ports.")

    package let `protocol` = Value<String>(1, "`TCP`, `UDP` or `SCTP`.", optional: true, default: "TCP")
    package let port = Field<IntOrString>(2, "The port's number, or its name at the Pod; every port when it is not given.")
    package let endPort = Field<Int32>(3, "The last port of a range that begins with `port`.")
}
package typealias NetworkPolicyPort = Object<NetworkPolicyPortShape>

package struct NetworkPolicyPeerShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.networking.v1.NetworkPolicyPeer", "Who may connect or be reached.")

    package let podSelector = Field<LabelSelector>(
        1, "Pods by their labels, in the same namespace or in those that `namespaceSelector` matches.")
    package let namespaceSelector = Field<LabelSelector>(2, "Namespaces by their labels.")
    package let ipBlock = Field<IPBlock>(3, "Addresses outside the cluster; excludes the other fields.")
}
package typealias NetworkPolicyPeer = Object<NetworkPolicyPeerShape>

package struct IPBlockShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.networking.v1.IPBlock", "A range of addresses.")

    package let cidr = Value<String>(1, "The range, such as `192.168.1.0/24` or `2001:db8::/64`.", required: true)
    package let except = Value<[String]>(2, "Ranges within it that are left out.", list: .atomic)
}
package typealias IPBlock = Object<IPBlockShape>
