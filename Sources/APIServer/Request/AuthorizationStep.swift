/// The second step: whether the user may. The error texts are those of Kubernetes.
struct AuthorizationStep: Sendable {
    let authorizer: any Authorizer

    enum Outcome: Sendable {
        case allowed(reason: String)
        /// A 403.
        case refused(reason: String, StatusError)
        /// A 500: nobody could tell.
        case failed(StatusError)
    }

    func decision(on attributes: RequestAttributes) async -> Outcome {
        switch await authorizer.authorize(attributes) {
        case .allow(let reason): .allowed(reason: reason)
        case .deny(let reason), .noOpinion(let reason): .refused(reason: reason, Self.refusal(attributes, reason))
        case .failure(let reason): .failed(Self.fault(attributes, reason))
        }
    }

    /// Throws unless somebody allows it.
    func check(_ attributes: RequestAttributes) async throws(StatusError) {
        switch await decision(on: attributes) {
        case .allowed: return
        case .refused(_, let error), .failed(let error): throw error
        }
    }

    /// Told in words, as everything that goes wrong before it is known what the client may see.
    private static func fault(_ attributes: RequestAttributes, _ reason: String) -> StatusError {
        var error = StatusError.internalError(reason)
        error.message = GoQuoting.escapedForHTML("Internal Server Error: \(GoQuoting.quoted(attributes.path)): \(reason)")
        error.isPlainText = true
        return error
    }

    static func refusal(_ attributes: RequestAttributes, _ reason: String) -> StatusError {
        let text = GoQuoting.escapedForHTML(sentence(attributes)) + (reason.isEmpty ? "" : ": \(reason)")
        guard attributes.isResourceRequest else { return .forbidden(StatusError.Subject(), text) }
        return .forbidden(
            StatusError.Subject(group: attributes.group, kind: attributes.resource, name: attributes.name), text)
    }

    private static func sentence(_ attributes: RequestAttributes) -> String {
        let user = GoQuoting.quoted(attributes.user.name)
        guard attributes.isResourceRequest else {
            return "User \(user) cannot \(attributes.verb) path \(GoQuoting.quoted(attributes.path))"
        }
        let resource =
            attributes.subresource.isEmpty ? attributes.resource : "\(attributes.resource)/\(attributes.subresource)"
        let place =
            attributes.namespace.isEmpty
            ? "at the cluster scope" : "in the namespace \(GoQuoting.quoted(attributes.namespace))"
        return "User \(user) cannot \(attributes.verb) resource \(GoQuoting.quoted(resource)) in API group "
            + "\(GoQuoting.quoted(attributes.group)) \(place)"
    }
}
