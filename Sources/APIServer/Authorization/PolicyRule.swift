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

    static func has(_ value: String, in list: [String]) -> Bool { list.contains { $0 == "*" || $0 == value } }

    private static func matches(url pattern: String, _ path: String) -> Bool {
        pattern == path || pattern.hasSuffix("*") && path.hasPrefix(pattern.dropLast())
    }
}
