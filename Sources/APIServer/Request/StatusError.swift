package import JSON

/// A failed request as the client sees it: a `Status` object of `meta/v1`.
package struct StatusError: Error, Sendable, Hashable {
    package struct Cause: Sendable, Hashable {
        package let reason: String
        package let message: String
        package let field: String

        package init(reason: String, message: String, field: String) {
            self.reason = reason
            self.message = message
            self.field = field
        }
    }

    /// The object or kind the error is about.
    package struct Subject: Sendable, Hashable {
        package var group: String
        /// The plural resource, or the kind for `Invalid`, as Kubernetes fills it.
        package var kind: String
        package var name: String
        package var uid: String

        package init(group: String = "", kind: String = "", name: String = "", uid: String = "") {
            self.group = group
            self.kind = kind
            self.name = name
            self.uid = uid
        }

        /// `pods`, `deployments.apps`
        package var qualified: String { group.isEmpty ? kind : "\(kind).\(group)" }
    }

    package var code: Int
    /// `NotFound`, `Conflict`, … (`metav1.StatusReason`); empty for unknown.
    package var reason: String
    package var message: String
    package var subject: Subject?
    package var causes: [Cause]
    package var retryAfterSeconds: Int?
    /// Where a list whose state is lost can go on.
    package var continueToken: String?
    /// Whether the client is told in words, and not by a `Status`: what a request meets before anything is known of it.
    package var isPlainText = false

    package init(
        code: Int, reason: String, message: String, subject: Subject? = nil, causes: [Cause] = [],
        retryAfterSeconds: Int? = nil
    ) {
        self.code = code
        self.reason = reason
        self.message = message
        self.subject = subject
        self.causes = causes
        self.retryAfterSeconds = retryAfterSeconds
    }

    /// The body of the answer.
    package var json: JSONValue {
        var status = JSONObject()
        status.append("kind", "Status")
        status.append("apiVersion", "v1")
        status.append("metadata", continueToken.map { ["continue": .string($0)] } ?? .emptyObject)
        status.append("status", "Failure")
        status.append("message", .string(message))
        if !reason.isEmpty { status.append("reason", .string(reason)) }
        if let details { status.append("details", details) }
        status.append("code", .int(Int64(code)))
        return .object(status)
    }

    private var details: JSONValue? {
        var details = JSONObject()
        if let subject {
            if !subject.name.isEmpty { details.append("name", .string(subject.name)) }
            if !subject.group.isEmpty { details.append("group", .string(subject.group)) }
            if !subject.kind.isEmpty { details.append("kind", .string(subject.kind)) }
            if !subject.uid.isEmpty { details.append("uid", .string(subject.uid)) }
        }
        if !causes.isEmpty {
            details.append(
                "causes",
                .array(
                    causes.map { cause in
                        var object = JSONObject()
                        if !cause.reason.isEmpty { object.append("reason", .string(cause.reason)) }
                        if !cause.message.isEmpty { object.append("message", .string(cause.message)) }
                        if !cause.field.isEmpty { object.append("field", .string(cause.field)) }
                        return .object(object)
                    }))
        }
        if let retryAfterSeconds { details.append("retryAfterSeconds", .int(Int64(retryAfterSeconds))) }
        return details.isEmpty && subject == nil ? nil : .object(details)
    }
}

extension StatusError {
    package static func badRequest(_ message: String) -> StatusError {
        StatusError(code: 400, reason: "BadRequest", message: message)
    }
    package static func unauthorized(_ message: String = "Unauthorized") -> StatusError {
        StatusError(code: 401, reason: "Unauthorized", message: message)
    }
    package static func forbidden(_ subject: Subject, _ why: String) -> StatusError {
        let name = subject.name.isEmpty ? "" : " \"\(subject.name)\""
        let message = subject.kind.isEmpty ? "forbidden: \(why)" : "\(subject.qualified)\(name) is forbidden: \(why)"
        return StatusError(code: 403, reason: "Forbidden", message: message, subject: subject)
    }
    package static func notFound(_ subject: Subject) -> StatusError {
        StatusError(
            code: 404, reason: "NotFound", message: "\(subject.qualified) \"\(subject.name)\" not found", subject: subject)
    }
    /// A path that nothing serves.
    package static let noSuchPath = StatusError(
        code: 404, reason: "NotFound", message: "the server could not find the requested resource", subject: Subject())
    /// The same outside of the groups that are built in.
    package static let noSuchPage: StatusError = {
        var error = StatusError(code: 404, reason: "NotFound", message: "404 page not found")
        error.isPlainText = true
        return error
    }()
    package static func methodNotAllowed(_ subject: Subject, _ verb: String) -> StatusError {
        StatusError(
            code: 405, reason: "MethodNotAllowed",
            message: "\(verb) is not supported on resources of kind \"\(subject.qualified)\"",
            subject: subject)
    }
    package static func alreadyExists(_ subject: Subject) -> StatusError {
        StatusError(
            code: 409, reason: "AlreadyExists", message: "\(subject.qualified) \"\(subject.name)\" already exists",
            subject: subject)
    }
    package static func conflict(_ subject: Subject, _ why: String) -> StatusError {
        StatusError(
            code: 409, reason: "Conflict",
            message: "Operation cannot be fulfilled on \(subject.qualified) \"\(subject.name)\": \(why)", subject: subject)
    }
    package static func expired(_ message: String) -> StatusError {
        StatusError(code: 410, reason: "Expired", message: message)
    }
    package static func tooLarge(_ limit: Int) -> StatusError {
        StatusError(
            code: 413, reason: "RequestEntityTooLarge", message: "Request entity too large: limit is \(limit)")
    }
    package static func unsupportedMediaType(_ message: String) -> StatusError {
        StatusError(code: 415, reason: "UnsupportedMediaType", message: message)
    }
    package static func internalError(_ message: String) -> StatusError {
        StatusError(code: 500, reason: "InternalError", message: "Internal error occurred: \(message)")
    }
    package static func serviceUnavailable(_ message: String) -> StatusError {
        StatusError(code: 503, reason: "ServiceUnavailable", message: message)
    }

    /// 422 with one cause per field error. `subject.kind` is the kind (`Pod`), not the plural.
    package static func invalid(_ subject: Subject, _ errors: [FieldError]) -> StatusError {
        // Every error is a cause; the message says what is said twice but once.
        let errors = errors.prefix(within: longestInvalid)
        var said: Set<String> = []
        let texts = errors.map(\.text).filter { said.insert($0).inserted }
        let joined = texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]"
        return StatusError(
            code: 422, reason: "Invalid", message: "\(subject.qualified) \"\(subject.name)\" is invalid: \(joined)",
            subject: subject,
            causes: errors.map { Cause(reason: $0.kind.rawValue, message: $0.body, field: $0.path) })
    }
}

/// The most text of field errors in one answer. Kubernetes has no such bound; a body of 3 MB can be wrong in half a million
/// places.
private let longestInvalid = 4 << 20

extension [FieldError] {
    /// As many as have so many bytes of text together, and one at least.
    fileprivate func prefix(within bytes: Int) -> ArraySlice<FieldError> {
        var left = bytes
        let end = firstIndex { error in
            left -= error.path.utf8.count + error.body.utf8.count
            return left < 0
        }
        return prefix(Swift.max(1, end ?? count))
    }
}

/// One thing wrong with one field, in the words and shape of Kubernetes' validation errors.
package struct FieldError: Sendable, Hashable {
    /// The reason strings of `metav1.CauseType`.
    package enum Kind: String, Sendable {
        case required = "FieldValueRequired"
        case invalid = "FieldValueInvalid"
        case duplicate = "FieldValueDuplicate"
        case notSupported = "FieldValueNotSupported"
        case forbidden = "FieldValueForbidden"
        case tooLong = "FieldValueTooLong"
        case tooMany = "FieldValueTooMany"
        case notFound = "FieldValueNotFound"
        case typeInvalid = "FieldValueTypeInvalid"
    }

    package let kind: Kind
    package let path: String
    /// The cause's message: everything after `path: `.
    package let body: String

    package var text: String { "\(path): \(body)" }

    package init(kind: Kind, path: String, body: String) {
        self.kind = kind
        self.path = path
        self.body = body
    }

    /// A text as Go quotes it, anything else as JSON without what could be taken for HTML.
    private static func shown(_ value: JSONValue) -> String {
        value.stringValue.map(GoQuoting.quoted) ?? GoQuoting.withoutHTML(JSONWriter.string(value))
    }

    package static func required(_ path: String, _ detail: String = "") -> FieldError {
        FieldError(kind: .required, path: path, body: "Required value" + (detail.isEmpty ? "" : ": \(detail)"))
    }
    package static func invalid(_ path: String, _ value: JSONValue, _ detail: String) -> FieldError {
        FieldError(kind: .invalid, path: path, body: "Invalid value: \(shown(value)): \(detail)")
    }
    package static func duplicate(_ path: String, _ value: JSONValue) -> FieldError {
        FieldError(kind: .duplicate, path: path, body: "Duplicate value: \(shown(value))")
    }
    package static func forbidden(_ path: String, _ detail: String) -> FieldError {
        FieldError(kind: .forbidden, path: path, body: "Forbidden: \(detail)")
    }
    package static func notSupported(_ path: String, _ value: JSONValue, allowed: [String]) -> FieldError {
        notSupported(path, value, inOrder: allowed.sorted())
    }
    /// The same where Kubernetes does not sort what is allowed.
    package static func notSupported(_ path: String, _ value: JSONValue, inOrder allowed: [String]) -> FieldError {
        let list = allowed.map { "\"\($0)\"" }.joined(separator: ", ")
        return FieldError(
            kind: .notSupported, path: path, body: "Unsupported value: \(shown(value)): supported values: \(list)")
    }
    package static func notFound(_ path: String, _ value: JSONValue) -> FieldError {
        FieldError(kind: .notFound, path: path, body: "Not found: \(shown(value))")
    }
}
