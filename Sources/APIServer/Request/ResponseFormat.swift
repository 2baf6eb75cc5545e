/// What the client wants to see of objects, from the `Accept` header.
package enum ResponseFormat: Sendable, Hashable {
    case object
    case table(includeObject: IncludeObject, MetaVersion)
    /// - Parameter isList: whether the client expects the metadata of a collection.
    case partialMetadata(MetaVersion, isList: Bool)

    /// What each row of a Table carries of its object.
    package enum IncludeObject: String, Sendable {
        case none = "None"
        case metadata = "Metadata"
        case object = "Object"
    }

    /// The version of `meta.k8s.io` that Tables and partial metadata are written in. They are alike but for its name.
    package enum MetaVersion: String, Sendable {
        case v1, v1beta1

        var apiVersion: String { "meta.k8s.io/\(rawValue)" }
    }
}

/// The syntax of an answer's body.
package enum Serialization: String, Sendable, CaseIterable {
    case json = "application/json"
    case yaml = "application/yaml"
    case protobuf = "application/vnd.kubernetes.protobuf"

    var mediaType: String { rawValue }
}
