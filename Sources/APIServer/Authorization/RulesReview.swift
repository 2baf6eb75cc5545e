package import JSON

/// `selfsubjectrulesreviews`: all that the caller may do in a namespace (`kubectl auth can-i --list`).
package struct SelfSubjectRulesReviewResource: VirtualResource {
    private let roles: RBACAuthorizer
    private let asksWebhook: Bool

    package let repeatsRequest = false
    package let path = VirtualPath(
        group: "authorization.k8s.io", version: "v1", plural: "selfsubjectrulesreviews", kind: "SelfSubjectRulesReview")

    /// - Parameter asksWebhook: whether somebody decides who cannot say what he would allow.
    package init(roles: RBACAuthorizer, asksWebhook: Bool) {
        self.roles = roles
        self.asksWebhook = asksWebhook
    }

    package func create(_ object: JSONValue, attributes: RequestAttributes) async throws(StatusError) -> JSONValue {
        let namespace = object.text(path: "spec", "namespace")
        guard !namespace.isEmpty else { throw .badRequest("no namespace on request") }
        let (rules, missing) = try await roles.resolvedRules(for: attributes.user, namespace: namespace)
        var faults: [String] = []
        // Nodes have rights that no rule shows.
        let isNode = NodeIdentity.name(of: attributes.user) != nil
        if isNode { faults.append("node authorizer does not support user rule resolution") }
        if let fault = RBACAuthorizer.fault(missing, suffix: "") { faults.append(fault) }
        if asksWebhook { faults.append("webhook authorizer does not support user rule resolution") }
        var status: JSONValue = [
            "incomplete": .bool(isNode || asksWebhook),
            "nonResourceRules": .array(rules.filter { !$0.nonResourceURLs.isEmpty }.map(\.json)),
            "resourceRules": .array(rules.filter { !$0.resources.isEmpty }.map(\.json)),
        ]
        if !faults.isEmpty { status["evaluationError"] = .string(faults.joined(separator: ", ")) }
        // What was asked is not repeated.
        return [
            "kind": .string(path.kind), "apiVersion": .string(path.kindAPIVersion), "metadata": .emptyObject,
            "spec": .emptyObject, "status": status,
        ]
    }
}
