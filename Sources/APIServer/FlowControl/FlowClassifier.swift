/// Finds the FlowSchema of a request. Immutable; made anew when a FlowSchema or level changes.
///
/// Schemas stand in their order of precedence and are found by subject, so a request is compared only with rules about
/// its user, his groups and everybody.
///
/// What a request takes along is a class here: a copy is one reference and not a dozen.
final class FlowClassifier: Sendable {
    final class Target: Sendable {
        let schema: FlowSchemaRules
        let level: PriorityLevel
        let levelUID: String
        let statistics: FlowStatistics

        init(schema: FlowSchemaRules, level: PriorityLevel, levelUID: String, statistics: FlowStatistics) {
            self.schema = schema
            self.level = level
            self.levelUID = levelUID
            self.statistics = statistics
        }
    }

    private final class Entry: Sendable {
        let position: Int
        let rule: FlowSchemaRules.Rule

        init(position: Int, rule: FlowSchemaRules.Rule) {
            self.position = position
            self.rule = rule
        }
    }

    private let targets: [Target]
    private let fallback: Target
    private let entries: [FlowSchemaRules.Subject: [Entry]]
    private let hasAccountRules: Bool

    /// - Parameters:
    ///   - targets: in any order; the lowest `matchingPrecedence` wins, then the name.
    ///   - fallback: for requests that no schema wants.
    init(_ targets: [Target], fallback: Target) {
        self.targets = targets.sorted {
            ($0.schema.precedence, $0.schema.name) < ($1.schema.precedence, $1.schema.name)
        }
        self.fallback = fallback
        var entries: [FlowSchemaRules.Subject: [Entry]] = [:]
        var hasAccountRules = false
        for (position, target) in self.targets.enumerated() {
            for rule in target.schema.rules {
                for subject in Set(rule.subjects) {
                    entries[subject, default: []].append(Entry(position: position, rule: rule))
                    if case .accounts = subject { hasAccountRules = true }
                }
            }
        }
        self.entries = entries
        self.hasAccountRules = hasAccountRules
    }

    var schemas: [FlowSchemaRules] { targets.map(\.schema) }

    func target(of attributes: RequestAttributes) -> Target {
        var best = targets.count
        search(.user(attributes.user.name), attributes, &best)
        for group in attributes.user.groups { search(.group(group), attributes, &best) }
        search(.group("*"), attributes, &best)
        search(.user("*"), attributes, &best)
        if hasAccountRules, let namespace = Self.accountNamespace(attributes.user.name) {
            search(.accounts(namespace: namespace), attributes, &best)
        }
        return best < targets.count ? targets[best] : fallback
    }

    private func search(_ subject: FlowSchemaRules.Subject, _ attributes: RequestAttributes, _ best: inout Int) {
        guard best > 0, let candidates = entries[subject] else { return }
        for candidate in candidates {
            if candidate.position >= best { return }
            if candidate.rule.matches(attributes) {
                best = candidate.position
                return
            }
        }
    }

    private static let accountPrefix = "system:serviceaccount:"

    private static func accountNamespace(_ user: String) -> String? {
        guard user.hasPrefix(accountPrefix) else { return nil }
        let rest = user.utf8.dropFirst(accountPrefix.utf8.count)
        return rest.firstIndex(of: UInt8(ascii: ":")).map { String(Substring(rest[..<$0])) }
    }
}
