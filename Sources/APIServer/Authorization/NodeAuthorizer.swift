import KubeAPI

/// What a node (`system:node:<name>` in `system:nodes`) may do: its own Node and Lease, the Pods bound to it, and the
/// ConfigMaps, Secrets and ServiceAccounts that those Pods name. Which Pods it may write is checked by `NodeRestriction`.
///
/// The service proxy, the Pod network and the cluster DNS of a node run under the same identity.
package struct NodeAuthorizer: Authorizer {
    private let references: NodeReferences
    private let reader: any ObjectReader

    package init(reader: any ObjectReader) {
        self.reader = reader
        references = NodeReferences(reader: reader)
    }

    package func authorize(_ attributes: RequestAttributes) async -> AuthorizationDecision {
        guard let node = NodeIdentity.name(of: attributes.user) else { return .noOpinion(reason: "") }
        if Self.rules.contains(where: { $0.allows(attributes) }) { return .allow(reason: "") }
        guard attributes.isResourceRequest else { return .noOpinion(reason: "") }
        switch (attributes.group, attributes.resource, attributes.subresource) {
        case ("", "nodes", ""), ("", "nodes", "status"): return ownNode(attributes, node)
        case ("coordination.k8s.io", "leases", ""): return lease(attributes, node)
        case ("", "pods", ""): return await pod(attributes, node)
        case ("", "configmaps", ""): return await object(.configMap, attributes, node)
        case ("", "secrets", ""): return await object(.secret, attributes, node)
        case ("", "serviceaccounts", ""): return await object(.serviceAccount, attributes, node)
        case ("", "serviceaccounts", "token"): return await token(attributes, node)
        default: return .noOpinion(reason: "")
        }
    }

    private func ownNode(_ attributes: RequestAttributes, _ node: String) -> AuthorizationDecision {
        switch attributes.verb {
        // The name is in the body only; `NodeRestriction` compares it.
        case "create": .allow(reason: "")
        case "get", "update", "patch":
            attributes.name == node ? .allow(reason: "") : .noOpinion(reason: "node '\(node)' can only change itself")
        default: .noOpinion(reason: "")
        }
    }

    private func lease(_ attributes: RequestAttributes, _ node: String) -> AuthorizationDecision {
        guard attributes.namespace == "kube-node-lease" else {
            return .noOpinion(reason: "can only access leases in the \"kube-node-lease\" system namespace")
        }
        guard ["get", "create", "update", "patch", "delete"].contains(attributes.verb) else {
            return .noOpinion(reason: "can only get, create, update, patch, or delete a node lease")
        }
        guard attributes.verb == "create" || attributes.name == node else {
            return .noOpinion(reason: "can only access node lease with the same name as the requesting node")
        }
        return .allow(reason: "")
    }

    private func pod(_ attributes: RequestAttributes, _ node: String) async -> AuthorizationDecision {
        guard attributes.verb == "get" else { return .noOpinion(reason: "") }
        let stored = try? await reader.object(PodShape.type, namespace: attributes.namespace, name: attributes.name)
        // A Pod that is gone is answered with 404, so that the kubelet can tell it from one it may not see.
        guard let stored, stored.text(path: "spec", "nodeName") != node else { return .allow(reason: "") }
        return .noOpinion(reason: Self.unrelated(node))
    }

    private func object(
        _ kind: NodeReferences.Kind, _ attributes: RequestAttributes, _ node: String
    ) async -> AuthorizationDecision {
        guard ["get", "list", "watch"].contains(attributes.verb) else {
            return .noOpinion(reason: "can only read resources of this type")
        }
        guard !attributes.name.isEmpty else {
            return .noOpinion(reason: "can only list/watch single objects of this type, by field selector on metadata.name")
        }
        return await referenced(kind, attributes, node)
    }

    private func token(_ attributes: RequestAttributes, _ node: String) async -> AuthorizationDecision {
        guard attributes.verb == "create", !attributes.name.isEmpty else {
            return .noOpinion(reason: "can only create tokens for individual service accounts")
        }
        return await referenced(.serviceAccount, attributes, node)
    }

    private func referenced(
        _ kind: NodeReferences.Kind, _ attributes: RequestAttributes, _ node: String
    ) async -> AuthorizationDecision {
        let reference = NodeReferences.Reference(node: node, kind: kind, name: attributes.name)
        return await references.contains(reference, namespace: attributes.namespace)
            ? .allow(reason: "") : .noOpinion(reason: Self.unrelated(node))
    }

    private static func unrelated(_ node: String) -> String {
        "no relationship found between node '\(node)' and this object"
    }

    private static let readVerbs = ["get", "list", "watch"]

    /// What every node may do, whatever runs on it.
    private static let rules: [PolicyRule] = [
        PolicyRule(verbs: readVerbs, apiGroups: [""], resources: ["nodes", "services", "endpoints", "namespaces"]),
        PolicyRule(verbs: readVerbs, apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"]),
        // Not `create`: a Pod grants its node what it refers to, and this kubelet makes no mirror Pods.
        PolicyRule(verbs: ["list", "watch", "delete"], apiGroups: [""], resources: ["pods"]),
        PolicyRule(verbs: ["update", "patch"], apiGroups: [""], resources: ["pods/status"]),
        PolicyRule(
            verbs: ["create", "update", "patch"], apiGroups: ["", "events.k8s.io"], resources: ["events"]),
        PolicyRule(verbs: ["create"], apiGroups: ["authentication.k8s.io"], resources: ["tokenreviews"]),
        PolicyRule(
            verbs: ["create"], apiGroups: ["authorization.k8s.io"],
            resources: ["subjectaccessreviews", "localsubjectaccessreviews"]),
    ]
}
