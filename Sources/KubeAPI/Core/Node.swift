import JSON
package import Schema

package struct NodeShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.Node", "A node.")
    package static let type = ResourceType(
        group: "", version: "v1", plural: "nodes", singular: "node", kind: "Node", isNamespaced: false,
        shortNames: ["no"])

    package let apiVersion = Value<String>(0, "The api version.")
    package let kind = Value<String>(0, "The kind.")
    package let metadata = Value<ObjectMeta>(1, "The metadata.")
    package let spec = Value<NodeSpec>(2, "The spec.", default: [:])
    package let status = Value<NodeStatus>(3, "The status.", default: [:])
}
package typealias Node = Object<NodeShape>

package struct NodeSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NodeSpec", "A node spec.")

    package let podCIDR = Value<String>(1, "The pod CIDR.")
    package let externalID = Value<String>(2, "The external ID.")
    package let providerID = Value<String>(3, "The provider ID.")
    package let unschedulable = Value<Bool>(4, "The unschedulable.")
    package let taints = Value<[Taint]>(5, "The taints.", list: .atomic)
    package let configSource = Field<NodeConfigSource>(6, "The config source.")
    package let podCIDRs = Value<[String]>(7, "The pod CID rs.", list: .set, patch: .merge)
}
package typealias NodeSpec = Object<NodeSpecShape>

package struct TaintShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.Taint", "A taint.")

    package let key = Value<String>(1, "The key.", required: true)
    package let value = Value<String>(2, "The value.")
    package let effect = Value<String>(
        3, "The effect.", required: true, oneOf: ["NoExecute", "NoSchedule", "PreferNoSchedule"])
    package let timeAdded = Field<Timestamp>(4, "The time added.")
}
package typealias Taint = Object<TaintShape>

package struct NodeConfigSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NodeConfigSource", "A node config source.")

    package let configMap = Field<ConfigMapNodeConfigSource>(2, "The config map.")
}
package typealias NodeConfigSource = Object<NodeConfigSourceShape>

package struct ConfigMapNodeConfigSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.ConfigMapNodeConfigSource", "A config map node config source.")

    package let namespace = Value<String>(1, "The namespace.", required: true)
    package let name = Value<String>(2, "The name.", required: true)
    package let uid = Value<String>(3, "The uid.")
    package let resourceVersion = Value<String>(4, "The resource version.")
    package let kubeletConfigKey = Value<String>(5, "The kubelet config key.", required: true)
}
package typealias ConfigMapNodeConfigSource = Object<ConfigMapNodeConfigSourceShape>
