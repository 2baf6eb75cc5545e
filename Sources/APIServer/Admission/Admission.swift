package import JSON
package import KubeAPI

/// A write on its way to the store, as admission sees it.
package struct AdmissionOperation: Sendable {
    package enum Kind: String, Sendable { case create, update, delete, connect }

    package let kind: Kind
    package let type: ResourceType
    /// Empty for the object itself.
    package let subresource: String
    package let namespace: String
    package let name: String
    package let user: UserInfo
    package let isDryRun: Bool
    /// The new object; `nil` for a delete.
    package var object: JSONValue?
    /// The stored object; `nil` for a create.
    package let old: JSONValue?
    /// `Warning` headers for the client.
    package var warnings: [String] = []

    package init(
        kind: Kind, type: ResourceType, subresource: String, namespace: String, name: String, user: UserInfo,
        isDryRun: Bool, object: JSONValue?, old: JSONValue?
    ) {
        self.kind = kind
        self.type = type
        self.subresource = subresource
        self.namespace = namespace
        self.name = name
        self.user = user
        self.isDryRun = isDryRun
        self.object = object
        self.old = old
    }
}

/// One built-in admission plug-in. Both phases default to doing nothing.
package protocol AdmissionPlugin: Sendable {
    /// Changes the object before it is validated.
    func mutate(_ operation: inout AdmissionOperation) async throws(StatusError)
    /// Refuses by throwing.
    func validate(_ operation: AdmissionOperation) async throws(StatusError)
}

extension AdmissionPlugin {
    package func mutate(_ operation: inout AdmissionOperation) async throws(StatusError) {}
    package func validate(_ operation: AdmissionOperation) async throws(StatusError) {}
}
