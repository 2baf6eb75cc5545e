import Encodings

/// What a path and a method ask for, before anything is known of the kinds that are served.
///
/// The grammar is Kubernetes': `/api/v1` or `/apis/<group>/<version>`, then `[namespaces/<ns>/]<plural>[/<name>[/<subresource>[/…]]]`.
/// A `watch` before the plural is the older form of the query parameter, and may end with a name.
struct RequestPath: Sendable, Hashable {
    var attributes: RequestAttributes
    /// What follows `proxy/` in the path of a proxy request, still encoded and without the leading slash.
    var remainder: String

    init(method: String, path: String, query: Query) throws(StatusError) {
        remainder = ""
        attributes = RequestAttributes(user: .anonymous, verb: method.lowercased(), isResourceRequest: false, path: path)
        let raw = path.parts(separatedBy: "/")
        var parts: [String] = []
        for part in raw {
            guard let text = PercentEncoding.decode(part) else { throw .badRequest("invalid URL escape in the path") }
            parts.append(text)
        }
        guard var rest = consumeGroup(&parts) else { return }
        let isWatchPath = rest.count > 1 && rest[0] == "watch" && (method == "GET" || method == "HEAD")
        if isWatchPath { rest.removeFirst() }
        consumeResource(rest)
        let skipped = raw.count - rest.count
        let consumed = attributes.namespace.isEmpty || attributes.resource == "namespaces" ? 3 : 5
        if attributes.subresource == "proxy", rest.count > consumed {
            remainder = raw[(skipped + consumed)...].joined(separator: "/")
        }
        attributes.verb = isWatchPath ? "watch" : Self.verb(method: method, name: attributes.name, query: query)
        if isWatchPath { namesObject = false }
        guard Self.collectionVerbs.contains(attributes.verb), !query.items.isEmpty else { return }
        attributes.fieldRequirements = SelectorRequirement.fields(query["fieldSelector"])
        attributes.labelRequirements = SelectorRequirement.labels(query["labelSelector"])
        if attributes.name.isEmpty, let name = Self.selectedName(query) { attributes.name = name }
    }

    /// Whether a path names an object, and not just a selector that picks one.
    private(set) var namesObject = false

    /// Takes group and version off; `nil` when the path is not a resource path.
    private mutating func consumeGroup(_ parts: inout [String]) -> [String]? {
        switch parts.first {
        case "api" where parts.count >= 3:
            attributes.version = parts[1]
            return Array(parts.dropFirst(2))
        case "apis" where parts.count >= 4:
            attributes.group = parts[1]
            attributes.version = parts[2]
            return Array(parts.dropFirst(3))
        default:
            return nil
        }
    }

    private mutating func consumeResource(_ parts: [String]) {
        attributes.isResourceRequest = true
        var rest = parts
        if rest[0] == "namespaces", rest.count > 1 {
            attributes.namespace = rest[1]
            // `/namespaces/x/status` and `/finalize` are of the Namespace itself; anything else lives in it.
            if rest.count > 2, rest[2] != "status", rest[2] != "finalize" { rest.removeFirst(2) }
        }
        attributes.resource = rest[0]
        if rest.count > 1 { attributes.name = rest[1] }
        if rest.count > 2 { attributes.subresource = rest[2] }
        namesObject = rest.count > 1
    }

    private static func verb(method: String, name: String, query: Query) -> String {
        switch method {
        case "POST": "create"
        case "PUT": "update"
        case "PATCH": "patch"
        case "DELETE": name.isEmpty ? "deletecollection" : "delete"
        case "GET", "HEAD": name.isEmpty ? (query.flag("watch") ? "watch" : "list") : "get"
        default: method.lowercased()
        }
    }

    private static let collectionVerbs: Set<String> = ["list", "watch", "deletecollection"]

    /// The name that a field selector pins a list to, so that a rule with `resourceNames` can allow it.
    private static func selectedName(_ query: Query) -> String? {
        guard let selector = query["fieldSelector"], !selector.isEmpty else { return nil }
        for term in selector.split(separator: ",") where term.hasPrefix("metadata.name=") {
            let name = term.dropFirst("metadata.name=".count)
            return String(name.hasPrefix("=") ? name.dropFirst() : name)
        }
        return nil
    }
}
