import JSON
import KubeAPI
import Schema

/// Keeps `metadata.managedFields` of one kind, or of one of its subresources, up to date.
///
/// Source: KEP-555 (server-side apply).
struct FieldManagement: Sendable {
    let schema: ObjectSchema
    let kind: String
    let apiVersion: String
    /// Empty for the object itself.
    let subresource: String

    /// What nobody owns: it names the object, or the server keeps it.
    private static let unowned = FieldSet(
        fields: ["apiVersion"], ["kind"], ["metadata"], ["metadata", "name"], ["metadata", "namespace"],
        ["metadata", "creationTimestamp"], ["metadata", "selfLink"], ["metadata", "uid"], ["metadata", "clusterName"],
        ["metadata", "generation"], ["metadata", "managedFields"], ["metadata", "resourceVersion"])

    /// What is never owned below a place, however it got there.
    private static let ignored = FieldSet(fields: ["metadata", "managedFields"])

    func manager(_ name: String, _ operation: ManagedFields.Operation) -> ManagedFields.Manager {
        ManagedFields.Manager(
            name: name.isEmpty ? "unknown" : name, operation: operation, apiVersion: apiVersion, subresource: subresource)
    }

    static func owned(_ fields: FieldSet) -> FieldSet { fields.removingBelow(ignored).difference(unowned) }

    /// The list for a new object: all that is set in it is the creator's.
    func created(_ object: JSONValue, by name: String, at now: String) -> JSONValue? {
        let fields = Self.owned(schema.fields(ofNew: object))
        if fields.isEmpty { return nil }
        var managed = ManagedFields()
        managed.add(fields, to: manager(name, .update), at: now)
        return managed.json
    }

    /// The list after a change that is not an apply: what changed is the writer's, and nobody else's.
    ///
    /// - Parameters:
    ///   - new: the object without what its kind or subresource does not take from a client.
    ///   - sent: what the client said about managed fields.
    func updated(
        from old: JSONValue, to new: JSONValue, sent: SentManagedFields, by name: String, at now: String
    ) -> JSONValue? {
        let stored = old[path: "metadata", "managedFields"]
        var managed: ManagedFields
        switch sent {
        case .reset where subresource.isEmpty: return nil
        case .list(let list) where subresource.isEmpty && list != stored:
            managed = (try? ManagedFields(sent: list)) ?? ManagedFields(stored: stored)
        default:
            guard let stored else { return nil }
            let changes = schema.changes(from: old, to: new)
            if changes.isEmpty { return stored }
            managed = ManagedFields(stored: stored)
            take(changes, by: name, at: now, &managed)
            return managed.json
        }
        if managed.isEmpty { return nil }
        take(schema.changes(from: old, to: new), by: name, at: now, &managed)
        return managed.json
    }

    private func take(_ changes: FieldChanges, by name: String, at now: String, _ managed: inout ManagedFields) {
        managed.take(changes.changed.union(changes.removed))
        let changed = Self.owned(changes.changed)
        if !changed.isEmpty { managed.add(changed, to: manager(name, .update), at: now) }
        managed.mergeOldUpdates()
    }
}

/// What a write says about `metadata.managedFields`.
enum SentManagedFields: Sendable, Hashable {
    case nothing
    /// `[]` or `[{}]`: forget who set what.
    case reset
    case list(JSONValue)

    /// From an object as the client sent it, before the schema has read it.
    init(_ object: JSONValue) {
        switch object[path: "metadata", "managedFields"] {
        case .array([])?, .array([.emptyObject])?: self = .reset
        case .array(let list)?: self = .list(.array(list))
        default: self = .nothing
        }
    }
}

extension ResourceDefinition {
    /// Whether `status` is written through its own path only.
    var keepsStatusApart: Bool { subresources.contains { $0.name == "status" } }

    func fieldManagement(subresource: String = "") -> FieldManagement {
        FieldManagement(schema: schema, kind: type.kind, apiVersion: type.apiVersion, subresource: subresource)
    }
}
