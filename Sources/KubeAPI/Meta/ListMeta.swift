package import Schema

package struct ListMetaShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta", "A list meta.")

    package let selfLink = Value<String>(1, "The self link.")
    package let resourceVersion = Value<String>(2, "The resource version.")
    package let `continue` = Value<String>(3, "The continue.")
    package let remainingItemCount = Field<Int64>(4, "The remaining item count.")
    package let shardInfo = Field<ShardInfo>(5, "The shard info.")
}
package typealias ListMeta = Object<ListMetaShape>

package struct ShardInfoShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.apimachinery.pkg.apis.meta.v1.ShardInfo", "A shard info.")

    package let selector = Value<String>(1, "The selector.", required: true)
}
package typealias ShardInfo = Object<ShardInfoShape>
