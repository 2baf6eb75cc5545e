import JSON

/// What a FlowSchema says: whose and which requests are its own, how they fall into flows, and where they go.
struct FlowSchemaRules: Sendable {
    enum Distinguisher: Sendable { case none, byUser, byNamespace }

    enum Subject: Sendable, Hashable {
        /// `*` is everybody.
        case user(String)
        case group(String)
        /// Every service account of a namespace.
        case accounts(namespace: String)
    }

    struct Rule: Sendable {
        let subjects: [Subject]
        let resources: [ResourceRule]
        let paths: [PathRule]

        func matches(_ attributes: RequestAttributes) -> Bool {
            attributes.isResourceRequest
                ? resources.contains { $0.matches(attributes) } : paths.contains { $0.matches(attributes) }
        }
    }

    struct ResourceRule: Sendable {
        let verbs: NameSet
        let groups: NameSet
        let resources: NameSet
        let namespaces: NameSet
        let clusterScope: Bool

        func matches(_ attributes: RequestAttributes) -> Bool {
            guard verbs.contains(attributes.verb), groups.contains(attributes.group) else { return false }
            guard attributes.namespace.isEmpty ? clusterScope : namespaces.contains(attributes.namespace) else { return false }
            if resources.isEverything { return true }
            return resources.contains(
                attributes.subresource.isEmpty ? attributes.resource : "\(attributes.resource)/\(attributes.subresource)")
        }
    }

    struct PathRule: Sendable {
        let verbs: NameSet
        let paths: [String]

        func matches(_ attributes: RequestAttributes) -> Bool {
            verbs.contains(attributes.verb)
                && paths.contains { path in
                    path == "*" || path == attributes.path
                        || path.hasSuffix("/*") && attributes.path.hasPrefix(path.dropLast())
                }
        }
    }

    let name: String
    let uid: String
    let precedence: Int
    let levelName: String
    let distinguisher: Distinguisher
    let rules: [Rule]

    /// The flow of a request within this schema.
    func flow(of attributes: RequestAttributes) -> String {
        switch distinguisher {
        case .none: ""
        case .byUser: attributes.user.name
        case .byNamespace: attributes.namespace
        }
    }
}

/// Names of which `*` stands for all.
struct NameSet: Sendable {
    let isEverything: Bool
    private let names: [String]

    init(_ names: [String]) {
        isEverything = names.contains("*")
        self.names = names
    }

    func contains(_ name: String) -> Bool { isEverything || names.contains(name) }
}

extension FlowSchemaRules {
    init(_ object: JSONValue) {
        let spec = object["spec"] ?? .emptyObject
        name = object.text(path: "metadata", "name")
        uid = object.text(path: "metadata", "uid")
        precedence = spec["matchingPrecedence"]?.intValue.map { Int(clamping: $0) } ?? 1000
        levelName = spec.text(path: "priorityLevelConfiguration", "name")
        distinguisher =
            switch spec.text(path: "distinguisherMethod", "type") {
            case "ByUser": .byUser
            case "ByNamespace": .byNamespace
            default: .none
            }
        rules = spec.list("rules").map(Rule.init)
    }
}

extension FlowSchemaRules.Rule {
    init(_ rule: JSONValue) {
        subjects = rule.list("subjects").compactMap(FlowSchemaRules.Subject.init)
        resources = rule.list("resourceRules").map { resource in
            FlowSchemaRules.ResourceRule(
                verbs: NameSet(resource.texts("verbs")), groups: NameSet(resource.texts("apiGroups")),
                resources: NameSet(resource.texts("resources")), namespaces: NameSet(resource.texts("namespaces")),
                clusterScope: resource["clusterScope"]?.boolValue ?? false)
        }
        paths = rule.list("nonResourceRules").map { path in
            FlowSchemaRules.PathRule(verbs: NameSet(path.texts("verbs")), paths: path.texts("nonResourceURLs"))
        }
    }
}

extension FlowSchemaRules.Subject {
    fileprivate init?(_ subject: JSONValue) {
        switch subject.text("kind") {
        case "User": self = .user(subject.text(path: "user", "name"))
        case "Group": self = .group(subject.text(path: "group", "name"))
        case "ServiceAccount":
            let namespace = subject.text(path: "serviceAccount", "namespace")
            let name = subject.text(path: "serviceAccount", "name")
            self = name == "*" ? .accounts(namespace: namespace) : .user("system:serviceaccount:\(namespace):\(name)")
        default: return nil
        }
    }
}
