package import Schema

package struct LabelSelectorShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector",
        "Which objects match, by their labels; all of it must hold. An empty selector matches everything.", isAtomic: true)

    package let matchLabels = Value<[String: String]>(1, "Labels and the values they must have.")
    package let matchExpressions = Value<[LabelSelectorRequirement]>(2, "Rules for labels.", list: .atomic)
}
package typealias LabelSelector = Object<LabelSelectorShape>

package struct LabelSelectorRequirementShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelectorRequirement", "A rule for one label.")

    package let key = Value<String>(1, "The label.", required: true)
    package let `operator` = Value<String>(2, "`In`, `NotIn`, `Exists` or `DoesNotExist`.", required: true)
    package let values = Value<[String]>(3, "The values for `In` and `NotIn`.", list: .atomic)
}
package typealias LabelSelectorRequirement = Object<LabelSelectorRequirementShape>

package struct FieldSelectorRequirementShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apimachinery.pkg.apis.meta.v1.FieldSelectorRequirement", "A rule for one field.")

    package let key = Value<String>(1, "The field.", required: true)
    package let `operator` = Value<String>(2, "`In`, `NotIn`, `Exists` or `DoesNotExist`.", required: true)
    package let values = Value<[String]>(3, "The values for `In` and `NotIn`.", list: .atomic)
}
package typealias FieldSelectorRequirement = Object<FieldSelectorRequirementShape>
