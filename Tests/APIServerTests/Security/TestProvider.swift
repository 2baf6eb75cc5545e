import APIServer
import AsyncTools
import Crypto
import CryptoExtras
import Encodings
import JSON
import PKI
import TestSupport
import Transport

/// An OpenID provider on a port of this machine: describes itself, shows its keys, signs tokens.
final class TestProvider: HTTPResponder {
    private struct State {
        var keys: [JSONValue] = []
        var requests: [String] = []
    }

    let authority: CertificateAuthority
    private let state = Guarded(State())
    private let port = Guarded(0)

    private init() throws { authority = try CertificateAuthority.create(commonName: "provider") }

    var issuer: String { "https://localhost:\(port.current)/realm" }

    /// The paths that were asked for.
    var requests: [String] { state.current.requests }

    /// Serves for as long as the body runs.
    static func run(_ body: @Sendable (TestProvider) async throws -> Void) async throws {
        let provider = try TestProvider()
        let certificate = try provider.authority.issue(
            .server(commonName: "provider", dnsNames: ["localhost"], ipAddresses: ["127.0.0.1"]))
        let server = try HTTPServer(
            configuration: .init(
                host: "127.0.0.1", port: 0,
                tls: ServerTLS(
                    certificateChainPEM: certificate.certificatePEM, privateKeyPEM: certificate.privateKeyPEM)),
            responder: provider, logger: TestCluster.quiet)
        let port = try await server.bind()
        provider.port.withLock { $0 = port }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            defer { group.cancelAll() }
            try await body(provider)
        }
    }

    func respond(to request: HTTPRequest) async -> HTTPResponse {
        let keys = state.withLock { state in
            state.requests.append(request.path)
            return state.keys
        }
        switch request.path {
        case "/realm/.well-known/openid-configuration":
            return answer(["issuer": .string(issuer), "jwks_uri": .string(issuer + "/keys")])
        case "/realm/keys": return answer(["keys": .array(keys)])
        default: return HTTPResponse(status: 404)
        }
    }

    private func answer(_ body: JSONValue) -> HTTPResponse {
        HTTPResponse(status: 200, headers: ["Content-Type": "application/json"], body: .bytes(JSONWriter.bytes(body)))
    }

    /// Shows these keys from now on.
    func publish(_ keys: TestKey...) {
        let shown = keys.map(\.json)
        state.withLock { $0.keys = shown }
    }

    /// What the API server is told about this provider.
    func description(audiences: [String] = ["kubernetes"]) -> OIDCIssuer {
        var description = OIDCIssuer(url: issuer, audiences: audiences)
        description.authoritiesPEM = authority.certificatePEM
        description.algorithms = [.rs256, .es256, .ps256, .es384]
        description.groupsClaim = "groups"
        description.groupsPrefix = "oidc:"
        return description
    }
}

/// A key pair of a provider.
enum TestKey: Sendable {
    case p256(P256.Signing.PrivateKey, id: String)
    case p384(P384.Signing.PrivateKey, id: String)
    case rsa(_RSA.Signing.PrivateKey, id: String, isPSS: Bool)

    private var names: (algorithm: String, id: String) {
        switch self {
        case .p256(_, let id): ("ES256", id)
        case .p384(_, let id): ("ES384", id)
        case .rsa(_, let id, let isPSS): (isPSS ? "PS256" : "RS256", id)
        }
    }

    var json: JSONValue {
        let (algorithm, id) = names
        var json: JSONValue = ["kid": .string(id), "alg": .string(algorithm), "use": "sig"]
        func put(_ name: String, _ bytes: some Collection<UInt8>) { json[name] = .string(Base64.encodeForURL(bytes)) }
        switch self {
        case .p256(let key, _):
            json["kty"] = "EC"
            json["crv"] = "P-256"
            put("x", Array(key.publicKey.rawRepresentation.prefix(32)))
            put("y", Array(key.publicKey.rawRepresentation.suffix(32)))
        case .p384(let key, _):
            json["kty"] = "EC"
            json["crv"] = "P-384"
            put("x", Array(key.publicKey.rawRepresentation.prefix(48)))
            put("y", Array(key.publicKey.rawRepresentation.suffix(48)))
        case .rsa(let key, _, _):
            json["kty"] = "RSA"
            if let numbers = try? key.publicKey.getKeyPrimitives() {
                put("n", Array(numbers.modulus))
                put("e", Array(numbers.publicExponent))
            }
        }
        return json
    }

    func token(_ claims: JSONValue, header: JSONValue? = nil) throws -> String {
        let (algorithm, id) = names
        let header = header ?? ["alg": .string(algorithm), "kid": .string(id), "typ": "JWT"]
        let message =
            Base64.encodeForURL(JSONWriter.bytes(header)) + "." + Base64.encodeForURL(JSONWriter.bytes(claims))
        return message + "." + Base64.encodeForURL(try sign(Array(message.utf8)))
    }

    private func sign(_ message: [UInt8]) throws -> [UInt8] {
        switch self {
        case .p256(let key, _): Array(try key.signature(for: message).rawRepresentation)
        case .p384(let key, _): Array(try key.signature(for: message).rawRepresentation)
        case .rsa(let key, _, let isPSS):
            Array(
                try key.signature(for: SHA256.hash(data: message), padding: isPSS ? .PSS : .insecurePKCS1v1_5)
                    .rawRepresentation)
        }
    }
}
