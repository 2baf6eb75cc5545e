package import Schema

package struct ConditionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apimachinery.pkg.apis.meta.v1.Condition", "One aspect of an object's state.")

    package let type = Value<String>(1, "Which aspect this is.", required: true)
    package let status = Value<String>(2, "`True`, `False` or `Unknown`.", required: true)
    package let observedGeneration = Value<Int64>(
        3, "The `metadata.generation` that this was found for; an older one means that it is not up to date.")
    package let lastTransitionTime = Value<Timestamp>(4, "When `status` last changed its value.", required: true)
    package let reason = Value<String>(5, "A single CamelCase word for programs that says why.", required: true)
    package let message = Value<String>(6, "An explanation for people.", required: true)
}
package typealias Condition = Object<ConditionShape>
