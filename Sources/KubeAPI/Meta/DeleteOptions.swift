package import Schema

package struct DeleteOptionsShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions", "How to delete.")

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let gracePeriodSeconds = Field<Int64>(1, "Seconds the object is given to end in order; 0 for at once.")
    package let preconditions = Field<Preconditions>(2, "What must hold of the object.")
    package let orphanDependents = Field<Bool>(3, "The older form of `propagationPolicy`.")
    package let propagationPolicy = Value<String>(
        4,
        "What happens to the objects it owns: `Background` removes them afterwards, `Foreground` before, "
            + "`Orphan` keeps them.", optional: true)
    package let dryRun = Value<[String]>(5, "`All` to do everything but delete.", list: .atomic)
    package let ignoreStoreReadErrorWithClusterBreakingPotential = Field<Bool>(
        6, "Deletes an object although it cannot be read from the store. What depends on it is not looked after.")
}
package typealias DeleteOptions = Object<DeleteOptionsShape>

package struct PreconditionsShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apimachinery.pkg.apis.meta.v1.Preconditions", "What must hold of an object for it to be deleted.")

    package let uid = Value<String>(1, "Its uid.", optional: true)
    package let resourceVersion = Value<String>(2, "Its version.", optional: true)
}
package typealias Preconditions = Object<PreconditionsShape>
