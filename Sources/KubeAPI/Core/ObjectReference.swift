package import Schema

package struct ObjectReferenceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.ObjectReference", "Names an object of any kind.",
        isAtomic: true)

    package let kind = Value<String>(1, "The object's kind.")
    package let namespace = Value<String>(2, "The object's namespace.")
    package let name = Value<String>(3, "The object's name.")
    package let uid = Value<String>(4, "The object's uid.")
    package let apiVersion = Value<String>(5, "The object's group and version.")
    package let resourceVersion = Value<String>(6, "The version of the object that is meant.")
    package let fieldPath = Value<String>(7, "A part of the object, such as `spec.containers{web}`.")
}
package typealias ObjectReference = Object<ObjectReferenceShape>

package struct BindingShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.Binding", "Puts a Pod on a node; written by schedulers.")
    package static let type = ResourceType(
        group: "", version: "v1", plural: "bindings", singular: "binding", kind: "Binding", isNamespaced: true)

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The Pod's name.")
    package let target = Value<ObjectReference>(2, "The node.", required: true)
}
package typealias Binding = Object<BindingShape>
