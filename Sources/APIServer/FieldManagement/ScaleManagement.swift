import JSON
import KubeAPI
import Schema

/// Who owns the number of replicas, carried between a workload and its Scale.
///
/// A Scale shows the owners of the workload's `spec.replicas` as those of its own. What a write of the Scale makes of them goes
/// back into the workload's list: who lost the field there loses it here, and who has it gets an entry of its own.
struct ScaleManagement: Sendable {
    /// The version of the workload.
    let apiVersion: String
    private let parent: ManagedFields

    /// Of the Scale.
    private static let replicas = FieldSet(fields: ["spec", "replicas"])
    /// The same of the workload.
    private let replicas: FieldSet

    /// - Parameter replicas: where the workload has the number.
    init(of workload: JSONValue, apiVersion: String, replicas: [String] = ["spec", "replicas"]) {
        self.replicas = FieldSet(fields: replicas)
        self.apiVersion = apiVersion
        parent = ManagedFields(stored: workload[path: "metadata", "managedFields"])
    }

    static let management = FieldManagement(
        schema: ScaleShape.shape.schema, kind: ScaleShape.type.kind, apiVersion: ScaleShape.type.apiVersion,
        subresource: "scale")

    /// The list of the Scale.
    var ofScale: JSONValue? {
        var managed = ManagedFields()
        for entry in parent.entries where owns(entry, replicas) {
            managed.add(Self.replicas, to: entry.manager.with(apiVersion: ScaleShape.type.apiVersion), at: entry.time)
        }
        return managed.json
    }

    /// The list of the workload after a write has left this list in the Scale.
    func ofWorkload(_ scale: JSONValue?) -> JSONValue? {
        var owners = ManagedFields(stored: scale).entries
        var managed = ManagedFields()
        for entry in parent.entries {
            if owns(entry, replicas) {
                if let index = owners.firstIndex(where: { $0.manager.isSame(as: entry.manager) }) {
                    owners.remove(at: index)
                } else {
                    managed.append(entry, without: replicas)
                    continue
                }
            }
            managed.append(entry)
        }
        for owner in owners where owns(owner, Self.replicas) {
            managed.append(
                ManagedFields.Entry(
                    manager: owner.manager.with(apiVersion: apiVersion), fields: replicas,
                    time: parent[owner.manager]?.time))
        }
        return managed.json
    }

    private func owns(_ entry: ManagedFields.Entry, _ fields: FieldSet) -> Bool {
        !entry.fields.intersection(fields).isEmpty
    }
}

extension ManagedFields.Manager {
    fileprivate func with(apiVersion: String) -> ManagedFields.Manager {
        ManagedFields.Manager(name: name, operation: operation, apiVersion: apiVersion, subresource: subresource)
    }
}
