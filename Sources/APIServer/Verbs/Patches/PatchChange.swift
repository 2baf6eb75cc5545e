import JSON
import Schema
import Transport

/// The patch of one request.
struct PatchChange: Sendable {
    private enum Kind: Sendable {
        case json(JSONPatch)
        case merge(JSONValue)
        case strategic(JSONValue, ObjectSchema)
    }

    private let kind: Kind
    /// Members that the body names twice.
    let duplicates: [String]

    private static let mediaTypes = [
        "application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json",
    ]

    init(_ request: HTTPRequest, schema: ObjectSchema) throws(StatusError) {
        let type = BodyDecoder.mediaType(request)
        // A custom kind has no strategy for merging lists.
        let mediaTypes = schema.walks == nil ? Self.mediaTypes : Array(Self.mediaTypes.dropLast())
        guard mediaTypes.contains(type) else {
            throw .unsupportedMediaType(
                "the body of the request was in an unknown format - accepted media types include: "
                    + (mediaTypes + [Apply.mediaType]).joined(separator: ", "))
        }
        let document = try BodyDecoder.document(request, accepting: Self.mediaTypes) { error in
            .badRequest("error decoding patch: json parse error: \(error)")
        }
        duplicates = document.duplicates
        switch type {
        case "application/json-patch+json":
            do { kind = .json(try JSONPatch(document.value)) } catch { throw Self.refused(error) }
        case "application/merge-patch+json":
            guard document.value.objectValue != nil else { throw .badRequest("a merge patch is a JSON object") }
            kind = .merge(document.value)
        default:
            guard document.value.objectValue != nil else { throw .badRequest("a strategic merge patch is a JSON object") }
            kind = .strategic(document.value, schema)
        }
    }

    func apply(to object: JSONValue) throws(StatusError) -> JSONValue {
        switch kind {
        case .json(let patch):
            do { return try patch.apply(to: object) } catch { throw Self.refused(error) }
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
        }
    }

    /// The 422 for a patch after which the object does not fit its kind.
    func misfit(_ patched: JSONValue, _ why: String) -> StatusError {
        let shown: String =
            switch kind {
            case .json, .merge: JSONWriter.string(patched)
            case .strategic(let patch, _): patch.goText
            }
        return .invalid(StatusError.Subject(), [.invalid("patch", .string(shown), why)])
    }

    private static func refused(_ failure: JSONPatch.Failure) -> StatusError {
        switch failure {
        case .malformed(let why): .badRequest("error decoding patch: \(why)")
        case .tooManyOperations(let count):
            StatusError(
                code: 413, reason: "RequestEntityTooLarge",
                message: "Request entity too large: The allowed maximum operations in a JSON patch is "
                    + "\(JSONPatch.maximumOperations), got \(count)")
        case .tooLarge: .tooLarge(BodyDecoder.maximumBytes)
        case .inapplicable:
            // In these words, whatever the operation was, as the API server of Kubernetes.
            StatusError(
                code: 422, reason: "Invalid", message: "the server rejected our request due to an error in our request",
                subject: StatusError.Subject())
        }
    }
}
