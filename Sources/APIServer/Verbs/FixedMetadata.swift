import JSON
import KubeAPI

/// The fields of the metadata that only the server sets.
enum FixedMetadata {
    /// Gives an update what the server sets: what is left out is no change, and when an object was made, how often it
    /// changed and when it ends is not for clients to say. What is left different is refused by the checks of metadata.
    static func keep(in object: inout JSONValue, _ old: JSONValue) {
        let stored = old["metadata"] ?? .emptyObject
        if object["metadata"]?.objectValue == nil { object["metadata"] = .emptyObject }
        object.edit("metadata") { metadata in
            for key in ["namespace", "resourceVersion", "creationTimestamp", "generation"] { metadata.copy(key, from: stored) }
            if metadata.text("uid").isEmpty { metadata.copy("uid", from: stored) }
            if stored.has("deletionTimestamp") || metadata.lacks("deletionTimestamp") {
                metadata.copy("deletionTimestamp", from: stored)
            }
            let grace = "deletionGracePeriodSeconds"
            if !metadata.has(grace) { metadata.copy(grace, from: stored) }
            metadata["selfLink"] = nil
        }
    }

    /// Refuses a PUT of an object that names another UID than the stored one's; `nil`: nothing is stored.
    static func checkUID(
        of object: JSONValue, _ old: JSONValue?, _ context: RequestContext
    ) throws(StatusError) {
        let uid = object.text(path: "metadata", "uid")
        let stored = old?.text(path: "metadata", "uid") ?? ""
        guard uid.isEmpty || uid == stored else {
            throw .conflict(
                context.subject,
                "StorageError: invalid object, Code: 4, Key: \(StorageName.key(context)), ResourceVersion: 0, "
                    + "AdditionalErrorMsg: Precondition failed: UID in precondition: \(uid), UID in object meta: \(stored)")
        }
    }
}

/// Where Kubernetes stores an object, which some of its errors show.
enum StorageName {
    private static let special = [
        "replicationcontrollers": "controllers", "endpoints": "services/endpoints", "nodes": "minions",
        "services": "services/specs", "ingresses": "ingress",
        "customresourcedefinitions": "apiextensions.k8s.io/customresourcedefinitions",
        "apiservices": "apiregistration.k8s.io/apiservices",
    ]

    static func key(_ context: RequestContext) -> String {
        let type = context.type
        let isBuiltIn = ServedGroups.isBuiltIn(type.group)
        let place = isBuiltIn ? special[type.plural] ?? type.plural : "\(type.group)/\(type.plural)"
        return "/registry/\(place)/\(context.path)"
    }
}
