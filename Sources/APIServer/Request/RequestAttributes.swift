/// What a request wants, in the terms that authorization, admission and audit share.
package struct RequestAttributes: Sendable, Hashable {
    package var user: UserInfo
    /// `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`, or, off the resource paths, the
    /// lower-case HTTP method.
    package var verb: String
    package var isResourceRequest: Bool
    package var group: String
    package var version: String
    /// The plural (`pods`).
    package var resource: String
    /// Empty for the object itself.
    package var subresource: String
    /// Empty for cluster-wide requests and for lists over all namespaces.
    package var namespace: String
    /// Empty for collections.
    package var name: String
    /// The whole path, for non-resource requests.
    package var path: String
    /// Of lists, watches and deletecollections.
    package var fieldRequirements: [SelectorRequirement] = []
    package var labelRequirements: [SelectorRequirement] = []

    package init(
        user: UserInfo, verb: String, isResourceRequest: Bool, group: String = "", version: String = "",
        resource: String = "", subresource: String = "", namespace: String = "", name: String = "", path: String = ""
    ) {
        self.user = user
        self.verb = verb
        self.isResourceRequest = isResourceRequest
        self.group = group
        self.version = version
        self.resource = resource
        self.subresource = subresource
        self.namespace = namespace
        self.name = name
        self.path = path
    }
}

package enum AuthorizationDecision: Sendable, Hashable {
    case allow(reason: String)
    /// Final: later authorizers are not asked.
    case deny(reason: String)
    case noOpinion(reason: String)
    /// Nobody can tell now. Later authorizers are asked; when none of them allows or denies, the request fails.
    case failure(reason: String)
}

/// Decides whether a user may do something.
package protocol Authorizer: Sendable {
    func authorize(_ attributes: RequestAttributes) async -> AuthorizationDecision
}
