import JSON
import KubeAPI
import Schema
import Transport

/// Builds responses in JSON: the representation the client asked for, and warnings.
enum Answer {
    /// A stored object as it is, or in another representation.
    static func object(
        _ bytes: [UInt8], status: Int = 200, warnings: [String] = [], to context: RequestContext
    ) throws(StatusError) -> HTTPResponse {
        switch context.negotiation.format {
        case .object: return response(bytes, status: status, warnings: warnings, to: context)
        case .partialMetadata(_, isList: true): throw .notShown(of: context.type, isCollection: false)
        case .partialMetadata(let version, _):
            let shown = Representation.partialMetadata(bytes, version)
            return response(shown, status: status, warnings: warnings, to: context)
        case .table: break
        }
        let tree: JSONValue
        do { tree = try JSONReader.read(bytes) } catch { throw .internalError("\(error)") }
        return try object(tree: tree, status: status, warnings: warnings, to: context)
    }

    static func object(
        tree: JSONValue, status: Int = 200, warnings: [String] = [], to context: RequestContext
    ) throws(StatusError) -> HTTPResponse {
        let shown: JSONValue
        switch context.negotiation.format {
        case .object: shown = tree
        case .partialMetadata(_, isList: true): throw .notShown(of: context.type, isCollection: false)
        case .partialMetadata(let version, _): shown = Representation.partialMetadata(tree, version)
        case .table(let include, let version):
            shown = Representation.table(of: tree, context.definition, include, version, now: .now)
        }
        return response(JSONWriter.bytes(shown), status: status, warnings: warnings, to: context)
    }

    static func response(
        _ bytes: [UInt8], status: Int = 200, warnings: [String] = [], to context: RequestContext
    ) -> HTTPResponse {
        response(bytes, status: status, contentType: Serialization.json.mediaType, warnings: warnings)
    }

    static func json(_ value: JSONValue, status: Int = 200, warnings: [String] = []) -> HTTPResponse {
        response(JSONWriter.bytes(value), status: status, contentType: "application/json", warnings: warnings)
    }

    static func warn(_ text: String, in response: inout HTTPResponse) {
        for warning in WarningHeaders.values(of: [text]) { response.headers.add("Warning", warning) }
    }

    /// An error in words alone, which no browser may take for a page.
    static func plainText(_ message: String, status: Int) -> HTTPResponse {
        var response = text(message + "\n", status: status)
        response.headers.add("X-Content-Type-Options", "nosniff")
        return response
    }

    static func text(_ text: String, status: Int = 200) -> HTTPResponse {
        response(Array(text.utf8), status: status, contentType: "text/plain; charset=utf-8")
    }

    static func error(_ error: StatusError) -> HTTPResponse {
        var response = error.isPlainText ? plainText(error.message, status: error.code) : json(error.json, status: error.code)
        if let seconds = error.retryAfterSeconds { response.headers.add("Retry-After", String(seconds)) }
        if error.code == 401 { response.headers.add("WWW-Authenticate", "Bearer") }
        return response
    }

    /// `Status: Success`, as deletions, bindings and evictions answer.
    static func success(_ details: JSONValue? = nil, code: Int? = nil, status: Int = 200) -> HTTPResponse {
        var object = JSONObject()
        object.append("kind", "Status")
        object.append("apiVersion", "v1")
        object.append("metadata", .emptyObject)
        object.append("status", "Success")
        if let details { object.append("details", details) }
        if let code { object.append("code", .int(Int64(code))) }
        return json(.object(object), status: status)
    }

    private static func response(
        _ bytes: [UInt8], status: Int, contentType: String, warnings: [String] = []
    ) -> HTTPResponse {
        var headers = HTTPHeaders([])
        headers.add("Content-Type", contentType)
        headers.add("Cache-Control", "no-cache, private")
        for warning in WarningHeaders.values(of: warnings) { headers.add("Warning", warning) }
        return HTTPResponse(status: status, headers: headers, body: .bytes(bytes))
    }
}
