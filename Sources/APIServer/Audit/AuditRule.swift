import Encodings

/// One rule of an audit policy: which requests it is about, and how much of them is recorded.
struct AuditRule: Sendable {
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
