/// The second step: whether the user may. The error texts are those of Kubernetes.
struct AuthorizationStep: Sendable {
    let authorizer: any Authorizer

    /// Why it is allowed; a 403 unless somebody allows it.
    @discardableResult
    func check(_ attributes: RequestAttributes) async throws(StatusError) -> String {
        switch await authorizer.authorize(attributes) {
        case .allow(let reason): return reason
        case .deny(let reason), .noOpinion(let reason): throw Self.refusal(attributes, reason)
        case .failure(let reason): throw .internalError(reason)
        }
    }

    private static func refusal(_ attributes: RequestAttributes, _ reason: String) -> StatusError {
        let user = attributes.user.name
        let why = reason.isEmpty ? "" : ": \(reason)"
        guard attributes.isResourceRequest else {
            return .forbidden(
                StatusError.Subject(), "User \"\(user)\" cannot \(attributes.verb) path \"\(attributes.path)\"\(why)")
        }
        let resource =
            attributes.subresource.isEmpty ? attributes.resource : "\(attributes.resource)/\(attributes.subresource)"
        let place =
            attributes.namespace.isEmpty
            ? "at the cluster scope" : "in the namespace \"\(attributes.namespace)\""
        return .forbidden(
            StatusError.Subject(group: attributes.group, kind: attributes.resource, name: attributes.name),
            "User \"\(user)\" cannot \(attributes.verb) resource \"\(resource)\" in API group \"\(attributes.group)\" \(place)\(why)"
        )
    }
}
