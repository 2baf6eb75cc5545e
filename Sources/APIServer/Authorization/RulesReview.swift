package import JSON

/// `selfsubjectrulesreviews`: all that the caller may do in a namespace (`kubectl auth can-i --list`).
package struct SelfSubjectRulesReviewResource: VirtualResource {
    private let roles: RBACAuthorizer
    private let asksWebhook: Bool

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
        var rules = try await roles.rules(for: attributes.user, namespace: namespace)
        if attributes.user.groups.contains(PrivilegedGroupAuthorizer.group) {
            rules.insert(PolicyRule(verbs: ["*"], apiGroups: ["*"], resources: ["*"]), at: 0)
            rules.insert(PolicyRule(verbs: ["*"], nonResourceURLs: ["*"]), at: 1)
        }
        var faults: [String] = []
        // Nodes have rights that no rule shows.
        if NodeIdentity.name(of: attributes.user) != nil {
            faults.append("node authorizer does not support user rule resolution")
        }
        if asksWebhook { faults.append("webhook authorizer does not support user rule resolution") }
        var status: JSONValue = [
            "incomplete": .bool(!faults.isEmpty),
            "nonResourceRules": .array(rules.filter { !$0.nonResourceURLs.isEmpty }.map(\.json)),
            "resourceRules": .array(rules.filter { $0.nonResourceURLs.isEmpty }.map(\.json)),
        ]
        if !faults.isEmpty { status["evaluationError"] = .string(faults.joined(separator: ", ")) }
        var answer = object
        answer["status"] = status
        return answer
    }
}
