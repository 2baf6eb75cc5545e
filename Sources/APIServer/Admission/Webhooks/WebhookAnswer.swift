import Encodings
import JSON

/// What a webhook says about one write: the `response` of an AdmissionReview.
struct WebhookAnswer: Sendable {
    let isAllowed: Bool
    /// RFC 6902; `nil`: nothing is to be changed.
    let patch: JSONValue?
    let warnings: [String]
    let auditAnnotations: [(key: String, value: String)]
    private let status: JSONValue

    /// Throws what is wrong with it.
    ///
    /// - Parameter uid: the question's.
    init(_ review: JSONValue, uid: String) throws(WebhookFailure) {
        guard let response = review["response"], response.objectValue != nil else {
            throw WebhookFailure("received invalid webhook response: webhook response was absent")
        }
        guard response.text("uid") == uid else {
            throw WebhookFailure(
                "received invalid webhook response: expected response.uid=\"\(uid)\", got \"\(response.text("uid"))\"")
        }
        isAllowed = response["allowed"] == true
        status = response["status"] ?? .emptyObject
        warnings = response.texts("warnings")
        auditAnnotations = response.map("auditAnnotations").map { ($0.key, $0.value.stringValue ?? "") }
        let patch = response.text("patch")
        guard !patch.isEmpty else {
            self.patch = nil
            return
        }
        guard response.text("patchType") == "JSONPatch" else {
            throw WebhookFailure("received invalid webhook response: webhook returned response.patch but not response.patchType")
        }
        guard let bytes = Base64.decode(patch), let tree = try? JSONReader.read(bytes) else {
            throw WebhookFailure("received invalid webhook response: response.patch is not JSON")
        }
        self.patch = tree
    }

    /// What the client is told of a refusal.
    func refusal(by name: String) -> StatusError {
        let by = "admission webhook \"\(name)\" denied the request"
        let (message, reason) = (status.text("message"), status.text("reason"))
        let text = !message.isEmpty ? "\(by): \(message)" : !reason.isEmpty ? "\(by): \(reason)" : "\(by) without explanation"
        let code = status["code"]?.intValue.flatMap(Int.init(exactly:)) ?? 400
        return StatusError(code: (400..<600).contains(code) ? code : 400, reason: reason, message: text)
    }
}

/// Why a webhook could not be asked.
struct WebhookFailure: Error, Sendable {
    let message: String

    init(_ message: String) { self.message = message }
}
