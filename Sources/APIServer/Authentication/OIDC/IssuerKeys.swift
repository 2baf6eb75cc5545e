import AsyncTools
import JSON
import PKI
import Schema
import Transport

/// The public keys of an OpenID provider: found through its description (OpenID Connect Discovery 1.0, section 4), kept, and
/// fetched anew for a token that names a key nobody has seen, and when they are old.
final class IssuerKeys: Sendable {
    private struct State: Sendable {
        var keys: JSONWebKeySet?
        var fetchedAt: Int64 = 0
        /// How many fetches are allowed now: strangers' tokens must not make this server ask all the time.
        var allowance = IssuerKeys.burst
        var allowanceAt: Int64 = 0
        var fetch: Task<JSONWebKeySet?, Never>?
    }

    private static let burst: Int64 = 4
    private static let secondsPerFetch: Int64 = 10
    private static let lifetime: Int64 = 600
    private static let documentLimit = 1 << 20

    private let issuer: String
    private let discovery: SecureURL
    private let authoritiesPEM: String?
    private let now: @Sendable () -> Int64
    private let state = Guarded(State())

    /// - Parameters:
    ///   - discovery: where the provider describes itself.
    ///   - authoritiesPEM: whose certificates the provider's servers must have; `nil`: those of the system.
    ///   - now: seconds since 1970.
    init(issuer: String, discovery: SecureURL, authoritiesPEM: String?, now: @escaping @Sendable () -> Int64) {
        self.issuer = issuer
        self.discovery = discovery
        self.authoritiesPEM = authoritiesPEM
        self.now = now
    }

    /// Whether the provider signed a token. Takes as long as the provider takes to answer, at most ten seconds, when its keys
    /// have to be fetched.
    func signed(_ token: WebToken, keyID: String, algorithm: SignatureAlgorithm) async -> Bool {
        let time = now()
        let (known, fetchedAt) = state.withLock { ($0.keys, $0.fetchedAt) }
        if let known, time - fetchedAt < Self.lifetime, known.has(keyID: keyID) {
            if known.signed(token, keyID: keyID, algorithm: algorithm) { return true }
            // A name is a promise; without one the token may be meant for a newer key.
            guard keyID.isEmpty else { return false }
        }
        let keys = await fetched(at: time) ?? known
        return keys?.signed(token, keyID: keyID, algorithm: algorithm) ?? false
    }

    /// Everybody who asks meanwhile gets the same answer. `nil` when there was none, or when it is too soon to ask again.
    private func fetched(at time: Int64) async -> JSONWebKeySet? {
        let fetch: Task<JSONWebKeySet?, Never>? = state.withLock { state in
            if let fetch = state.fetch { return fetch }
            let gained = (time - state.allowanceAt) / Self.secondsPerFetch
            if gained > 0 {
                state.allowance = min(Self.burst, state.allowance + gained)
                state.allowanceAt = time
            }
            guard state.allowance > 0 else { return nil }
            state.allowance -= 1
            // Not a child of the request: others wait for it too.
            let fetch = Task { await self.fetch(at: time) }
            state.fetch = fetch
            return fetch
        }
        return await fetch?.value
    }

    private func fetch(at time: Int64) async -> JSONWebKeySet? {
        let keys = try? await read()
        state.withLock { state in
            state.fetch = nil
            guard let keys else { return }
            state.keys = keys
            state.fetchedAt = time
        }
        return keys
    }

    private func read() async throws -> JSONWebKeySet? {
        let description = try await document(discovery)
        guard description.text("issuer") == issuer, let location = SecureURL(description.text("jwks_uri")) else { return nil }
        return JSONWebKeySet(try await document(location))
    }

    private func document(_ url: SecureURL) async throws -> JSONValue {
        var configuration = HTTPClient.Configuration(
            endpoint: url.endpoint, tls: ClientTLS(caPEM: authoritiesPEM), responseTimeout: .seconds(5))
        configuration.connectTimeout = .seconds(5)
        configuration.maxIdleConnections = 0
        let client = try HTTPClient(configuration: configuration)
        defer { client.close() }
        let response = try await client.send(
            HTTPRequest("GET", url.path, query: url.query, headers: ["Accept": "application/json"]))
        guard response.status == 200 else { throw TransportError.protocolViolation("status \(response.status)") }
        return try JSONReader.read(try await response.collect(limit: Self.documentLimit))
    }
}
