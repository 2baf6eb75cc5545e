package import Transport

/// Takes the token from `Authorization: Bearer …` (RFC 6750, section 2.1). A token nobody knows is a 401, never anonymous.
package struct BearerTokenAuthenticator: Authenticator {
    private let tokens: any TokenAuthenticator

    package init(_ tokens: any TokenAuthenticator) { self.tokens = tokens }

    package func authenticate(_ request: HTTPRequest) async throws(StatusError) -> UserInfo? {
        guard let header = request.headers["Authorization"] else { return nil }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, String(parts[0]).equalsIgnoringASCIICase("bearer") else { throw .unauthorized() }
        let token = parts[1].drop { $0 == " " }
        guard !token.isEmpty, !token.contains(" ") else { throw .unauthorized() }
        guard case .accepted(let user, _) = try await tokens.authenticate(token: String(token), audiences: []) else {
            throw .unauthorized()
        }
        return user
    }
}
