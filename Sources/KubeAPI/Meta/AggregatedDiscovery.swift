package import Schema

/// Discovery of everything in one object. `v2` and `v2beta1` are alike but for their name.
package struct APIGroupDiscoveryListShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.apidiscovery.v2.APIGroupDiscoveryList", "Every group that is served, with all its resources.")

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ListMeta>(1, "Where the list stands in the store's history.")
    package let items = Value<[APIGroupDiscovery]>(2, "The groups.", required: true)
}

package struct APIGroupDiscoveryShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.apidiscovery.v2.APIGroupDiscovery", "A group with all its resources.")

    package let metadata = Value<ObjectMeta>(1, "The group's name.")
    package let versions = Value<[APIVersionDiscovery]>(2, "Its versions, the preferred one first.")
}
package typealias APIGroupDiscovery = Object<APIGroupDiscoveryShape>

package struct APIVersionDiscoveryShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.apidiscovery.v2.APIVersionDiscovery", "A version of a group.")

    package let version = Value<String>(1, "The version's name.")
    package let resources = Value<[APIResourceDiscovery]>(2, "The resources of the version.")
    package let freshness = Value<String>(3, "Whether this is known to be up to date: `Current` or `Stale`.")
}
package typealias APIVersionDiscovery = Object<APIVersionDiscoveryShape>

package struct APIResourceDiscoveryShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.apidiscovery.v2.APIResourceDiscovery", "A resource.")

    package let resource = Value<String>(1, "The plural, such as `pods`.")
    package let responseKind = Field<DiscoveredKind>(2, "The kind of the objects.")
    package let scope = Value<String>(3, "`Cluster` or `Namespaced`.")
    package let singularResource = Value<String>(4, "The name of one object, such as `pod`.")
    package let verbs = Value<[String]>(5, "What can be done with it.")
    package let shortNames = Value<[String]>(6, "Names to type, such as `po`.")
    package let categories = Value<[String]>(7, "The groups of resources it belongs to, such as `all`.")
    package let subresources = Value<[APISubresourceDiscovery]>(8, "Its subresources.")
}
package typealias APIResourceDiscovery = Object<APIResourceDiscoveryShape>

package struct APISubresourceDiscoveryShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.apidiscovery.v2.APISubresourceDiscovery", "A subresource.")

    package let subresource = Value<String>(1, "Its name, such as `status`.")
    package let responseKind = Field<DiscoveredKind>(2, "The kind it answers with.")
    package let acceptedTypes = Value<[DiscoveredKind]>(3, "The kinds it takes, where these are others.")
    package let verbs = Value<[String]>(4, "What can be done with it.")
}
package typealias APISubresourceDiscovery = Object<APISubresourceDiscoveryShape>

package struct DiscoveredKindShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apimachinery.pkg.apis.meta.v1.GroupVersionKind", "A kind by its full name.")

    package let group = Value<String>(1, "The group; empty where it is the resource's own.")
    package let version = Value<String>(2, "The version; empty where it is the resource's own.")
    package let kind = Value<String>(3, "The kind.")
}
package typealias DiscoveredKind = Object<DiscoveredKindShape>
