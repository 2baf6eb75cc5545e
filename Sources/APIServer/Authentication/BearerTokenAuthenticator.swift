import Encodings
package import Transport

/// Takes the token from `Authorization: Bearer …` (RFC 6750, section 2.1), or, as browsers cannot send that with a
/// WebSocket, from a subprotocol. A token nobody knows is a 401, never anonymous.
package struct BearerTokenAuthenticator: Authenticator {
    static let subprotocol = "base64url.bearer.authorization.k8s.io."

    private let tokens: any TokenAuthenticator

    package init(_ tokens: any TokenAuthenticator) { self.tokens = tokens }

    package func authenticate(_ request: HTTPRequest) async throws(StatusError) -> UserInfo? {
        guard let token = try Self.token(request) else { return nil }
        guard case .accepted(let user, _) = try await tokens.authenticate(token: token, audiences: []) else {
            throw .unauthorized()
        }
        return user
    }

    /// `nil` for a request without a token; other schemes than `Bearer` are nobody's.
    private static func token(_ request: HTTPRequest) throws(StatusError) -> String? {
        if let header = request.headers["Authorization"] {
            let parts = header.parts(separatedBy: " ")
            if parts.count >= 2, String(parts[0]).equalsIgnoringASCIICase("bearer") { return String(parts[1]) }
        }
        guard let protocols = request.headers["Sec-WebSocket-Protocol"] else { return nil }
        for text in protocols.split(separator: ",") {
            let name = text.drop { $0 == " " }
            guard name.hasPrefix(subprotocol) else { continue }
            let encoded = name.dropFirst(subprotocol.count).prefix { $0 != " " }
            guard let token = Base64.decodeForURL(Array(encoded.utf8)), !token.isEmpty else { throw .unauthorized() }
            return String(decoding: token, as: UTF8.self)
        }
        return nil
    }
}
