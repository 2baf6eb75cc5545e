/// How the client wants its answer, from the `Accept` header.
package enum ResponseFormat: Sendable, Hashable {
    case object
    case table(includeObject: IncludeObject)
    case partialMetadata

    /// What each row of a Table carries of its object.
    package enum IncludeObject: String, Sendable {
        case none = "None"
        case metadata = "Metadata"
        case object = "Object"
    }
}

/// The outcome of content negotiation (RFC 9110, section 12.5.1, as far as Kubernetes' clients use it).
struct Negotiation: Sendable, Hashable {
    var format: ResponseFormat
    var contentType: String

    var isYAML: Bool { contentType == "application/yaml" }

    static let json = Negotiation(format: .object, contentType: "application/json")

    /// The first clause of `Accept` that can be served. Quality values are ignored: no Kubernetes client sends any.
    init(accept: String?, query: Query) throws(StatusError) {
        guard let accept, !accept.trimmedSpace.isEmpty else {
            self = .json
            return
        }
        for clause in accept.split(separator: ",") {
            if let match = try Self.match(clause, query) {
                self = match
                return
            }
        }
        throw .notAcceptable
    }

    init(format: ResponseFormat, contentType: String) {
        self.format = format
        self.contentType = contentType
    }

    private static func match(_ clause: Substring, _ query: Query) throws(StatusError) -> Negotiation? {
        let parts = clause.split(separator: ";").map { $0.trimmedSpace }
        guard let type = parts.first?.lowercased() else { return nil }
        var parameters: [String: String] = [:]
        for part in parts.dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1).map { $0.trimmedSpace }
            if pair.count == 2 { parameters[pair[0].lowercased()] = pair[1] }
        }
        let contentType: String
        switch type {
        case "application/json", "*/*", "application/*": contentType = "application/json"
        case "application/yaml": contentType = "application/yaml"
        default: return nil
        }
        guard let shape = parameters["as"] else { return Negotiation(format: .object, contentType: contentType) }
        guard parameters["g"] == "meta.k8s.io", parameters["v"] == "v1" else { return nil }
        switch shape {
        case "Table": return Negotiation(format: .table(includeObject: try include(query)), contentType: contentType)
        case "PartialObjectMetadata", "PartialObjectMetadataList":
            return Negotiation(format: .partialMetadata, contentType: contentType)
        default: return nil
        }
    }

    private static func include(_ query: Query) throws(StatusError) -> ResponseFormat.IncludeObject {
        guard let text = query["includeObject"], !text.isEmpty else { return .metadata }
        guard let include = ResponseFormat.IncludeObject(rawValue: text) else {
            throw .badRequest("unrecognized includeObject value: \"\(text)\"")
        }
        return include
    }
}

extension StatusError {
    static let notAcceptable = StatusError(
        code: 406, reason: "NotAcceptable",
        message: "only the following media types are accepted: application/json, application/yaml", subject: Subject())
}

extension StringProtocol {
    /// Without the blanks at both ends.
    var trimmedSpace: String {
        var text = Substring(self)
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
