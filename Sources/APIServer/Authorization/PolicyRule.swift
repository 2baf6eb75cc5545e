import JSON

/// One rule of a Role or ClusterRole: what may be done with which resources or URLs.
package struct PolicyRule: Sendable, Hashable {
    package var verbs: [String]
    package var apiGroups: [String] = []
    /// Plurals and `plural/subresource`; `*` for all, `*/scale` for a subresource of every resource.
    package var resources: [String] = []
    /// Empty: every name.
    package var resourceNames: [String] = []
    /// Paths; a `*` at the end stands for any rest.
    package var nonResourceURLs: [String] = []

    package init(
        verbs: [String], apiGroups: [String] = [], resources: [String] = [], resourceNames: [String] = [],
        nonResourceURLs: [String] = []
    ) {
        self.verbs = verbs
        self.apiGroups = apiGroups
        self.resources = resources
        self.resourceNames = resourceNames
        self.nonResourceURLs = nonResourceURLs
    }

    init(json: JSONValue) {
        verbs = json.texts("verbs")
        apiGroups = json.texts("apiGroups")
        resources = json.texts("resources")
        resourceNames = json.texts("resourceNames")
        nonResourceURLs = json.texts("nonResourceURLs")
    }

    var json: JSONValue {
        var object = JSONObject()
        for (key, values) in [
            ("apiGroups", apiGroups), ("nonResourceURLs", nonResourceURLs), ("resourceNames", resourceNames),
            ("resources", resources), ("verbs", verbs),
        ] where !values.isEmpty {
            object.append(key, .array(values.map { .string($0) }))
        }
        return .object(object)
    }

    // MARK: Requests

    func allows(_ request: RequestAttributes) -> Bool {
        guard Self.has(request.verb, in: verbs) else { return false }
        guard request.isResourceRequest else { return nonResourceURLs.contains { Self.matches(url: $0, request.path) } }
        return Self.has(request.group, in: apiGroups)
            && allows(resource: request.resource, subresource: request.subresource)
            && (resourceNames.isEmpty || resourceNames.contains(request.name))
    }

    private func allows(resource: String, subresource: String) -> Bool {
        let whole = subresource.isEmpty ? resource : "\(resource)/\(subresource)"
        return resources.contains { $0 == "*" || $0 == whole || !subresource.isEmpty && $0 == "*/\(subresource)" }
    }

    private static func has(_ value: String, in list: [String]) -> Bool { list.contains { $0 == "*" || $0 == value } }

    private static func matches(url pattern: String, _ path: String) -> Bool {
        pattern == path || pattern.hasSuffix("*") && path.hasPrefix(pattern.dropLast())
    }

    // MARK: Escalation

    /// More single parts than this are not looked at one by one: a small request could ask for billions.
    private static let partLimit = 20_000

    /// Whether holders of some rules may already do all that this rule grants.
    func isCovered(by held: [PolicyRule]) -> Bool {
        if held.contains(where: { $0.covers(self) }) { return true }
        guard let count = partCount, count <= Self.partLimit else { return false }
        return verbs.allSatisfy { verb in
            nonResourceURLs.allSatisfy { url in
                held.contains { $0.covers(PolicyRule(verbs: [verb], nonResourceURLs: [url])) }
            } && resourceParts(verb).allSatisfy { part in held.contains { $0.covers(part) } }
        }
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

    private func resourceParts(_ verb: String) -> [PolicyRule] {
        apiGroups.flatMap { group in
            resources.flatMap { resource in
                (resourceNames.isEmpty ? [[]] : resourceNames.map { [$0] }).map { names in
                    PolicyRule(verbs: [verb], apiGroups: [group], resources: [resource], resourceNames: names)
                }
            }
        }
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
            ("APIGroups", apiGroups), ("Resources", resources), ("ResourceNames", resourceNames),
            ("NonResourceURLs", nonResourceURLs), ("Verbs", verbs),
        ] where !values.isEmpty {
            parts.append("\(key):[" + values.map { "\"\($0)\"" }.joined(separator: " ") + "]")
        }
        return "{" + parts.joined(separator: ", ") + "}"
    }
}
