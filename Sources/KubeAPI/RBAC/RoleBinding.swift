import JSON
package import Schema

package struct RoleBindingShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.rbac.v1.RoleBinding", "A role binding.")
    package static let type = ResourceType(
        group: "rbac.authorization.k8s.io", version: "v1", plural: "rolebindings", singular: "rolebinding",
        kind: "RoleBinding", isNamespaced: true)

    package let apiVersion = Value<String>(0, "The api version.")
    package let kind = Value<String>(0, "The kind.")
    package let metadata = Value<ObjectMeta>(1, "The metadata.")
    package let subjects = Value<[Subject]>(2, "The subjects.", list: .atomic)
    package let roleRef = Value<RoleRef>(3, "The role ref.", required: true)
}
package typealias RoleBinding = Object<RoleBindingShape>

package struct ClusterRoleBindingShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.rbac.v1.ClusterRoleBinding", "A cluster role binding.")
    package static let type = ResourceType(
        group: "rbac.authorization.k8s.io", version: "v1", plural: "clusterrolebindings",
        singular: "clusterrolebinding", kind: "ClusterRoleBinding", isNamespaced: false)

    package let apiVersion = Value<String>(0, "The api version.")
    package let kind = Value<String>(0, "The kind.")
    package let metadata = Value<ObjectMeta>(1, "The metadata.")
    package let subjects = Value<[Subject]>(2, "The subjects.", list: .atomic)
    package let roleRef = Value<RoleRef>(3, "The role ref.", required: true)
}
package typealias ClusterRoleBinding = Object<ClusterRoleBindingShape>

package struct RoleRefShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.rbac.v1.RoleRef", "A role ref.")

    package let apiGroup = Value<String>(1, "The api group.", default: "rbac.authorization.k8s.io")
    package let kind = Value<String>(2, "The kind.", required: true)
    package let name = Value<String>(3, "The name.", required: true)
}
package typealias RoleRef = Object<RoleRefShape>

package struct SubjectShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.rbac.v1.Subject", "A subject.")

    package let kind = Value<String>(1, "The kind.", required: true)
    package let apiGroup = Value<String>(2, "The api group.")
    package let name = Value<String>(3, "The name.", required: true)
    package let namespace = Value<String>(4, "The namespace.")
}
package typealias Subject = Object<SubjectShape>
