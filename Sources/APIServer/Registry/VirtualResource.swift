package import JSON

/// A kind, or a subresource, that is answered and not stored: the reviews of `authorization.k8s.io` and
/// `authentication.k8s.io`, and `serviceaccounts/token`.
package protocol VirtualResource: Sendable {
    /// Group, version, plural and subresource it answers for: `("authorization.k8s.io", "v1", "subjectaccessreviews", "")`.
    var path: VirtualPath { get }
    /// Whether the answer is what was sent with something added, so that the sender manages its fields.
    var repeatsRequest: Bool { get }

    /// Answers a create. `object` has passed decoding and the schema's defaults; `attributes.namespace` and `.name` come
    /// from the path. The result is the whole object to send back.
    func create(_ object: JSONValue, attributes: RequestAttributes) async throws(StatusError) -> JSONValue
}

extension VirtualResource {
    package var repeatsRequest: Bool { true }
}

/// Where a virtual resource lives, and the kind its bodies have.
package struct VirtualPath: Sendable, Hashable {
    package let group: String
    package let version: String
    package let plural: String
    /// Empty for the resource itself.
    package let subresource: String
    /// The kind of the body, and its group/version.
    package let kind: String
    package let kindAPIVersion: String

    /// - Parameter kindAPIVersion: `nil` when the body's group/version is the resource's own.
    package init(
        group: String, version: String, plural: String, subresource: String = "", kind: String,
        kindAPIVersion: String? = nil
    ) {
        self.group = group
        self.version = version
        self.plural = plural
        self.subresource = subresource
        self.kind = kind
        self.kindAPIVersion = kindAPIVersion ?? (group.isEmpty ? version : "\(group)/\(version)")
    }
}
