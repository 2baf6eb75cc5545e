package import JSON
import Transport

/// An answer of the API server that is not a success: a `Status` object, or what could be made of the answer.
package struct APIError: Error, Sendable, CustomStringConvertible {
    /// The HTTP status code.
    package let code: Int
    /// The machine-readable word (`NotFound`, `Conflict`, …); empty when the server gave none.
    package let reason: String
    package let message: String
    /// The `details` of the Status; `.null` when there are none.
    package let details: JSONValue
    /// The request that was answered so (`GET /api/v1/…`); empty for an error inside a watch.
    package let operation: String

    package init(code: Int, reason: String, message: String, details: JSONValue = .null, operation: String = "") {
        self.code = code
        self.reason = reason
        self.message = message
        self.details = details
        self.operation = operation
    }

    /// Reads a `Status` tree; a tree of another kind becomes a plain error with `code`.
    package init(status: JSONValue, code: Int = 500, operation: String = "") {
        let stated = status["code"]?.intValue.flatMap { Int(exactly: $0) }
        self.init(
            code: stated ?? code,
            reason: status["reason"]?.stringValue ?? "",
            message: status["message"]?.stringValue ?? "the server answered with status \(stated ?? code)",
            details: status["details"] ?? .null,
            operation: operation)
    }

    package var isNotFound: Bool { code == 404 }
    /// The object was changed in between (a stale resource version or a failed precondition).
    package var isConflict: Bool { code == 409 && reason != "AlreadyExists" }
    package var isAlreadyExists: Bool { reason == "AlreadyExists" }
    /// The resource version is too old for a watch or a continued list: list again.
    package var isGone: Bool { code == 410 }
    /// The server has not come as far as the resource version: it was put back to an older state. List again.
    package var isFromTheFuture: Bool { hasCause("ResourceVersionTooLarge") }
    package var isForbidden: Bool { code == 403 }
    package var isUnauthorized: Bool { code == 401 }
    package var isInvalid: Bool { code == 422 }
    package var isTooManyRequests: Bool { code == 429 }
    /// A create was refused because its namespace is being deleted.
    package var isNamespaceTerminating: Bool {
        code == 403 && hasCause("NamespaceTerminating")
    }

    /// Seconds the server asks to wait before the next attempt.
    package var retryAfterSeconds: Int64? { details["retryAfterSeconds"]?.intValue }

    package func hasCause(_ reason: String) -> Bool {
        details["causes"]?.arrayValue?.contains { $0["reason"]?.stringValue == reason } ?? false
    }

    package var description: String {
        let subject = operation.isEmpty ? "" : "\(operation): "
        return "\(subject)\(message) (\(code)\(reason.isEmpty ? "" : " \(reason)"))"
    }
}

extension APIError {
    /// What a response with a status of 400 or above says.
    static func reading(_ response: HTTPResponse, operation: String) async throws -> APIError {
        let bytes = try await response.body.readWhole(limit: 1 << 20)
        guard let status = try? JSONReader.read(bytes), status.objectValue != nil else {
            let text = String(decoding: bytes.prefix(500), as: UTF8.self)
            return APIError(
                code: response.status, reason: "", message: text.isEmpty ? "no explanation was given" : text,
                operation: operation)
        }
        return APIError(status: status, code: response.status, operation: operation)
    }
}

extension HTTPBody {
    /// The whole body. Throws when it is larger than `limit` bytes or the connection turned into a tunnel.
    func readWhole(limit: Int) async throws -> [UInt8] {
        switch self {
        case .bytes(let bytes):
            return bytes
        case .stream(let chunks):
            var whole: [UInt8] = []
            for try await chunk in chunks {
                guard chunk.count <= limit - whole.count else {
                    throw TransportError.protocolViolation("the answer is larger than \(limit) bytes")
                }
                whole.append(contentsOf: chunk)
            }
            return whole
        case .upgrade:
            throw TransportError.protocolViolation("the server left HTTP unasked")
        }
    }
}
