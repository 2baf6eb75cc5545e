import AsyncTools
import JSON
import Transport

/// Asks a server outside of the cluster, with a `SubjectAccessReview` of `authorization.k8s.io/v1`.
///
/// Answers are kept for a while. A server that does not answer allows nothing: the request fails.
package struct WebhookAuthorizer: Authorizer {
    /// How long answers are kept, in seconds.
    package struct Lifetimes: Sendable {
        package var allowed: Int64
        package var denied: Int64

        package init(allowed: Int64 = 300, denied: Int64 = 30) {
            self.allowed = allowed
            self.denied = denied
        }
    }

    private struct Remembered: Sendable {
        let decision: AuthorizationDecision
        let until: Int64
    }

    private static let rememberedLimit = 8192
    /// Longer questions are asked each time.
    private static let rememberedBytes = 10_000
    private static let attempts = 5
    private static let answerLimit = 1 << 20

    private let server: any Exchange
    private let url: SecureURL
    private let lifetimes: Lifetimes
    private let now: @Sendable () -> Int64
    private let remembered = Guarded<[[UInt8]: Remembered]>([:])

    /// Throws when the certificates of the configuration cannot be used.
    ///
    /// - Parameter now: seconds since 1970.
    package init(
        _ configuration: ServerKubeconfig, lifetimes: Lifetimes = Lifetimes(), now: @escaping @Sendable () -> Int64
    ) throws {
        var client = HTTPClient.Configuration(
            endpoint: configuration.url.endpoint, tls: configuration.tls, responseTimeout: .seconds(10))
        if let token = configuration.bearerToken { client.bearerToken = { token } }
        server = try HTTPClient(configuration: client)
        url = configuration.url
        self.lifetimes = lifetimes
        self.now = now
    }

    package func authorize(_ attributes: RequestAttributes) async -> AuthorizationDecision {
        let question = JSONWriter.bytes(attributes.reviewSpec)
        let time = now()
        if let known = remembered.withLock({ $0[question] }), time < known.until { return known.decision }
        let decision = await ask(question)
        let lifetime: Int64 =
            switch decision {
            case .allow: lifetimes.allowed
            case .deny, .noOpinion: lifetimes.denied
            case .failure: 0
            }
        if lifetime > 0, question.count <= Self.rememberedBytes {
            remembered.withLock { remembered in
                if remembered.count >= Self.rememberedLimit { remembered = remembered.filter { $0.value.until > time } }
                if remembered.count >= Self.rememberedLimit { remembered.removeAll() }
                remembered[question] = Remembered(decision: decision, until: time + lifetime)
            }
        }
        return decision
    }

    /// Asks again after half a second, and then later and later, as long as the server does not answer or is overloaded.
    private func ask(_ question: [UInt8]) async -> AuthorizationDecision {
        var body = Array(#"{"apiVersion":"authorization.k8s.io/v1","kind":"SubjectAccessReview","metadata":{},"spec":"#.utf8)
        body += question + [UInt8(ascii: "}")]
        let request = HTTPRequest(
            "POST", url.path, query: url.query,
            headers: ["Content-Type": "application/json", "Accept": "application/json"], body: body)
        var pause = Duration.milliseconds(500)
        var fault = ""
        for attempt in 1...Self.attempts {
            do {
                let response = try await server.send(request)
                let answer = try await response.collect(limit: Self.answerLimit)
                if (200..<300).contains(response.status) { return Self.decision(answer) }
                fault = "the server answered with status \(response.status)"
                if response.status != 429, response.status < 500 { break }
            } catch {
                fault = "\(error)"
            }
            guard attempt < Self.attempts else { break }
            do { try await Task.sleep(for: pause) } catch { break }
            pause = pause * 3 / 2
        }
        return .failure(reason: "webhook authorizer: \(fault)")
    }

    private static func decision(_ answer: [UInt8]) -> AuthorizationDecision {
        guard let review = try? JSONReader.read(answer), let status = review["status"] else {
            return .failure(reason: "webhook authorizer: the answer is no review")
        }
        let reason = status.text("reason")
        switch (status["allowed"] == true, status["denied"] == true) {
        case (true, true): return .failure(reason: "webhook subject access review returned both allow and deny response")
        case (true, false): return .allow(reason: reason)
        case (false, true): return .deny(reason: reason)
        case (false, false): return .noOpinion(reason: reason)
        }
    }
}

extension RequestAttributes {
    /// The question as the `spec` of a `SubjectAccessReview`.
    var reviewSpec: JSONValue {
        var spec = user.json
        spec["username"] = nil
        spec["user"] = .string(user.name)
        guard isResourceRequest else {
            spec["nonResourceAttributes"] = ["path": .string(path), "verb": .string(verb)]
            return spec
        }
        var resource = JSONValue.emptyObject
        for (key, value) in [
            ("namespace", namespace), ("verb", verb), ("group", group), ("version", version), ("resource", self.resource),
            ("subresource", subresource), ("name", name),
        ] where !value.isEmpty {
            resource[key] = .string(value)
        }
        for (key, requirements) in [("fieldSelector", fieldRequirements), ("labelSelector", labelRequirements)]
        where !requirements.isEmpty {
            resource[key] = ["requirements": .array(requirements.map(\.json))]
        }
        spec["resourceAttributes"] = resource
        return spec
    }
}
