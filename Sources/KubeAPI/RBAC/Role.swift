package import Schema

package struct RoleShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.rbac.v1.Role", "A role.")
    package static let type = ResourceType(
        group: "rbac.authorization.k8s.io", version: "v1", plural: "roles", singular: "role", kind: "Role",
        isNamespaced: true)

    package let apiVersion = Value<String>(0, "The api version.")
    package let kind = Value<String>(0, "The kind.")
    package let metadata = Value<ObjectMeta>(1, "The metadata.")
    package let rules = Value<[PolicyRule]>(2, "The rules.", list: .atomic)
}
package typealias Role = Object<RoleShape>

package struct ClusterRoleShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.rbac.v1.ClusterRole", "A cluster role.")
    package static let type = ResourceType(
        group: "rbac.authorization.k8s.io", version: "v1", plural: "clusterroles", singular: "clusterrole",
        kind: "ClusterRole", isNamespaced: false)

    package let apiVersion = Value<String>(0, "The api version.")
    package let kind = Value<String>(0, "The kind.")
    package let metadata = Value<ObjectMeta>(1, "The metadata.")
    package let rules = Value<[PolicyRule]>(2, "The rules.", list: .atomic)
    package let aggregationRule = Field<AggregationRule>(3, "The aggregation rule.")
}
package typealias ClusterRole = Object<ClusterRoleShape>

package struct PolicyRuleShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.rbac.v1.PolicyRule", "A policy rule.")

    package let verbs = Value<[String]>(1, "The verbs.", required: true, list: .atomic)
    package let apiGroups = Value<[String]>(2, "The api groups.", list: .atomic)
    package let resources = Value<[String]>(3, "The resources.", list: .atomic)
    package let resourceNames = Value<[String]>(4, "The resource names.", list: .atomic)
    package let nonResourceURLs = Value<[String]>(5, "The non resource UR ls.", list: .atomic)
}
package typealias PolicyRule = Object<PolicyRuleShape>

package struct AggregationRuleShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.rbac.v1.AggregationRule", "A aggregation rule.")

    package let clusterRoleSelectors = Value<[LabelSelector]>(1, "The cluster role selectors.", list: .atomic)
}
package typealias AggregationRule = Object<AggregationRuleShape>
