package import JSON
import Schema

/// `tokenreviews`: who a token belongs to, for servers that are handed one (the kubelet, extension servers).
package struct TokenReviewResource: VirtualResource {
    private let tokens: any TokenAuthenticator

    package let path = VirtualPath(
        group: "authentication.k8s.io", version: "v1", plural: "tokenreviews", kind: "TokenReview")

    package init(tokens: any TokenAuthenticator) { self.tokens = tokens }

    package func create(_ object: JSONValue, attributes: RequestAttributes) async throws(StatusError) -> JSONValue {
        let token = object.text(path: "spec", "token")
        guard !token.isEmpty else { throw .badRequest("token is required for TokenReview in authentication") }
        let audiences = object["spec"]?.texts("audiences") ?? []
        var answer = object
        switch try await tokens.authenticate(token: token, audiences: audiences) {
        case .accepted(let user, let audiences):
            answer["status"] = [
                "audiences": .array(audiences.map { .string($0) }), "authenticated": true, "user": user.authenticated.json,
            ]
        case .refused(let reason):
            answer["status"] = ["error": .string("[invalid bearer token, \(reason)]"), "user": .emptyObject]
        case .unknown: answer["status"] = ["error": "invalid bearer token", "user": .emptyObject]
        }
        return answer
    }
}

/// `selfsubjectreviews`: who the caller is (`kubectl auth whoami`).
package struct SelfSubjectReviewResource: VirtualResource {
    private let now: @Sendable () -> Int64

    package let path = VirtualPath(
        group: "authentication.k8s.io", version: "v1", plural: "selfsubjectreviews", kind: "SelfSubjectReview")

    /// - Parameter now: seconds since 1970.
    package init(now: @escaping @Sendable () -> Int64) { self.now = now }

    package func create(_ object: JSONValue, attributes: RequestAttributes) async throws(StatusError) -> JSONValue {
        var answer = object
        answer[path: ["metadata", "creationTimestamp"]] = .string(Timestamp(seconds: now()).rfc3339)
        answer["status"] = ["userInfo": attributes.user.json]
        return answer
    }
}

extension UserInfo {
    /// The form of `authentication.k8s.io/v1` `UserInfo`.
    var json: JSONValue {
        var json: JSONValue = ["username": .string(name)]
        if !uid.isEmpty { json["uid"] = .string(uid) }
        if !groups.isEmpty { json["groups"] = .array(groups.map { .string($0) }) }
        if !extra.isEmpty {
            json["extra"] = .object(
                JSONObject(
                    extra.sorted { $0.key < $1.key }.map {
                        JSONObject.Member(key: $0.key, value: .array($0.value.map { .string($0) }))
                    }))
        }
        return json
    }
}
