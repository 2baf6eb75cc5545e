import JSON
package import Schema

package struct PodTemplateShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PodTemplate", "A pod template.")
    package static let type = ResourceType(
        group: "", version: "v1", plural: "podtemplates", singular: "podtemplate", kind: "PodTemplate",
        isNamespaced: true)

    package let apiVersion = Value<String>(0, "The api version.")
    package let kind = Value<String>(0, "The kind.")
    package let metadata = Value<ObjectMeta>(1, "The metadata.")
    package let template = Value<PodTemplateSpec>(2, "The template.", default: [:])
}
package typealias PodTemplate = Object<PodTemplateShape>

package struct PodTemplateSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PodTemplateSpec", "A pod template spec.")

    package let metadata = Value<ObjectMeta>(1, "The metadata.")
    package let spec = Value<PodSpec>(2, "The spec.")
}
package typealias PodTemplateSpec = Object<PodTemplateSpecShape>
