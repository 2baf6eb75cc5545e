import Encodings
import JSON
import Schema
import Transport

/// The patch of one request.
struct PatchChange: Sendable {
    private enum Kind: Sendable {
        case json(JSONPatch)
        case merge(JSONValue)
        case strategic(JSONValue, ObjectSchema)
        /// The body is no patch. That comes out when there is something to patch.
        case unreadable(StatusError)
    }

    private let kind: Kind
    /// What is strange about the body: `duplicate field "data.a"`.
    private let oddities: [String]

    private static let jsonPatch = "application/json-patch+json"
    private static let mergePatch = "application/merge-patch+json"
    private static let mediaTypes = [jsonPatch, mergePatch, "application/strategic-merge-patch+json"]

    /// A 415 for a body of another type.
    static func checkMediaType(_ request: HTTPRequest, schema: ObjectSchema) throws(StatusError) {
        let isCustom = schema.walks != nil
        // A custom kind has no strategy for merging lists.
        let types = (isCustom ? Array(mediaTypes.dropLast()) : mediaTypes) + [Apply.mediaType]
        if !isCustom, !leadsToRoute(request, types) { throw .routeUnsupported() }
        guard types.contains(mediaType(request)) else {
            throw .unsupportedMediaType(
                "the body of the request was in an unknown format - accepted media types include: "
                    + types.joined(separator: ", "))
        }
    }

    /// Built-in kinds have a route for each type, and one name out of a list of them is enough to get there.
    private static func leadsToRoute(_ request: HTTPRequest, _ types: [String]) -> Bool {
        guard let header = request.headers["Content-Type"] else { return false }
        return header.parts(separatedBy: ",").contains { types.contains($0.prefix { $0 != ";" }.trimmedSpace) }
    }

    /// Names of patches are taken letter by letter.
    static func mediaType(_ request: HTTPRequest) -> String {
        request.headers["Content-Type"].map { String($0.prefix { $0 != ";" }) } ?? ""
    }

    init(_ request: HTTPRequest, schema: ObjectSchema, _ validation: BodyDecoder.FieldValidation) throws(StatusError) {
        guard request.body.count <= BodyDecoder.maximumBytes else { throw .tooLarge(BodyDecoder.maximumBytes) }
        let type = Self.mediaType(request)
        let isChecked = validation != .ignore
        do throws(StatusError) {
            let document: JSONReader.Document
            do throws(JSONError) {
                document = try JSONReader.document(request.body)
            } catch {
                throw Self.unreadable(error.reason, type, isChecked: isChecked)
            }
            let repeated = document.duplicates.map { "duplicate field \"\($0)\"" }
            if type == Self.jsonPatch {
                let patch: JSONPatch
                do { patch = try JSONPatch(document.value, isChecked: isChecked) } catch {
                    throw Self.refused(error, isChecked: isChecked)
                }
                kind = .json(patch)
                oddities = isChecked ? (patch.unknownFields + repeated).map { "json patch \($0)" } : []
                return
            }
            kind = try Self.change(document.value, type, schema, isChecked: isChecked)
            oddities = isChecked ? repeated : []
        } catch {
            kind = .unreadable(error)
            oddities = []
        }
    }

    private static func change(
        _ patch: JSONValue, _ type: String, _ schema: ObjectSchema, isChecked: Bool
    ) throws(StatusError) -> Kind {
        guard patch.isNull || patch.objectValue != nil else {
            throw unreadable(
                "json: cannot unmarshal \(patch.typeName) into Go value of type map[string]interface {}", type,
                isChecked: isChecked)
        }
        guard type == mergePatch else { return .strategic(patch.isNull ? .emptyObject : patch, schema) }
        guard !patch.isNull else { throw .badRequest("Invalid JSON Patch") }
        return .merge(patch)
    }

    private static func unreadable(_ why: String, _ type: String, isChecked: Bool) -> StatusError {
        switch type {
        case mergePatch where !isChecked: .badRequest("Invalid JSON Patch")
        case mergePatch, jsonPatch: .badRequest(isChecked ? "error decoding patch: \(why)" : why)
        default: .badRequest(why)
        }
    }

    func apply(to object: JSONValue) throws(StatusError) -> JSONValue {
        switch kind {
        case .json(let patch):
            do { return try patch.apply(to: object) } catch { throw Self.refused(error, isChecked: true) }
        case .merge(let patch):
            return MergePatch.apply(patch, to: object)
        case .strategic(let patch, let schema):
            do {
                return try StrategicMergePatch(schema: schema).apply(patch, to: object)
            } catch {
                switch error {
                case .malformed(let why): throw .badRequest(why)
                // Without a reason, as the API server of Kubernetes.
                case .inapplicable(let why): throw StatusError(code: 500, reason: "", message: why)
                }
            }
        case .unreadable(let error): throw error
        }
    }

    /// The object after the patch; a 422 when it does not fit its kind.
    func decoded(_ patched: JSONValue, by decoder: BodyDecoder) throws(StatusError) -> BodyDecoder.Decoded {
        var isText = true
        if case .strategic = kind { isText = false }
        return try decoder.check(patched, oddities: oddities, namesKind: isText) { misfit in
            let shown: String
            let why: String
            switch kind {
            case .strategic(let patch, _): (shown, why) = (patch.goText, misfit.conversion)
            default: (shown, why) = (JSONWriter.string(patched), misfit.reason)
            }
            return .invalid(StatusError.Subject(), [.invalid("patch", .string(shown), why)])
        }
    }

    private static func refused(_ failure: JSONPatch.Failure, isChecked: Bool) -> StatusError {
        switch failure {
        case .malformed(let why): unreadable(why, jsonPatch, isChecked: isChecked)
        case .tooManyOperations(let count):
            StatusError(
                code: 413, reason: "RequestEntityTooLarge",
                message: "Request entity too large: The allowed maximum operations in a JSON patch is "
                    + "\(JSONPatch.maximumOperations), got \(count)")
        case .inapplicable:
            // In these words, whatever the operation was, as the API server of Kubernetes.
            StatusError(
                code: 422, reason: "Invalid", message: "the server rejected our request due to an error in our request",
                subject: StatusError.Subject())
        }
    }
}
