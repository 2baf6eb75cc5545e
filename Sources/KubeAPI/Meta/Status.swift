package import Schema

package struct StatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apimachinery.pkg.apis.meta.v1.Status", "The outcome of a request that has no object to answer with.")

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ListMeta>(1, "The object's name, labels, owners and history.")
    package let status = Value<String>(2, "`Success` or `Failure`.")
    package let message = Value<String>(3, "What happened, in a sentence.")
    package let reason = Value<String>(4, "What happened, in a CamelCase word for programs, such as `NotFound`.")
    package let details = Field<StatusDetails>(5, "What the outcome is about.")
    package let code = Value<Int32>(6, "The HTTP status.")
}
package typealias Status = Object<StatusShape>

package struct StatusDetailsShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.apimachinery.pkg.apis.meta.v1.StatusDetails", "What an outcome is about.")

    package let name = Value<String>(1, "The object's name.")
    package let group = Value<String>(2, "The group of the resource.")
    package let kind = Value<String>(3, "The resource or kind.")
    package let causes = Value<[StatusCause]>(4, "What is wrong, one by one.", list: .atomic)
    package let retryAfterSeconds = Value<Int32>(5, "Seconds after which to try again.")
    package let uid = Value<String>(6, "The object's uid.")
}
package typealias StatusDetails = Object<StatusDetailsShape>

package struct StatusCauseShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.apimachinery.pkg.apis.meta.v1.StatusCause", "One thing that is wrong.")

    package let reason = Value<String>(1, "What is wrong with it, in a word.")
    package let message = Value<String>(2, "What is wrong with it.")
    package let field = Value<String>(3, "The field, such as `spec.containers[0].image`.")
}
package typealias StatusCause = Object<StatusCauseShape>
