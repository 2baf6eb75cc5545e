import JSON
package import Schema

package struct NodeShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.Node", "A machine that runs Pods.")
    package static let type = ResourceType(
        group: "", version: "v1", plural: "nodes", singular: "node", kind: "Node", isNamespaced: false, shortNames: ["no"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<NodeSpec>(2, "What the node shall be.", default: [:])
    package let status = Value<NodeStatus>(3, "What has become of the node, as its kubelet sees it.", default: [:])
}
package typealias Node = Object<NodeShape>

package struct NodeSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NodeSpec", "What a node shall be.")

    package let podCIDR = Value<String>(1, "The range that addresses of the node's Pods come from.")
    package let externalID = Value<String>(2, "No longer used.")
    package let providerID = Value<String>(3, "The cloud's name for the machine.")
    package let unschedulable = Value<Bool>(4, "Keeps new Pods away (`kubectl cordon`).")
    package let taints = Value<[Taint]>(5, "Marks that keep Pods away that do not tolerate them.", list: .atomic)
    package let configSource = Field<NodeConfigSource>(6, "No longer used.")
    package let podCIDRs = Value<[String]>(7, "The ranges of both families; the first is `podCIDR`.", list: .set, patch: .merge)
}
package typealias NodeSpec = Object<NodeSpecShape>

package struct TaintShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.Taint", "A mark on a node that keeps Pods away.")

    package let key = Value<String>(1, "The taint's key.", required: true)
    package let value = Value<String>(2, "The taint's value.")
    package let effect = Value<String>(
        3,
        "`NoSchedule` keeps new Pods away, `PreferNoSchedule` does if it can, `NoExecute` also ends those "
            + "that run.", required: true, oneOf: ["NoExecute", "NoSchedule", "PreferNoSchedule"])
    package let timeAdded = Field<Timestamp>(4, "When a `NoExecute` taint was put there.")
}
package typealias Taint = Object<TaintShape>

package struct NodeConfigSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NodeConfigSource", "No longer used.")

    package let configMap = Field<ConfigMapNodeConfigSource>(2, "No longer used.")
}
package typealias NodeConfigSource = Object<NodeConfigSourceShape>

package struct ConfigMapNodeConfigSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ConfigMapNodeConfigSource", "No longer used.")

    package let namespace = Value<String>(1, "The ConfigMap's namespace.", required: true)
    package let name = Value<String>(2, "The ConfigMap's name.", required: true)
    package let uid = Value<String>(3, "The ConfigMap's uid.")
    package let resourceVersion = Value<String>(4, "The ConfigMap's version.")
    package let kubeletConfigKey = Value<String>(5, "The entry with the kubelet's settings.", required: true)
}
package typealias ConfigMapNodeConfigSource = Object<ConfigMapNodeConfigSourceShape>
