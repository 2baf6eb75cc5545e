/// What somebody would grant beyond what he may do himself.
extension PolicyRule {
    /// More single parts than this are not looked at one by one: a small request could ask for billions.
    private static let partLimit = 20_000

    /// What of some rules is not covered by rules that are held: one rule for each group, resource and name, with its verbs. A
    /// rule is missing as a whole when all have too many parts together.
    static func missing(_ wanted: [PolicyRule], heldBy held: [PolicyRule]) -> [PolicyRule] {
        var left = partLimit
        let parts = wanted.flatMap { rule -> [PolicyRule] in
            if held.contains(where: { $0.covers(rule) }) { return [] }
            guard let count = rule.partCount, count <= left else { return [rule] }
            left -= count
            return rule.parts.filter { part in !held.contains { $0.covers(part) } }
        }
        return merged(parts)
    }

    /// One rule for all verbs on the same thing.
    private static func merged(_ parts: [PolicyRule]) -> [PolicyRule] {
        var rules: [PolicyRule] = []
        var places: [PolicyRule: Int] = [:]
        for part in parts {
            var thing = part
            thing.verbs = []
            if let place = places[thing], part.nonResourceURLs.isEmpty {
                rules[place].verbs += part.verbs
            } else {
                places[thing] = rules.count
                rules.append(part)
            }
        }
        return rules
    }

    /// How many parts of one verb, group, resource and name each the rule has; `nil` when they cannot be counted.
    private var partCount: Int? {
        let (urls, overflow) = verbs.count.multipliedReportingOverflow(by: nonResourceURLs.count)
        if overflow { return nil }
        var count = verbs.count
        for factor in [apiGroups.count, resources.count, max(1, resourceNames.count)] {
            let (product, overflow) = count.multipliedReportingOverflow(by: factor)
            if overflow { return nil }
            count = product
        }
        return max(urls, count)
    }

    private var parts: [PolicyRule] {
        var parts: [PolicyRule] = []
        for group in apiGroups {
            for resource in resources {
                for verb in verbs {
                    for names in resourceNames.isEmpty ? [[]] : resourceNames.map({ [$0] }) {
                        parts.append(
                            PolicyRule(verbs: [verb], apiGroups: [group], resources: [resource], resourceNames: names))
                    }
                }
            }
        }
        for url in nonResourceURLs {
            parts += verbs.map { PolicyRule(verbs: [$0], nonResourceURLs: [url]) }
        }
        return parts
    }

    /// Whether this rule alone grants all that another one does.
    private func covers(_ other: PolicyRule) -> Bool {
        guard other.verbs.allSatisfy({ Self.has($0, in: verbs) }) else { return false }
        guard other.nonResourceURLs.allSatisfy(covers(url:)) else { return false }
        guard !other.resources.isEmpty else { return true }
        return other.apiGroups.allSatisfy { Self.has($0, in: apiGroups) }
            && other.resources.allSatisfy(covers(resource:))
            && (resourceNames.isEmpty
                || !other.resourceNames.isEmpty && other.resourceNames.allSatisfy(Set(resourceNames).contains))
    }

    private func covers(url: String) -> Bool {
        nonResourceURLs.contains { $0 == url || $0.hasSuffix("*") && url.hasPrefix($0.dropLast()) }
    }

    private func covers(resource: String) -> Bool {
        let pieces = resource.split(separator: "/", maxSplits: 1)
        let wildcard = pieces.count == 2 ? "*/\(pieces[1])" : "*"
        return resources.contains { $0 == "*" || $0 == resource || $0 == wildcard }
    }

    /// As the message about an escalation shows it.
    var text: String {
        var parts: [String] = []
        for (key, values) in [
            ("APIGroups", apiGroups), ("Resources", resources), ("NonResourceURLs", nonResourceURLs),
            ("ResourceNames", resourceNames), ("Verbs", verbs),
        ] where !values.isEmpty {
            parts.append("\(key):[" + values.map(GoQuoting.quoted).joined(separator: " ") + "]")
        }
        return "{" + parts.joined(separator: ", ") + "}"
    }
}
