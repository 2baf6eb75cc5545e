package import Schema

package struct DeleteOptionsShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions", "A delete options.")

    package let apiVersion = Value<String>(0, "The api version.")
    package let kind = Value<String>(0, "The kind.")
    package let gracePeriodSeconds = Field<Int64>(1, "The grace period seconds.")
    package let preconditions = Field<Preconditions>(2, "The preconditions.")
    package let orphanDependents = Field<Bool>(3, "The orphan dependents.")
    package let propagationPolicy = Value<String>(4, "The propagation policy.", optional: true)
    package let dryRun = Value<[String]>(5, "The dry run.", list: .atomic)
    package let ignoreStoreReadErrorWithClusterBreakingPotential = Field<Bool>(
        6, "The ignore store read error with cluster breaking potential.")
}
package typealias DeleteOptions = Object<DeleteOptionsShape>

package struct PreconditionsShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.apimachinery.pkg.apis.meta.v1.Preconditions", "A preconditions.")

    package let uid = Value<String>(1, "The uid.", optional: true)
    package let resourceVersion = Value<String>(2, "The resource version.", optional: true)
}
package typealias Preconditions = Object<PreconditionsShape>
