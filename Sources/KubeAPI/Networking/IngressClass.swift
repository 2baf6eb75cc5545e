import JSON
package import Schema

package struct IngressClassShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.networking.v1.IngressClass", "Says who serves the Ingresses of a class.")
    package static let type = ResourceType(
        group: "networking.k8s.io", version: "v1", plural: "ingressclasses", singular: "ingressclass", kind: "IngressClass",
        isNamespaced: false)

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<IngressClassSpec>(2, "Who serves the class.", default: [:])
}
package typealias IngressClass = Object<IngressClassShape>

package struct IngressClassSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.networking.v1.IngressClassSpec", "Who serves the Ingresses of a class.")

    package let controller = Value<String>(1, "The controller's name, such as `example.com/ingress`; cannot change.")
    package let parameters = Field<IngressClassParametersReference>(2, "An object with settings for the controller.")
}
package typealias IngressClassSpec = Object<IngressClassSpecShape>

package struct IngressClassParametersReferenceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.networking.v1.IngressClassParametersReference", "Names an object with settings.")

    package let apiGroup = Value<String>(1, "The kind's group; none for the core group.", optional: true)
    package let kind = Value<String>(2, "What the object is, as the API names it.", required: true)
    package let name = Value<String>(3, "The object's name.", required: true)
    package let scope = Value<String>(4, "`Cluster` or `Namespace`.", optional: true, default: "Cluster")
    package let namespace = Value<String>(5, "The object's namespace, when `scope` is `Namespace`.", optional: true)
}
package typealias IngressClassParametersReference = Object<IngressClassParametersReferenceShape>
