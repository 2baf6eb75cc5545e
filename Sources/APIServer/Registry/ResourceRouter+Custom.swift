import KubeAPI
import Transport

/// Custom objects have no routes: one handler takes every path of their groups, and refuses in words of its own.
extension ResourceRouter {
    private static let builtInGroups = Set(BuiltInTypes.all.map(\.type.group))

    /// The answer to a path of which nothing is served.
    static func nothing(inGroup group: String) -> StatusError { builtInGroups.contains(group) ? .noSuchPath : .noSuchPage }

    /// The same for a path that leads to no resource: `/apis/apps/v9`.
    static func nothing(at path: String) -> StatusError {
        let parts = path.split(separator: "/")
        switch parts.first {
        case "api": return .noSuchPath
        case "apis" where parts.count > 1: return nothing(inGroup: String(parts[1]))
        default: return .noSuchPage
        }
    }

    /// Throws when a custom kind cannot be asked for this.
    static func checkCustom(_ path: RequestPath, _ definition: ResourceDefinition) throws(StatusError) {
        let attributes = path.attributes
        let isAnywhere = ["list", "watch"].contains(attributes.verb)
        guard !definition.type.isNamespaced || !attributes.namespace.isEmpty || isAnywhere else { throw .noSuchPage }
        let resource = StatusError.Subject(group: attributes.group, kind: attributes.resource)
        let verb = known.contains(attributes.verb) ? attributes.verb : ""
        if attributes.subresource.isEmpty {
            guard !verb.isEmpty else { throw .methodNotAllowed(resource, verb) }
            guard definition.verbs.contains(verb) else { throw .terminating(resource, verb) }
        } else {
            guard definition.subresources.contains(where: { $0.name == attributes.subresource }) else {
                throw .notFound(
                    StatusError.Subject(group: attributes.group, kind: attributes.resource, name: attributes.name))
            }
            guard ["get", "update", "patch"].contains(verb) else { throw .methodNotAllowed(resource, verb) }
        }
    }

    private static let known: Set = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"]
}

extension StatusError {
    /// The kind's definition is being deleted.
    fileprivate static func terminating(_ resource: Subject, _ verb: String) -> StatusError {
        var error = methodNotAllowed(resource, verb)
        error.message = "\(verb) not allowed while custom resource definition is terminating"
        return error
    }
}
