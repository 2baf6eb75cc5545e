import KubeAPI

/// What a node (`system:node:<name>` in `system:nodes`) may do: its own objects, the Pods bound to it, and what those need.
/// Which objects it may write, and how, is narrowed further by the admission plug-in `NodeRestriction`.
package struct NodeAuthorizer: Authorizer {
    private let graph: LiveIndex<NodeGraph>

    package init(reader: any ObjectReader) { graph = LiveIndex(reader: reader) }

    package func authorize(_ attributes: RequestAttributes) async -> AuthorizationDecision {
        guard let node = NodeIdentity.name(of: attributes.user) else { return .noOpinion(reason: "") }
        guard attributes.isResourceRequest else { return .noOpinion(reason: "") }
        switch (attributes.group, attributes.resource) {
        case ("", "configmaps"): return await read(.configMap, attributes, node)
        case ("", "secrets"): return await read(.secret, attributes, node)
        case ("", "serviceaccounts"): return await serviceAccount(attributes, node)
        case ("", "persistentvolumeclaims"): return await claim(attributes, node)
        case ("", "persistentvolumes"):
            return await get(attributes, node) { $0.mounts(node, volume: attributes.name) }
        case ("storage.k8s.io", "volumeattachments"):
            return await get(attributes, node) { $0.isAttached(node, attachment: attributes.name) }
        case ("resource.k8s.io", "resourceclaims"):
            return await get(attributes, node) { $0.needs(node, Self.referent(.resourceClaim, attributes)) }
        case ("resource.k8s.io", "resourceslices"): return await slice(attributes, node)
        case ("coordination.k8s.io", "leases"): return Self.lease(attributes, node)
        case ("storage.k8s.io", "csinodes"): return Self.csiNode(attributes, node)
        case ("", "nodes"): return Self.node(attributes, node)
        case ("", "pods"): return await pod(attributes, node)
        default: return Self.rules.contains { $0.allows(attributes) } ? .allow(reason: "") : .noOpinion(reason: "")
        }
    }

    // MARK: What Pods need

    /// A Secret or a ConfigMap, also by a list or a watch that picks one by its name.
    private func read(_ kind: NodeGraph.Kind, _ attributes: RequestAttributes, _ node: String) async -> AuthorizationDecision {
        guard ["get", "list", "watch"].contains(attributes.verb) else {
            return .noOpinion(reason: "can only read resources of this type")
        }
        guard attributes.subresource.isEmpty else { return .noOpinion(reason: "cannot read subresource") }
        guard !attributes.namespace.isEmpty else {
            return .noOpinion(reason: "can only read namespaced object of this type")
        }
        return await related(attributes, node) { $0.needs(node, Self.referent(kind, attributes)) }
    }

    private func get(
        _ attributes: RequestAttributes, _ node: String, isRelated: (NodeGraph) -> Bool
    ) async -> AuthorizationDecision {
        guard attributes.verb == "get" else { return .noOpinion(reason: "can only get individual resources of this type") }
        guard attributes.subresource.isEmpty else { return .noOpinion(reason: "cannot get subresource") }
        return await related(attributes, node, isRelated)
    }

    private func claim(_ attributes: RequestAttributes, _ node: String) async -> AuthorizationDecision {
        func isRelated(_ graph: NodeGraph) -> Bool { graph.needs(node, Self.referent(.claim, attributes)) }
        guard attributes.subresource == "status" else { return await get(attributes, node, isRelated: isRelated) }
        guard ["update", "patch"].contains(attributes.verb) else {
            return .noOpinion(reason: "can only get/update/patch this type")
        }
        return await related(attributes, node, isRelated)
    }

    private func serviceAccount(_ attributes: RequestAttributes, _ node: String) async -> AuthorizationDecision {
        func isRelated(_ graph: NodeGraph) -> Bool { graph.needs(node, Self.referent(.serviceAccount, attributes)) }
        if attributes.verb == "get", attributes.subresource.isEmpty { return await related(attributes, node, isRelated) }
        guard attributes.verb == "create", !attributes.name.isEmpty else {
            return .noOpinion(reason: "can only create tokens for individual service accounts")
        }
        guard attributes.subresource == "token" else {
            return .noOpinion(reason: "can only create token subresource of serviceaccount")
        }
        return await related(attributes, node, isRelated)
    }

    private func pod(_ attributes: RequestAttributes, _ node: String) async -> AuthorizationDecision {
        func isRelated(_ graph: NodeGraph) -> Bool {
            graph.runsPod(node, namespace: attributes.namespace, name: attributes.name)
        }
        switch (attributes.subresource, attributes.verb) {
        case ("", "get"): return await get(attributes, node, isRelated: isRelated)
        case ("", "list"), ("", "watch"):
            if Self.selectsOwn(attributes, node) { return .allow(reason: "") }
            guard attributes.name.isEmpty else { return await related(attributes, node, isRelated) }
            return .noOpinion(reason: "can only list/watch pods with spec.nodeName field selector")
        // Mirror Pods, and Pods of its own; `NodeRestriction` sees to that.
        case ("", "create"), ("", "delete"), ("status", "update"), ("status", "patch"), ("eviction", "create"):
            return .allow(reason: "")
        default: return .noOpinion(reason: "")
        }
    }

    private func slice(_ attributes: RequestAttributes, _ node: String) async -> AuthorizationDecision {
        guard attributes.subresource.isEmpty else { return .noOpinion(reason: "cannot authorize ResourceSlice subresources") }
        switch attributes.verb {
        case "create": return .allow(reason: "")
        case "get", "update", "patch", "delete":
            return await related(attributes, node) { $0.publishes(node, slice: attributes.name) }
        case "list", "watch", "deletecollection":
            return Self.selectsOwn(attributes, node)
                ? .allow(reason: "")
                : .noOpinion(reason: "can only list/watch/deletecollection resourceslices with nodeName field selector")
        default:
            return .noOpinion(
                reason: "only the following verbs are allowed for a ResourceSlice: get, watch, list, create, update, patch, "
                    + "delete, deletecollection")
        }
    }

    private func related(
        _ attributes: RequestAttributes, _ node: String, _ isRelated: (NodeGraph) -> Bool
    ) async -> AuthorizationDecision {
        guard !attributes.name.isEmpty else { return .noOpinion(reason: "No Object name found") }
        if let graph = try? await graph.current(), isRelated(graph) { return .allow(reason: "") }
        return .noOpinion(reason: "no relationship found between node '\(node)' and this object")
    }

    private static func referent(_ kind: NodeGraph.Kind, _ attributes: RequestAttributes) -> NodeGraph.Referent {
        NodeGraph.Referent(kind: kind, namespace: attributes.namespace, name: attributes.name)
    }

    private static func selectsOwn(_ attributes: RequestAttributes, _ node: String) -> Bool {
        attributes.fieldRequirements.contains { $0.pins("spec.nodeName", to: node) }
    }

    // MARK: What bears the node's own name

    private static let ownVerbs: Set = ["get", "create", "update", "patch", "delete"]

    private static func lease(_ attributes: RequestAttributes, _ node: String) -> AuthorizationDecision {
        guard ownVerbs.contains(attributes.verb) else {
            return .noOpinion(reason: "can only get, create, update, patch, or delete a node lease")
        }
        guard attributes.namespace == "kube-node-lease" else {
            return .noOpinion(reason: "can only access leases in the \"kube-node-lease\" system namespace")
        }
        // The name of a new one is in the body only.
        guard attributes.verb == "create" || attributes.name == node else {
            return .noOpinion(reason: "can only access node lease with the same name as the requesting node")
        }
        return .allow(reason: "")
    }

    private static func csiNode(_ attributes: RequestAttributes, _ node: String) -> AuthorizationDecision {
        guard ownVerbs.contains(attributes.verb) else {
            return .noOpinion(reason: "can only get, create, update, patch, or delete a CSINode")
        }
        guard attributes.subresource.isEmpty else { return .noOpinion(reason: "cannot authorize CSINode subresources") }
        guard attributes.verb == "create" || attributes.name == node else {
            return .noOpinion(reason: "can only access CSINode with the same name as the requesting node")
        }
        return .allow(reason: "")
    }

    private static func node(_ attributes: RequestAttributes, _ node: String) -> AuthorizationDecision {
        switch (attributes.subresource, attributes.verb) {
        case ("", "create"), ("", "update"), ("", "patch"), ("status", "update"), ("status", "patch"):
            return .allow(reason: "")
        case ("", "get"), ("", "list"), ("", "watch"):
            if attributes.name == node { return .allow(reason: "") }
            let other = attributes.name.isEmpty ? "all nodes" : "'\(attributes.name)'"
            return .noOpinion(reason: "node '\(node)' cannot read \(other), only its own Node object")
        default: return .noOpinion(reason: "")
        }
    }

    private static let readVerbs = ["get", "list", "watch"]

    /// What every node may do, whatever runs on it.
    private static let rules: [PolicyRule] = [
        PolicyRule(verbs: ["create"], apiGroups: ["authentication.k8s.io"], resources: ["tokenreviews"]),
        PolicyRule(
            verbs: ["create"], apiGroups: ["authorization.k8s.io"],
            resources: ["subjectaccessreviews", "localsubjectaccessreviews"]),
        PolicyRule(verbs: readVerbs, apiGroups: [""], resources: ["services"]),
        PolicyRule(verbs: ["get"], apiGroups: [""], resources: ["endpoints"]),
        PolicyRule(verbs: ["create", "update", "patch"], apiGroups: ["", "events.k8s.io"], resources: ["events"]),
        PolicyRule(
            verbs: ["create"] + readVerbs, apiGroups: ["certificates.k8s.io"], resources: ["certificatesigningrequests"]),
        PolicyRule(verbs: readVerbs, apiGroups: ["storage.k8s.io"], resources: ["csidrivers"]),
        PolicyRule(verbs: readVerbs, apiGroups: ["node.k8s.io"], resources: ["runtimeclasses"]),
    ]
}
