package import Schema

package struct LabelSelectorShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector", "A label selector.")

    package let matchLabels = Value<[String: String]>(1, "The match labels.")
    package let matchExpressions = Value<[LabelSelectorRequirement]>(2, "The match expressions.", list: .atomic)
}
package typealias LabelSelector = Object<LabelSelectorShape>

package struct LabelSelectorRequirementShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelectorRequirement", "A label selector requirement.")

    package let key = Value<String>(1, "The key.", required: true)
    package let `operator` = Value<String>(2, "The operator.", required: true)
    package let values = Value<[String]>(3, "The values.", list: .atomic)
}
package typealias LabelSelectorRequirement = Object<LabelSelectorRequirementShape>

package struct FieldSelectorRequirementShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apimachinery.pkg.apis.meta.v1.FieldSelectorRequirement", "A field selector requirement.")

    package let key = Value<String>(1, "The key.", required: true)
    package let `operator` = Value<String>(2, "The operator.", required: true)
    package let values = Value<[String]>(3, "The values.", list: .atomic)
}
package typealias FieldSelectorRequirement = Object<FieldSelectorRequirementShape>
