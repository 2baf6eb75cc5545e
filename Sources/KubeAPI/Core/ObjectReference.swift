package import Schema

package struct ObjectReferenceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ObjectReference", "A object reference.")

    package let kind = Value<String>(1, "The kind.")
    package let namespace = Value<String>(2, "The namespace.")
    package let name = Value<String>(3, "The name.")
    package let uid = Value<String>(4, "The uid.")
    package let apiVersion = Value<String>(5, "The api version.")
    package let resourceVersion = Value<String>(6, "The resource version.")
    package let fieldPath = Value<String>(7, "The field path.")
}
package typealias ObjectReference = Object<ObjectReferenceShape>

package struct BindingShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.Binding", "A binding.")
    package static let type = ResourceType(
        group: "", version: "v1", plural: "bindings", singular: "binding", kind: "Binding", isNamespaced: true)

    package let apiVersion = Value<String>(0, "The api version.")
    package let kind = Value<String>(0, "The kind.")
    package let metadata = Value<ObjectMeta>(1, "The metadata.")
    package let target = Value<ObjectReference>(2, "The target.", required: true)
}
package typealias Binding = Object<BindingShape>
