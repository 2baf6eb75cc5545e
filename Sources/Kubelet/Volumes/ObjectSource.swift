import AsyncTools
import KubeAPI
import KubeClient
import Schema

/// ConfigMaps and Secrets, asked for by name. What was asked for lately is remembered for a short while, so that a round
/// of refreshing many Pods costs one question per object.
struct ObjectSource: Sendable {
    private struct Known: Sendable {
        var configMap: ConfigMap?
        var secret: Secret?
        var at: ContinuousClock.Instant
    }

    private static let maximumKnown = 200

    private let client: KubeClient
    private let known = Guarded<[String: Known]>([:])

    init(_ client: KubeClient) { self.client = client }

    /// `nil` when there is none.
    func configMap(_ key: ObjectKey, maximumAge: Duration = .zero) async throws -> ConfigMap? {
        if let found = recent("c/\(key)", maximumAge) { return found.configMap }
        let object = try await client.find(ConfigMapShape.self, key)
        remember("c/\(key)", Known(configMap: object, at: .now))
        return object
    }

    /// `nil` when there is none.
    func secret(_ key: ObjectKey, maximumAge: Duration = .zero) async throws -> Secret? {
        if let found = recent("s/\(key)", maximumAge) { return found.secret }
        let object = try await client.find(SecretShape.self, key)
        remember("s/\(key)", Known(secret: object, at: .now))
        return object
    }

    private func recent(_ name: String, _ maximumAge: Duration) -> Known? {
        known.withLock { known in
            guard let found = known[name], ContinuousClock.now - found.at < maximumAge else { return nil }
            return found
        }
    }

    private func remember(_ name: String, _ object: Known) {
        known.withLock { known in
            if known.count >= Self.maximumKnown, known[name] == nil { known.removeAll() }
            known[name] = object
        }
    }
}
