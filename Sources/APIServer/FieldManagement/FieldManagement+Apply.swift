import JSON
import KubeAPI
import Schema

extension FieldManagement {
    static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"
    /// The manager of what was there before anybody applied anything.
    private static let nameOfEarlier = "before-first-apply"
    private static let kubectl = "kubectl"

    struct Applied: Sendable {
        var object: JSONValue
        let managedFields: JSONValue?
    }

    /// Merges a configuration into an object and takes out what the manager applied before and nobody claims any more.
    ///
    /// - Parameters:
    ///   - live: the stored object; an empty one to create it.
    ///   - ignored: fields that this path does not take from a client.
    ///   - force: take over the fields that others set to something else, which is a 409 otherwise.
    func apply(
        _ configuration: JSONValue, to live: JSONValue, by name: String, force: Bool, ignoring ignored: FieldSet, at now: String
    ) throws(StatusError) -> Applied {
        try check(configuration)
        let claimed = Self.owned(try fields(appliedBy: configuration).removingBelow(ignored))
        var managed = ManagedFields(stored: live[path: "metadata", "managedFields"])
        if managed.isEmpty {
            let earlier = Self.owned(schema.fields(ofNew: live).removingBelow(ignored))
            if !earlier.isEmpty { managed.add(earlier, to: manager(Self.nameOfEarlier, .update), at: now) }
        }
        let manager = manager(name, .apply)
        let before = managed[manager]?.fields ?? FieldSet()
        managed.set(claimed, of: manager, at: nil)
        let owned = managed.entries.filter { $0.manager.operation == .apply }.reduce(FieldSet()) { $0.union($1.fields) }
        var object = schema.merge(configuration, into: live)
        object = schema.prune(object, applied: before, claimed: owned)
        let changes = schema.changes(from: live, to: object)
        let changed = changes.changed.removingBelow(ignored)
        if !force { try checkConflicts(managed, changed, by: manager, configuration, live) }
        managed.take(changed.union(changes.removed.removingBelow(ignored)), exceptFrom: manager)
        if object != live, let entry = managed[manager] { managed.set(entry.fields, of: manager, at: now) }
        keepLastApplied(configuration, by: name, &object)
        return Applied(object: object, managedFields: managed.json)
    }

    private func check(_ configuration: JSONValue) throws(StatusError) {
        let (group, version) = Self.split(configuration.text("apiVersion"))
        guard configuration.text("apiVersion") == apiVersion, configuration.text("kind") == kind else {
            throw .badRequest("invalid object type: \(group)/\(version), Kind=\(configuration.text("kind"))")
        }
        guard configuration["metadata"]?.has("managedFields") != true else {
            throw .badRequest("metadata.managedFields must be nil")
        }
    }

    private static func split(_ apiVersion: String) -> (group: Substring, version: Substring) {
        let parts = apiVersion.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 ? (parts[0], parts[1]) : ("", apiVersion[...])
    }

    private func fields(appliedBy configuration: JSONValue) throws(StatusError) -> FieldSet {
        do { return try schema.fields(appliedBy: configuration) } catch {
            let metadata = configuration["metadata"] ?? .emptyObject
            let (group, version) = Self.split(apiVersion)
            throw StatusError(
                code: 500, reason: "",
                message: "failed to create typed patch object (\(metadata.text("namespace"))/\(metadata.text("name")); "
                    + "\(group)/\(version), Kind=\(kind)): \(error)")
        }
    }

    // MARK: Conflicts

    private func checkConflicts(
        _ managed: ManagedFields, _ changed: FieldSet, by manager: ManagedFields.Manager, _ configuration: JSONValue,
        _ live: JSONValue
    ) throws(StatusError) {
        var conflicts: [(manager: ManagedFields.Manager, fields: FieldSet)] = []
        for entry in managed.entries where !entry.manager.isSame(as: manager) {
            let common = entry.fields.intersection(changed)
            if !common.isEmpty { conflicts.append((entry.manager, common)) }
        }
        if conflicts.isEmpty { return }
        if manager.name == Self.kubectl, let allowed = fieldsLastApplied(live) {
            conflicts = conflicts.map { ($0.manager, $0.fields.difference(allowed)) }.filter { !$0.fields.isEmpty }
            if conflicts.isEmpty { return }
        }
        throw .applyConflict(conflicts)
    }

    /// What a client-side apply set and nobody has changed since. `nil` when the object was not applied that way.
    private func fieldsLastApplied(_ live: JSONValue) -> FieldSet? {
        let text = live[path: "metadata", "annotations", Self.lastApplied]?.stringValue ?? ""
        guard !text.isEmpty, let last = try? JSONReader.read(text), last.text("apiVersion") == apiVersion,
            let fields = try? schema.fields(appliedBy: last)
        else { return nil }
        let changes = schema.changes(from: last, to: live)
        return fields.difference(changes.changed).difference(changes.removed)
    }

    /// The annotation of client-side applies follows the server-side applies of `kubectl`, so that both can be mixed.
    private func keepLastApplied(_ configuration: JSONValue, by name: String, _ object: inout JSONValue) {
        let annotation = ["metadata", "annotations", Self.lastApplied]
        guard name == Self.kubectl, object[path: annotation]?.stringValue?.isEmpty == false else { return }
        var configuration = configuration
        configuration.edit("metadata") { metadata in
            metadata.edit("annotations") { $0[Self.lastApplied] = nil }
        }
        let text = JSONWriter.string(configuration.sortedByKey) + "\n"
        object[path: annotation] = .string(text)
        let size = object["metadata"]?.map("annotations").reduce(0) { sum, annotation in
            sum + annotation.key.utf8.count + (annotation.value.stringValue?.utf8.count ?? 0)
        }
        if (size ?? 0) > MetadataRules.annotationLimit { object[path: annotation] = nil }
    }
}

extension JSONValue {
    /// With the members of every object in the order of their names.
    fileprivate var sortedByKey: JSONValue {
        switch self {
        case .array(let elements): return .array(elements.map(\.sortedByKey))
        case .object(let object):
            var sorted = JSONObject(object.map { JSONObject.Member(key: $0.key, value: $0.value.sortedByKey) })
            sorted.sortByKey()
            return .object(sorted)
        default: return self
        }
    }
}

extension StatusError {
    fileprivate static func applyConflict(
        _ conflicts: [(manager: ManagedFields.Manager, fields: FieldSet)]
    ) -> StatusError {
        let named = conflicts.map { (text: $0.manager.text, paths: $0.fields.paths) }.sorted { $0.text < $1.text }
        let causes = named.flatMap { conflict in
            conflict.paths.map { path in
                Cause(reason: "FieldManagerConflict", message: "conflict with \(conflict.text)", field: path)
            }
        }
        let message: String
        if causes.count == 1 {
            message = "Apply failed with 1 conflict: \(causes[0].message): \(causes[0].field)"
        } else {
            let lines = named.flatMap { ["conflicts with \($0.text):"] + $0.paths.map { "- \($0)" } }
            message = "Apply failed with \(causes.count) conflicts: " + lines.joined(separator: "\n")
        }
        return StatusError(code: 409, reason: "Conflict", message: message, subject: Subject(), causes: causes)
    }
}

extension ManagedFields.Manager {
    /// As an error shows it.
    fileprivate var text: String {
        var text = JSONWriter.string(.string(name))
        if !subresource.isEmpty { text += " with subresource \(JSONWriter.string(.string(subresource)))" }
        return operation == .update ? text + " using \(apiVersion)" : text
    }
}
