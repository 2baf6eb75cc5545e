package import Schema

package struct RoleShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.rbac.v1.Role", "What may be done in one namespace.")
    package static let type = ResourceType(
        group: "rbac.authorization.k8s.io", version: "v1", plural: "roles", singular: "role", kind: "Role", isNamespaced: true)

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let rules = Value<[PolicyRule]>(2, "What may be done.", list: .atomic)
}
package typealias Role = Object<RoleShape>

package struct ClusterRoleShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.rbac.v1.ClusterRole", "What may be done in the whole cluster, or, through a RoleBinding, in one namespace.")
    package static let type = ResourceType(
        group: "rbac.authorization.k8s.io", version: "v1", plural: "clusterroles", singular: "clusterrole", kind: "ClusterRole",
        isNamespaced: false)

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let rules = Value<[PolicyRule]>(2, "What may be done.", list: .atomic)
    package let aggregationRule = Field<AggregationRule>(
        3, "Roles whose rules this one is made of; `rules` is then written by a controller.")
}
package typealias ClusterRole = Object<ClusterRoleShape>

package struct PolicyRuleShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.rbac.v1.PolicyRule", "Verbs that may be used on some resources or paths.")

    package let verbs = Value<[String]>(
        1, "The verbs, such as `get` or `create`; `*` for all of them.", required: true, list: .atomic)
    package let apiGroups = Value<[String]>(
        2, "The groups of the resources; `\"\"` for the core group, `*` for every group.", list: .atomic)
    package let resources = Value<[String]>(3, "The resources, as `pods` or `pods/log`; `*` for all of them.", list: .atomic)
    package let resourceNames = Value<[String]>(4, "The names of the objects; all of them when none is given.", list: .atomic)
    package let nonResourceURLs = Value<[String]>(
        5, "Paths that are not resources, such as `/metrics` or `/logs/*`; only in ClusterRoles.", list: .atomic)
}
package typealias PolicyRule = Object<PolicyRuleShape>

package struct AggregationRuleShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.rbac.v1.AggregationRule", "Roles whose rules are put together.")

    package let clusterRoleSelectors = Value<[LabelSelector]>(
        1, "The labels of the roles; one selector must match.", list: .atomic)
}
package typealias AggregationRule = Object<AggregationRuleShape>
