package import Schema

package struct APIVersionsShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apimachinery.pkg.apis.meta.v1.APIVersions", "The versions of the core group that are served.")

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let versions = Value<[String]>(1, "The versions, the preferred one first.", required: true, list: .atomic)
    package let serverAddressByClientCIDRs = Value<[ServerAddressByClientCIDR]>(
        2, "Where the server is reached from which addresses.", required: true, list: .atomic)
}
package typealias APIVersions = Object<APIVersionsShape>

package struct ServerAddressByClientCIDRShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apimachinery.pkg.apis.meta.v1.ServerAddressByClientCIDR", "Where clients of one range reach the server.")

    package let clientCIDR = Value<String>(1, "The addresses of the clients.", required: true)
    package let serverAddress = Value<String>(2, "Host or address, and port.", required: true)
}
package typealias ServerAddressByClientCIDR = Object<ServerAddressByClientCIDRShape>

package struct APIGroupListShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apimachinery.pkg.apis.meta.v1.APIGroupList", "The groups that are served, but for the core group.")

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let groups = Value<[APIGroup]>(1, "The groups.", required: true, list: .atomic)
}
package typealias APIGroupList = Object<APIGroupListShape>

package struct APIGroupShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apimachinery.pkg.apis.meta.v1.APIGroup", "A group and the versions it is served in.")

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let name = Value<String>(1, "The group's name, such as `apps`.", required: true)
    package let versions = Value<[GroupVersionForDiscovery]>(2, "The versions that are served.", required: true, list: .atomic)
    package let preferredVersion = Field<GroupVersionForDiscovery>(3, "The version that clients do best to use.")
    package let serverAddressByClientCIDRs = Value<[ServerAddressByClientCIDR]>(
        4, "Where the server is reached from which addresses.", list: .atomic)
}
package typealias APIGroup = Object<APIGroupShape>

package struct GroupVersionForDiscoveryShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apimachinery.pkg.apis.meta.v1.GroupVersionForDiscovery", "A version of a group.")

    package let groupVersion = Value<String>(1, "Group and version, such as `apps/v1`.", required: true)
    package let version = Value<String>(2, "The version alone.", required: true)
}
package typealias GroupVersionForDiscovery = Object<GroupVersionForDiscoveryShape>

package struct APIResourceListShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apimachinery.pkg.apis.meta.v1.APIResourceList", "The resources of one version of a group.")

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let groupVersion = Value<String>(1, "Group and version, such as `apps/v1`.", required: true)
    package let resources = Value<[APIResource]>(2, "The resources and their subresources.", required: true, list: .atomic)
}
package typealias APIResourceList = Object<APIResourceListShape>

package struct APIResourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apimachinery.pkg.apis.meta.v1.APIResource", "A resource, or a subresource.")

    package let name = Value<String>(1, "The plural, such as `pods` or `pods/log`.", required: true)
    package let namespaced = Value<Bool>(2, "Whether objects live in namespaces.", required: true)
    package let kind = Value<String>(3, "The kind of the objects.", required: true)
    package let verbs = Value<[String]>(4, "What can be done with it.", required: true)
    package let shortNames = Value<[String]>(5, "Names to type, such as `po`.", list: .atomic)
    package let singularName = Value<String>(6, "The name of one object, such as `pod`.", required: true)
    package let categories = Value<[String]>(7, "The groups of resources it belongs to, such as `all`.", list: .atomic)
    package let group = Value<String>(8, "The group of the kind, where it is another one.")
    package let version = Value<String>(9, "The version of the kind, where it is another one.")
    package let storageVersionHash = Value<String>(10, "Changes when the version that objects are stored in does.")
}
package typealias APIResource = Object<APIResourceShape>
