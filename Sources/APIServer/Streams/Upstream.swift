import JSON
import Transport

/// Requests that are passed on to a kubelet, a Pod or a Service, and what becomes of their failures.
struct Upstream: Sendable {
    let exchange: any Exchange

    /// The most of an error text that is passed on.
    private static let errorLimit = 64 << 10

    /// A 503 when there is no answer.
    func send(_ request: HTTPRequest) async throws(StatusError) -> HTTPResponse {
        do {
            return try await exchange.send(request)
        } catch {
            throw .serviceUnavailable("error trying to reach service: \(error)")
        }
    }

    /// An answer of 400 and above as a Status: the upstream's own, or one around its text.
    static func failure(_ response: HTTPResponse) async -> StatusError {
        let bytes = (try? await response.collect(limit: errorLimit)) ?? []
        if let status = try? JSONReader.read(bytes), status["kind"]?.stringValue == "Status" {
            return StatusError(
                code: response.status, reason: status["reason"]?.stringValue ?? reason(response.status),
                message: status["message"]?.stringValue ?? "")
        }
        let text = String(decoding: bytes, as: UTF8.self).trimmedSpace
        let code = response.status >= 400 ? response.status : 502
        return StatusError(
            code: code, reason: reason(code), message: text.isEmpty ? "the node answered with \(response.status)" : text)
    }

    private static func reason(_ code: Int) -> String {
        switch code {
        case 400: "BadRequest"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "NotFound"
        case 405: "MethodNotAllowed"
        case 409: "Conflict"
        case 429: "TooManyRequests"
        case 500: "InternalError"
        case 503: "ServiceUnavailable"
        case 504: "Timeout"
        default: ""
        }
    }

    private static let hopByHop: Set = [
        "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer", "transfer-encoding",
        "upgrade", "content-length", "host",
    ]

    /// What of a request's headers goes on: nothing that names the client or is for one hop only.
    static func forwarded(_ headers: HTTPHeaders, keepsUpgrade: Bool) -> HTTPHeaders {
        var result = HTTPHeaders([])
        for field in headers.fields {
            let name = field.name.lowercased()
            if name == "authorization" || name == "cookie" || name.hasPrefix("impersonate-") || name.hasPrefix("x-remote-") {
                continue
            }
            if hopByHop.contains(name), !(keepsUpgrade && (name == "connection" || name == "upgrade")) { continue }
            guard name == "sec-websocket-protocol" else {
                result.add(field.name, field.value)
                continue
            }
            // A browser's bearer token stands among the protocols.
            let protocols = field.value.split(separator: ",").map(\.trimmedSpace)
                .filter { !$0.hasPrefix(BearerTokenAuthenticator.subprotocol) }
            if !protocols.isEmpty { result.add(field.name, protocols.joined(separator: ", ")) }
        }
        return result
    }

    /// What of an answer's headers goes back.
    static func returned(_ headers: HTTPHeaders, isUpgrade: Bool) -> HTTPHeaders {
        var result = HTTPHeaders([])
        for field in headers.fields {
            let name = field.name.lowercased()
            if hopByHop.contains(name), !(isUpgrade && (name == "connection" || name == "upgrade")) { continue }
            result.add(field.name, field.value)
        }
        return result
    }
}
