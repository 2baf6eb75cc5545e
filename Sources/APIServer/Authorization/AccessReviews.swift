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
        try check(object, namespace: attributes.namespace)
        let user = subject == .caller ? attributes.user : Self.user(spec)
        var answer = object
        if answer["metadata"] == nil { answer["metadata"] = .emptyObject }
        answer["status"] = Self.status(await authorizer.authorize(Self.request(spec, user)))
        return answer
    }

    private func check(_ object: JSONValue, namespace: String) throws(StatusError) {
        let spec = object["spec"] ?? .emptyObject
        var errors = FieldErrors()
        if spec.has("resourceAttributes") == spec.has("nonResourceAttributes") {
            if spec.has("resourceAttributes") {
                errors.invalid(
                    "spec.nonResourceAttributes", spec["nonResourceAttributes"].orNull,
                    "cannot be specified in combination with resourceAttributes")
            } else {
                errors.invalid(
                    "spec.resourceAttributes", .null,
                    "exactly one of nonResourceAttributes or resourceAttributes must be specified")
            }
        }
        if subject != .caller, spec.text("user").isEmpty, spec.list("groups").isEmpty {
            errors.invalid("spec.user", "", "at least one of user or group must be specified")
        }
        if let attributes = spec["resourceAttributes"] { Self.checkSelectors(attributes, &errors) }
        checkMetadata(object["metadata"] ?? .emptyObject, &errors)
        if subject == .namedInNamespace { Self.checkPlace(spec, namespace, &errors) }
        guard errors.all.isEmpty else {
            throw .invalid(StatusError.Subject(group: path.group, kind: path.kind), errors.all)
        }
    }

    /// A review is not stored, so there is nothing for metadata to say.
    private func checkMetadata(_ metadata: JSONValue, _ errors: inout FieldErrors) {
        let ignored: Set = subject == .namedInNamespace ? ["managedFields", "namespace"] : ["managedFields"]
        let rest = metadata.objectValue?.members.filter { member in
            !ignored.contains(member.key) && ![.null, "", .emptyObject, []].contains(member.value)
        }
        guard rest?.isEmpty == false else { return }
        errors.invalid(
            "metadata", metadata, subject == .namedInNamespace ? "must be empty except for namespace" : "must be empty")
    }

    private static func checkPlace(_ spec: JSONValue, _ namespace: String, _ errors: inout FieldErrors) {
        if let attributes = spec["resourceAttributes"], !attributes.isNull, attributes.text("namespace") != namespace {
            errors.invalid(
                "spec.resourceAttributes.namespace", .string(attributes.text("namespace")), "must match metadata.namespace")
        }
        if spec.has("nonResourceAttributes") {
            errors.invalid(
                "spec.nonResourceAttributes", spec["nonResourceAttributes"].orNull, "disallowed on this kind of request")
        }
    }

    private static func checkSelectors(_ attributes: JSONValue, _ errors: inout FieldErrors) {
        for name in ["fieldSelector", "labelSelector"] {
            guard let selector = attributes[name], !selector.isNull else { continue }
            let path = "spec.resourceAttributes.\(name)"
            let raw = selector.text("rawSelector")
            let requirements = selector.list("requirements")
            if !raw.isEmpty, !requirements.isEmpty {
                errors.invalid("\(path).rawSelector", .string(raw), "may not specified at the same time as requirements")
            }
            if raw.isEmpty, requirements.isEmpty {
                errors.required(
                    "\(path).requirements", "when \(path) is specified, requirements or rawSelector is required")
            }
            for (index, requirement) in requirements.enumerated() {
                check(requirement, "\(path).requirements[\(index)]", isLabel: name == "labelSelector", &errors)
            }
        }
    }

    /// Operators that nobody knows here are for the authorizers to leave out.
    private static func check(_ requirement: JSONValue, _ path: String, isLabel: Bool, _ errors: inout FieldErrors) {
        let key = requirement.text("key")
        let values = requirement.list("values")
        if !isLabel, key.isEmpty { errors.required("\(path).key", "must be specified") }
        switch requirement.text("operator") {
        case "In", "NotIn":
            if values.isEmpty {
                errors.required("\(path).values", "must be specified when `operator` is 'In' or 'NotIn'")
            }
        case "Exists", "DoesNotExist":
            if !values.isEmpty {
                errors.forbidden("\(path).values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
            }
        default: break
        }
        if isLabel { errors.check("\(path).key", key, NameRules.qualifiedName) }
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
        var request = RequestAttributes(
            user: user, verb: attributes.text("verb"), isResourceRequest: true, group: attributes.text("group"),
            version: attributes.text("version"), resource: attributes.text("resource"),
            subresource: attributes.text("subresource"), namespace: attributes.text("namespace"),
            name: attributes.text("name"))
        let fields = attributes["fieldSelector"] ?? .null
        request.fieldRequirements =
            SelectorRequirement.fields(fields["rawSelector"]?.stringValue)
            + SelectorRequirement.list(fields.list("requirements"), operators: ["In", "NotIn"])
        let labels = attributes["labelSelector"] ?? .null
        request.labelRequirements =
            SelectorRequirement.labels(labels["rawSelector"]?.stringValue)
            + SelectorRequirement.list(
                labels.list("requirements"), operators: ["In", "NotIn", "Exists", "DoesNotExist"])
        return request
    }

    private static func status(_ decision: AuthorizationDecision) -> JSONValue {
        var status: JSONValue
        let text: String
        switch decision {
        case .allow(let reason): (status, text) = (["allowed": true], reason)
        case .deny(let reason): (status, text) = (["allowed": false, "denied": true], reason)
        case .noOpinion(let reason): (status, text) = (["allowed": false], reason)
        case .failure(let reason): return ["allowed": false, "evaluationError": .string(reason)]
        }
        if !text.isEmpty { status["reason"] = .string(text) }
        return status
    }
}
