import JSON
import KubeAPI

/// The fields of the metadata that only the server sets.
enum FixedMetadata {
    /// The errors of an update that wants to change them. What is left out is no change, and what Kubernetes quietly keeps
    /// as it is (times of creation, generations) is not looked at.
    static func errors(of object: JSONValue, _ old: JSONValue) -> [FieldError] {
        let (new, stored) = (object["metadata"] ?? .emptyObject, old["metadata"] ?? .emptyObject)
        var errors: [FieldError] = []
        if let grace = new["deletionGracePeriodSeconds"], grace != stored["deletionGracePeriodSeconds"] {
            errors.append(
                .invalid(
                    "metadata.deletionGracePeriodSeconds", grace, "field is immutable; may only be changed via deletion"))
        }
        let uid = new.text("uid")
        if !uid.isEmpty, uid != stored.text("uid") {
            errors.append(.invalid("metadata.uid", .string(uid), "field is immutable"))
        }
        if let time = new["deletionTimestamp"], !stored.has("deletionTimestamp") {
            errors.append(.invalid("metadata.deletionTimestamp", time, "field is immutable"))
        }
        // Kubernetes checks them for all kinds alike, and again for each kind.
        return errors + errors
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
