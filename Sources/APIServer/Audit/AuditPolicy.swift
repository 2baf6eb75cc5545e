import JSON
import KubeAPI

/// Which requests are recorded, and how much of each: a `Policy` of `audit.k8s.io/v1`. The first rule that matches decides;
/// no rule: nothing is recorded.
///
/// Whatever it says, the bodies of Secrets, tokens and token reviews are not recorded.
package struct AuditPolicy: Sendable {
    struct Decision: Sendable, Hashable {
        var level: AuditLevel
        var omitStages: Set<AuditStage>
        var omitManagedFields: Bool
    }

    package struct Invalid: Error, Sendable, CustomStringConvertible {
        package let description: String
    }

    private let omitStages: Set<AuditStage>
    private let rules: [AuditRule]
    /// The rules that a verb can meet, so that a request is compared with few.
    private let rulesByVerb: [String: [AuditRule]]

    /// Reads a policy file (YAML or JSON). Throws `Invalid`.
    package init(yaml text: String) throws(Invalid) {
        let tree: JSONValue
        do { tree = try YAMLReader.document(text) } catch { throw Invalid(description: "audit policy: \(error)") }
        try self.init(tree)
    }

    init(_ policy: JSONValue) throws(Invalid) {
        guard policy.text("kind") == "Policy", policy.text("apiVersion") == "audit.k8s.io/v1" else {
            throw Invalid(description: "audit policy: must be a Policy of audit.k8s.io/v1")
        }
        let omitted = try Self.stages(policy)
        let omitsManagedFields = policy["omitManagedFields"]?.boolValue ?? false
        var rules: [AuditRule] = []
        for (index, rule) in policy.list("rules").enumerated() {
            rules.append(try AuditRule(rule, index: index, omitted, omitsManagedFields: omitsManagedFields))
        }
        guard !rules.isEmpty else { throw Invalid(description: "audit policy: it has no rules") }
        omitStages = omitted
        self.rules = rules
        let verbs = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"]
        rulesByVerb = Dictionary(
            uniqueKeysWithValues: verbs.map { verb in
                (verb, Self.reachable(rules.filter { $0.verbs.isEmpty || $0.verbs.contains(verb) }))
            })
    }

    /// Up to the first rule that is about everything.
    private static func reachable(_ rules: [AuditRule]) -> [AuditRule] {
        let end = rules.firstIndex {
            $0.users.isEmpty && $0.groups.isEmpty && $0.resources.isEmpty && $0.namespaces.isEmpty && $0.paths.isEmpty
        }
        return end.map { Array(rules.prefix(through: $0)) } ?? rules
    }

    /// What to record of a request; level `none`: nothing.
    func decision(on attributes: RequestAttributes) -> Decision {
        let candidates = rulesByVerb[attributes.verb]
        let found =
            candidates.map { $0.first { $0.matches(attributes, verbKnownToMatch: true) } }
            ?? rules.first { $0.matches(attributes) }
        guard let rule = found, rule.level != .none else {
            return Decision(level: .none, omitStages: [], omitManagedFields: false)
        }
        let level = Self.isConfidential(attributes) ? min(rule.level, .metadata) : rule.level
        return Decision(level: level, omitStages: rule.omitStages, omitManagedFields: rule.omitManagedFields)
    }

    private static func isConfidential(_ attributes: RequestAttributes) -> Bool {
        switch attributes.resource {
        case "secrets": attributes.group.isEmpty
        case "tokenreviews": attributes.group == "authentication.k8s.io"
        case "serviceaccounts": attributes.subresource == "token"
        default: false
        }
    }

    static func stages(_ object: JSONValue) throws(Invalid) -> Set<AuditStage> {
        var stages: Set<AuditStage> = []
        for text in object.texts("omitStages") {
            guard let stage = AuditStage(rawValue: text) else {
                throw Invalid(description: "audit policy: omitStages: \"\(text)\" is no stage")
            }
            stages.insert(stage)
        }
        return stages
    }
}
