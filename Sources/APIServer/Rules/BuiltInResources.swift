import JSON
import KubeAPI
import Schema

/// The kinds this server stores, each with its schema, verbs, subresources, rules and printed columns.
package enum BuiltInResources {
    /// In discovery order.
    package static let definitions: [ResourceDefinition] = BuiltInTypes.stored.map { entry in
        ResourceDefinition(
            type: entry.type, schema: entry.schema,
            verbs: entry.type.plural == "namespaces" ? allVerbs.filter { $0 != "deletecollection" } : allVerbs,
            subresources: subresources(of: entry.type), rules: rules(for: entry.type),
            columns: Columns.columns(for: entry.type))
    }

    private static let allVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]
    private static let changeVerbs = ["get", "patch", "update"]
    private static let streamVerbs = ["create", "get"]
    private static let proxyVerbs = ["create", "delete", "get", "patch", "update"]

    private static func subresources(of type: ResourceType) -> [Subresource] {
        let status = Subresource(name: "status", kind: type.kind, verbs: changeVerbs)
        let scale = Subresource(name: "scale", kind: "Scale", apiVersion: "autoscaling/v1", verbs: changeVerbs)
        switch type.qualifiedName {
        case "namespaces": return [Subresource(name: "finalize", kind: type.kind, verbs: ["update"]), status]
        case "nodes": return [Subresource(name: "proxy", kind: "NodeProxyOptions", verbs: proxyVerbs), status]
        case "pods": return podSubresources + [status]
        case "services": return [Subresource(name: "proxy", kind: "ServiceProxyOptions", verbs: proxyVerbs), status]
        case "serviceaccounts":
            return [
                Subresource(
                    name: "token", kind: "TokenRequest", apiVersion: "authentication.k8s.io/v1", verbs: ["create"])
            ]
        case "deployments.apps", "replicasets.apps": return [scale, status]
        default: return []
        }
    }

    private static let podSubresources = [
        Subresource(name: "attach", kind: "PodAttachOptions", verbs: streamVerbs),
        Subresource(name: "binding", kind: "Binding", verbs: ["create"]),
        Subresource(name: "ephemeralcontainers", kind: "Pod", verbs: changeVerbs),
        Subresource(name: "eviction", kind: "Eviction", apiVersion: "policy/v1", verbs: ["create"]),
        Subresource(name: "exec", kind: "PodExecOptions", verbs: streamVerbs),
        Subresource(name: "log", kind: "Pod", verbs: ["get"]),
        Subresource(name: "portforward", kind: "PodPortForwardOptions", verbs: streamVerbs),
        Subresource(name: "proxy", kind: "PodProxyOptions", verbs: proxyVerbs),
    ]

    /// The rules of a stored kind; none for a kind that its schema describes completely.
    static func rules(for type: ResourceType) -> ResourceRules {
        switch type.qualifiedName {
        case "configmaps": ConfigurationRules.configMap
        case "secrets": ConfigurationRules.secret
        case "pods": PodRules.rules
        case "podtemplates": WorkloadRules.podTemplate
        case "services": ServiceRules.rules
        case "namespaces": ClusterRules.namespace
        case "nodes": ClusterRules.node
        case "serviceaccounts": ClusterRules.serviceAccount
        case "endpoints": EndpointRules.endpoints
        case "events": EventRules.core
        case "events.events.k8s.io": EventRules.events
        case "deployments.apps": WorkloadRules.deployment
        case "replicasets.apps": WorkloadRules.replicaSet
        case "endpointslices.discovery.k8s.io": EndpointRules.endpointSlice
        case "leases.coordination.k8s.io": ClusterRules.lease
        case "priorityclasses.scheduling.k8s.io": ClusterRules.priorityClass
        case "clusterroles.rbac.authorization.k8s.io": RoleRules.role(isNamespaced: false)
        case "roles.rbac.authorization.k8s.io": RoleRules.role(isNamespaced: true)
        case "clusterrolebindings.rbac.authorization.k8s.io": RoleRules.binding(isNamespaced: false)
        case "rolebindings.rbac.authorization.k8s.io": RoleRules.binding(isNamespaced: true)
        default: ResourceRules()
        }
    }
}
