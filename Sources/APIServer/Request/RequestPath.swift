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
        attributes = RequestAttributes(user: .anonymous, verb: "", isResourceRequest: false, path: path)
        let raw = path.parts(separatedBy: "/")
        guard var rest = consumeGroup(try Self.decoded(raw, of: path)[...]) else {
            attributes.verb = method.lowercased()
            return
        }
        let isWatchPath = rest.count > 1 && rest.first == "watch" && (method == "GET" || method == "HEAD")
        if isWatchPath { rest.removeFirst() }
        consumeResource(rest)
        let skipped = raw.count - rest.count
        let consumed = attributes.namespace.isEmpty || attributes.resource == "namespaces" ? 3 : 5
        if attributes.subresource == "proxy", rest.count > consumed {
            remainder = raw[(skipped + consumed)...].joined(separator: "/")
        }
        attributes.verb = isWatchPath ? "watch" : Self.verb(method: method, name: attributes.name, query: query)
        if isWatchPath { namesObject = false }
        guard !query.items.isEmpty, Self.collectionVerbs.contains(attributes.verb) else { return }
        attributes.fieldRequirements = SelectorRequirement.fields(query["fieldSelector"])
        attributes.labelRequirements = SelectorRequirement.labels(query["labelSelector"])
        if attributes.name.isEmpty, let name = Self.selectedName(query) { attributes.name = name }
    }

    /// Whether a path names an object, and not just a selector that picks one.
    private(set) var namesObject = false

    private static func decoded(_ raw: [Substring], of path: String) throws(StatusError) -> [String] {
        // Nearly no path has escapes.
        guard path.utf8.contains(UInt8(ascii: "%")) else { return raw.map { String($0) } }
        var parts: [String] = []
        for part in raw {
            guard let text = PercentEncoding.decode(part) else { throw .badRequest("invalid URL escape in the path") }
            parts.append(text)
        }
        return parts
    }

    /// Takes group and version off; `nil` when the path is not a resource path.
    private mutating func consumeGroup(_ parts: ArraySlice<String>) -> ArraySlice<String>? {
        switch parts.first {
        case "api" where parts.count >= 3:
            attributes.version = parts[1]
            return parts.dropFirst(2)
        case "apis" where parts.count >= 4:
            attributes.group = parts[1]
            attributes.version = parts[2]
            return parts.dropFirst(3)
        default:
            return nil
        }
    }

    private mutating func consumeResource(_ parts: ArraySlice<String>) {
        attributes.isResourceRequest = true
        var rest = parts
        let second = rest.dropFirst().first
        if let second, rest.first == "namespaces" {
            attributes.namespace = second
            // `/namespaces/x/status` and `/finalize` are of the Namespace itself; anything else lives in it.
            if let third = rest.dropFirst(2).first, third != "status", third != "finalize" { rest = rest.dropFirst(2) }
        }
        namesObject = rest.count > 1
        attributes.resource = rest.popFirst() ?? ""
        attributes.name = rest.popFirst() ?? ""
        attributes.subresource = rest.popFirst() ?? ""
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
