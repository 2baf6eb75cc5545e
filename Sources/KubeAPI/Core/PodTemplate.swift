import JSON
package import Schema

package struct PodTemplateShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.PodTemplate", "A template for Pods, kept as an object of its own.")
    package static let type = ResourceType(
        group: "", version: "v1", plural: "podtemplates", singular: "podtemplate", kind: "PodTemplate", isNamespaced: true)

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let template = Value<PodTemplateSpec>(2, "The Pods to make.", default: [:])
}
package typealias PodTemplate = Object<PodTemplateShape>

package struct PodTemplateSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PodTemplateSpec", "What Pods made from a template are like.")

    package let metadata = Value<ObjectMeta>(1, "Labels and annotations for the Pods.", default: [:])
    package let spec = Value<PodSpec>(2, "What the Pods shall be.")
}
package typealias PodTemplateSpec = Object<PodTemplateSpecShape>
