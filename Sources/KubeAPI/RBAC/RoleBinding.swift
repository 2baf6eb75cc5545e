import JSON
package import Schema

package struct RoleBindingShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.rbac.v1.RoleBinding", "Gives a role to users, groups and service accounts in one namespace.")
    package static let type = ResourceType(
        group: "rbac.authorization.k8s.io", version: "v1", plural: "rolebindings", singular: "rolebinding", kind: "RoleBinding",
        isNamespaced: true)

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let subjects = Value<[Subject]>(2, "Who has the role.", list: .atomic)
    package let roleRef = Value<RoleRef>(3, "The Role or ClusterRole. Cannot be changed.", required: true)
}
package typealias RoleBinding = Object<RoleBindingShape>

package struct ClusterRoleBindingShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.rbac.v1.ClusterRoleBinding", "Gives a ClusterRole to users, groups and service accounts in the whole cluster."
    )
    package static let type = ResourceType(
        group: "rbac.authorization.k8s.io", version: "v1", plural: "clusterrolebindings", singular: "clusterrolebinding",
        kind: "ClusterRoleBinding", isNamespaced: false)

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let subjects = Value<[Subject]>(2, "Who has the role.", list: .atomic)
    package let roleRef = Value<RoleRef>(3, "The ClusterRole. Cannot be changed.", required: true)
}
package typealias ClusterRoleBinding = Object<ClusterRoleBindingShape>

package struct RoleRefShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.rbac.v1.RoleRef", "Names a role.", isAtomic: true)

    package let apiGroup = Value<String>(1, "The role's group.", default: "rbac.authorization.k8s.io")
    package let kind = Value<String>(2, "`Role` or `ClusterRole`.", required: true)
    package let name = Value<String>(3, "The role's name.", required: true)
}
package typealias RoleRef = Object<RoleRefShape>

package struct SubjectShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.rbac.v1.Subject", "A user, a group or a service account.",
        isAtomic: true)

    package let kind = Value<String>(1, "`User`, `Group` or `ServiceAccount`.", required: true)
    package let apiGroup = Value<String>(2, "`rbac.authorization.k8s.io` for users and groups, empty for service accounts.")
    package let name = Value<String>(3, "The name.", required: true)
    package let namespace = Value<String>(4, "The service account's namespace.")
}
package typealias Subject = Object<SubjectShape>
