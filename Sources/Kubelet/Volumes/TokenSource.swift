import AsyncTools
import JSON
import KubeAPI
import KubeClient
import Schema

/// Service-account tokens bound to a Pod, from the TokenRequest API (KEP-1205). A token is renewed when 80 % of its
/// life, or a day, has passed.
struct TokenSource: Sendable {
    struct Request: Sendable, Hashable {
        let namespace: String
        let account: String
        let podName: String
        let podUID: String
        let audience: String
        let lifetime: Int64
    }

    private struct Token: Sendable {
        let text: String
        let renewAt: Timestamp
    }

    private let client: KubeClient
    private let tokens = Guarded<[Request: Token]>([:])

    init(_ client: KubeClient) { self.client = client }

    func token(_ request: Request) async throws -> String {
        let now = Timestamp.now
        if let known = tokens.withLock({ $0[request] }), now < known.renewAt { return known.text }
        let answer = try await client.post(
            "/api/v1/namespaces/\(request.namespace)/serviceaccounts/\(request.account)/token", Self.body(request))
        guard let text = answer[path: "status", "token"]?.stringValue, !text.isEmpty else {
            throw PodSetupError("the token answer holds no token")
        }
        let end = answer[path: "status", "expirationTimestamp"].flatMap { Timestamp(json: $0) }
        let life = end.map { $0.seconds(since: now) } ?? Double(request.lifetime)
        let renewAt = now.advanced(bySeconds: Int64(min(life * 0.8, 86_400)))
        tokens.withLock { $0[request] = Token(text: text, renewAt: renewAt) }
        return text
    }

    func forget(podUID: String) { tokens.withLock { $0 = $0.filter { $0.key.podUID != podUID } } }

    private static func body(_ request: Request) -> JSONValue {
        [
            "apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest",
            "spec": [
                "audiences": request.audience.isEmpty ? [] : [.string(request.audience)],
                "expirationSeconds": .int(request.lifetime),
                "boundObjectRef": [
                    "kind": "Pod", "apiVersion": "v1", "name": .string(request.podName), "uid": .string(request.podUID),
                ],
            ],
        ]
    }
}
