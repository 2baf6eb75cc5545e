import Encodings
import JSON

/// One rule of an audit policy: which requests it is about, and how much of them is recorded. A class, because every
/// request is compared with some of them, and copies of so many lists cost more than the comparison.
final class AuditRule: Sendable {
    struct Resources: Sendable, Hashable {
        let group: String
        /// Empty: all of the group.
        let resources: [Pattern]
        let names: [String]
    }

    /// `pods`, `pods/log`, `pods/*`, `*/scale` or `*`.
    struct Pattern: Sendable, Hashable {
        private let resource: String
        private let subresource: String
        private let isEverything: Bool

        init(_ text: String) {
            let parts = text.parts(separatedBy: "/", maxSplits: 1, omittingEmpty: false)
            resource = String(parts.first ?? "")
            subresource = String(parts.dropFirst().first ?? "")
            isEverything = text == "*"
        }

        func matches(_ attributes: RequestAttributes) -> Bool {
            if isEverything { return true }
            guard subresource.isEmpty == attributes.subresource.isEmpty else { return false }
            return (resource == attributes.resource || resource == "*")
                && (subresource == attributes.subresource || subresource == "*")
        }
    }

    let level: AuditLevel
    let users: [String]
    let groups: [String]
    let verbs: [String]
    let resources: [Resources]
    let namespaces: [String]
    let paths: [String]
    let omitStages: Set<AuditStage>
    let omitManagedFields: Bool

    init(
        _ rule: JSONValue, index: Int, _ omitted: Set<AuditStage>, omitsManagedFields: Bool
    ) throws(AuditPolicy.Invalid) {
        guard let level = AuditLevel(name: rule.text("level")) else {
            throw AuditPolicy.Invalid(
                description:
                    "audit policy: rules[\(index)].level: \"\(rule.text("level"))\" is none of None, Metadata, Request, RequestResponse"
            )
        }
        self.level = level
        users = rule.texts("users")
        groups = rule.texts("userGroups")
        verbs = rule.texts("verbs")
        resources = rule.list("resources").map {
            Resources(
                group: $0.text("group"), resources: $0.texts("resources").map(Pattern.init), names: $0.texts("resourceNames"))
        }
        namespaces = rule.texts("namespaces")
        paths = rule.texts("nonResourceURLs")
        guard paths.isEmpty || (resources.isEmpty && namespaces.isEmpty) else {
            throw AuditPolicy.Invalid(
                description: "audit policy: rules[\(index)]: a rule is about resources or about nonResourceURLs, not both")
        }
        omitStages = omitted.union(try AuditPolicy.stages(rule))
        omitManagedFields = rule["omitManagedFields"]?.boolValue ?? omitsManagedFields
    }

    func matches(_ attributes: RequestAttributes, verbKnownToMatch: Bool = false) -> Bool {
        if !verbKnownToMatch, !verbs.isEmpty, !verbs.contains(attributes.verb) { return false }
        if !users.isEmpty, !users.contains(attributes.user.name) { return false }
        if !groups.isEmpty, !groups.contains(where: attributes.user.groups.contains) { return false }
        if !namespaces.isEmpty || !resources.isEmpty { return matchesResource(attributes) }
        return paths.isEmpty || matchesPath(attributes)
    }

    private func matchesResource(_ attributes: RequestAttributes) -> Bool {
        guard attributes.isResourceRequest else { return false }
        if !namespaces.isEmpty, !namespaces.contains(attributes.namespace) { return false }
        return resources.isEmpty || resources.contains { $0.matches(attributes) }
    }

    private func matchesPath(_ attributes: RequestAttributes) -> Bool {
        guard !attributes.isResourceRequest else { return false }
        return paths.contains { path in
            path == "*" || path == attributes.path || path.hasSuffix("*") && attributes.path.hasPrefix(path.dropLast())
        }
    }
}

extension AuditRule.Resources {
    fileprivate func matches(_ attributes: RequestAttributes) -> Bool {
        guard group == attributes.group else { return false }
        if resources.isEmpty { return true }
        guard names.isEmpty || names.contains(attributes.name) else { return false }
        return resources.contains { $0.matches(attributes) }
    }
}
