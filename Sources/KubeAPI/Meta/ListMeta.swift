package import Schema

package struct ListMetaShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta", "Where a list stands in the store's history.")

    package let selfLink = Value<String>(1, "Not filled in any more.")
    package let resourceVersion = Value<String>(2, "The version of the store the list shows; watch from here.")
    package let `continue` = Value<String>(3, "Send this back to get the next part of the list; empty at its end.")
    package let remainingItemCount = Field<Int64>(4, "How many objects follow; not always known.")
    package let shardInfo = Field<ShardInfo>(5, "Which part of the objects the list shows.")
}
package typealias ListMeta = Object<ListMetaShape>

package struct ShardInfoShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apimachinery.pkg.apis.meta.v1.ShardInfo", "Which part of the objects a list shows.")

    package let selector = Value<String>(1, "The selector of the part.", required: true)
}
package typealias ShardInfo = Object<ShardInfoShape>
