import JSON
package import PKI
package import Transport

/// How others check the cluster's service-account tokens: the provider's description (OpenID Connect Discovery 1.0,
/// section 4) and the public keys (RFC 7517). RBAC shows both to service accounts only.
package struct TokenKeyDocuments: PathResponder {
    private static let configurationPath = "/.well-known/openid-configuration"
    private static let keysPath = "/openid/v1/jwks"

    private let configuration: [UInt8]
    private let keys: [UInt8]

    package let paths = [Self.configurationPath, Self.keysPath]

    /// - Parameter serverAddress: `host:port` at which the keys are reached.
    package init(verifier: TokenVerifier, issuer: String, serverAddress: String) {
        configuration = JSONWriter.bytes([
            "issuer": .string(issuer), "jwks_uri": .string("https://\(serverAddress)\(Self.keysPath)"),
            "response_types_supported": ["id_token"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
        ])
        keys = Array(verifier.jsonWebKeySet.utf8)
    }

    package func respond(to request: HTTPRequest, query: Query) async throws(StatusError) -> HTTPResponse? {
        switch request.path {
        case Self.configurationPath: return try Self.response(configuration, "application/json", request)
        case Self.keysPath: return try Self.response(keys, "application/jwk-set+json", request)
        default: return nil
        }
    }

    private static func response(
        _ document: [UInt8], _ type: String, _ request: HTTPRequest
    ) throws(StatusError) -> HTTPResponse {
        guard request.method == "GET" else { throw .noSuchMethod }
        try Negotiation.checkRoute(request, types: [type])
        return HTTPResponse(
            status: 200, headers: ["Content-Type": type, "Cache-Control": "public, max-age=3600"], body: .bytes(document))
    }
}
