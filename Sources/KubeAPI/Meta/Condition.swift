package import Schema

package struct ConditionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.apimachinery.pkg.apis.meta.v1.Condition", "A condition.")

    package let type = Value<String>(1, "The type.", required: true)
    package let status = Value<String>(2, "The status.", required: true)
    package let observedGeneration = Value<Int64>(3, "The observed generation.")
    package let lastTransitionTime = Value<Timestamp>(4, "The last transition time.", required: true)
    package let reason = Value<String>(5, "The reason.", required: true)
    package let message = Value<String>(6, "The message.", required: true)
}
package typealias Condition = Object<ConditionShape>
