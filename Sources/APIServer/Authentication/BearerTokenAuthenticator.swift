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

    /// What stands between the scheme and the next space. Tokens are long: they are not searched character by character.
    private static func bearer(_ header: String) -> String? {
        let space = UInt8(ascii: " ")
        guard let end = header.utf8.firstIndex(of: space), String(header[..<end]).equalsIgnoringASCIICase("bearer") else {
            return nil
        }
        let rest = header[end...].utf8.drop { $0 == space }
        let length = rest.withContiguousStorageIfAvailable { $0.firstIndex(of: space) ?? $0.count } ?? rest.count
        return length == 0 ? nil : String(Substring(rest.prefix(length)))
    }

    /// `nil` for a request without a token; other schemes than `Bearer` are nobody's.
    private static func token(_ request: HTTPRequest) throws(StatusError) -> String? {
        if let header = request.headers["Authorization"], let token = bearer(header) { return token }
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
