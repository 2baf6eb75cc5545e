package import Schema

package struct StatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.apimachinery.pkg.apis.meta.v1.Status", "A status.")

    package let apiVersion = Value<String>(0, "The api version.")
    package let kind = Value<String>(0, "The kind.")
    package let metadata = Value<ListMeta>(1, "The metadata.")
    package let status = Value<String>(2, "The status.")
    package let message = Value<String>(3, "The message.")
    package let reason = Value<String>(4, "The reason.")
    package let details = Field<StatusDetails>(5, "The details.")
    package let code = Value<Int32>(6, "The code.")
}
package typealias Status = Object<StatusShape>

package struct StatusDetailsShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apimachinery.pkg.apis.meta.v1.StatusDetails", "A status details.")

    package let name = Value<String>(1, "The name.")
    package let group = Value<String>(2, "The group.")
    package let kind = Value<String>(3, "The kind.")
    package let causes = Value<[StatusCause]>(4, "The causes.", list: .atomic)
    package let retryAfterSeconds = Value<Int32>(5, "The retry after seconds.")
    package let uid = Value<String>(6, "The uid.")
}
package typealias StatusDetails = Object<StatusDetailsShape>

package struct StatusCauseShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.apimachinery.pkg.apis.meta.v1.StatusCause", "A status cause.")

    package let reason = Value<String>(1, "The reason.")
    package let message = Value<String>(2, "The message.")
    package let field = Value<String>(3, "The field.")
}
package typealias StatusCause = Object<StatusCauseShape>
