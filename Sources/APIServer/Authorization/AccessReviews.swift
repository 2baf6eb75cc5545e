package import JSON

/// `subjectaccessreviews`, `localsubjectaccessreviews` and `selfsubjectaccessreviews`: may somebody do something?
package struct AccessReviewResource: VirtualResource {
    private enum Subject: Sendable { case named, namedInNamespace, caller }

    private let authorizer: any Authorizer
    private let subject: Subject
    package let path: VirtualPath

    /// The three reviews.
    package static func all(authorizer: any Authorizer) -> [AccessReviewResource] {
        [
            AccessReviewResource(authorizer, .named, "subjectaccessreviews", "SubjectAccessReview"),
            AccessReviewResource(authorizer, .namedInNamespace, "localsubjectaccessreviews", "LocalSubjectAccessReview"),
            AccessReviewResource(authorizer, .caller, "selfsubjectaccessreviews", "SelfSubjectAccessReview"),
        ]
    }

    private init(_ authorizer: any Authorizer, _ subject: Subject, _ plural: String, _ kind: String) {
        self.authorizer = authorizer
        self.subject = subject
        path = VirtualPath(group: "authorization.k8s.io", version: "v1", plural: plural, kind: kind)
    }

    package func create(_ object: JSONValue, attributes: RequestAttributes) async throws(StatusError) -> JSONValue {
        let spec = object["spec"] ?? .emptyObject
        try check(spec, namespace: attributes.namespace)
        let user = subject == .caller ? attributes.user : Self.user(spec)
        var answer = object
        if answer["metadata"] == nil { answer["metadata"] = .emptyObject }
        answer["status"] = Self.status(await authorizer.authorize(Self.request(spec, user)))
        return answer
    }

    private func check(_ spec: JSONValue, namespace: String) throws(StatusError) {
        var errors = FieldErrors()
        if spec.has("resourceAttributes") == spec.has("nonResourceAttributes") {
            let text = "exactly one of nonResourceAttributes or resourceAttributes must be specified"
            errors.invalid("spec.resourceAttributes", spec["resourceAttributes"].orNull, text)
        }
        if subject != .caller, spec.text("user").isEmpty, spec.list("groups").isEmpty {
            errors.invalid("spec.user", "", "at least one of user or group must be specified")
        }
        if subject == .namedInNamespace, spec.text(path: "resourceAttributes", "namespace") != namespace {
            errors.invalid(
                "spec.resourceAttributes.namespace", .string(spec.text(path: "resourceAttributes", "namespace")),
                "must match metadata.namespace")
        }
        guard errors.all.isEmpty else {
            throw .invalid(StatusError.Subject(group: path.group, kind: path.kind), errors.all)
        }
    }

    private static func user(_ spec: JSONValue) -> UserInfo {
        var extra: [String: [String]] = [:]
        for member in spec.map("extra") { extra[member.key] = member.value.arrayValue?.compactMap(\.stringValue) ?? [] }
        return UserInfo(name: spec.text("user"), uid: spec.text("uid"), groups: spec.texts("groups"), extra: extra)
    }

    private static func request(_ spec: JSONValue, _ user: UserInfo) -> RequestAttributes {
        if let attributes = spec["nonResourceAttributes"], !attributes.isNull {
            return RequestAttributes(
                user: user, verb: attributes.text("verb"), isResourceRequest: false, path: attributes.text("path"))
        }
        let attributes = spec["resourceAttributes"] ?? .emptyObject
        return RequestAttributes(
            user: user, verb: attributes.text("verb"), isResourceRequest: true, group: attributes.text("group"),
            version: attributes.text("version"), resource: attributes.text("resource"),
            subresource: attributes.text("subresource"), namespace: attributes.text("namespace"),
            name: attributes.text("name"))
    }

    private static func status(_ decision: AuthorizationDecision) -> JSONValue {
        var status: JSONValue
        let text: String
        switch decision {
        case .allow(let reason): (status, text) = (["allowed": true], reason)
        case .deny(let reason): (status, text) = (["allowed": false, "denied": true], reason)
        case .noOpinion(let reason): (status, text) = (["allowed": false], reason)
        }
        if !text.isEmpty { status["reason"] = .string(text) }
        return status
    }
}

/// `selfsubjectrulesreviews`: all that the caller may do in a namespace (`kubectl auth can-i --list`).
package struct SelfSubjectRulesReviewResource: VirtualResource {
    private let roles: RBACAuthorizer

    package let path = VirtualPath(
        group: "authorization.k8s.io", version: "v1", plural: "selfsubjectrulesreviews", kind: "SelfSubjectRulesReview")

    package init(roles: RBACAuthorizer) { self.roles = roles }

    package func create(_ object: JSONValue, attributes: RequestAttributes) async throws(StatusError) -> JSONValue {
        let namespace = object.text(path: "spec", "namespace")
        guard !namespace.isEmpty else { throw .badRequest("no namespace on request") }
        var rules = try await roles.rules(for: attributes.user, namespace: namespace)
        if attributes.user.groups.contains(PrivilegedGroupAuthorizer.group) {
            rules.insert(PolicyRule(verbs: ["*"], apiGroups: ["*"], resources: ["*"]), at: 0)
            rules.insert(PolicyRule(verbs: ["*"], nonResourceURLs: ["*"]), at: 1)
        }
        // Nodes have rights that no rule shows.
        let isIncomplete = NodeIdentity.name(of: attributes.user) != nil
        var status: JSONValue = [
            "incomplete": .bool(isIncomplete),
            "nonResourceRules": .array(rules.filter { !$0.nonResourceURLs.isEmpty }.map(\.json)),
            "resourceRules": .array(rules.filter { $0.nonResourceURLs.isEmpty }.map(\.json)),
        ]
        if isIncomplete { status["evaluationError"] = "node authorizer does not support user rule resolution" }
        var answer = object
        answer["status"] = status
        return answer
    }
}
