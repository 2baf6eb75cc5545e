import KubeAPI
import Schema

/// The schemas of every kind that has a protobuf form, by the names that objects carry: what is stored, what is only
/// answered, lists, and the types of `meta.k8s.io`.
enum KindSchemas {
    private struct Name: Sendable, Hashable {
        let apiVersion: String
        let kind: String
    }

    static func schema(apiVersion: String, kind: String) -> ObjectSchema? {
        all[Name(apiVersion: apiVersion, kind: kind)]
    }

    private static let all: [Name: ObjectSchema] = {
        var schemas: [Name: ObjectSchema] = [:]
        let listMetadata = ListMetaShape.shape.schema
        for entry in BuiltInTypes.all + BuiltInTypes.subresourceKinds where entry.schema.hasProtobuf {
            let apiVersion = entry.type.apiVersion
            schemas[Name(apiVersion: apiVersion, kind: entry.type.kind)] = entry.schema
            schemas[Name(apiVersion: apiVersion, kind: entry.type.listKind)] = entry.schema.list(metadata: listMetadata)
        }
        let unversioned = [
            StatusShape.shape.schema, APIVersionsShape.shape.schema, APIGroupShape.shape.schema,
            APIGroupListShape.shape.schema, APIResourceListShape.shape.schema,
        ]
        for schema in unversioned {
            let kind = schema.name.split(separator: ".").last.map(String.init) ?? schema.name
            schemas[Name(apiVersion: "v1", kind: kind)] = schema
        }
        let partial = PartialObjectMetadataShape.shape.schema
        for version in ["meta.k8s.io/v1", "meta.k8s.io/v1beta1"] {
            schemas[Name(apiVersion: version, kind: "PartialObjectMetadata")] = partial
            schemas[Name(apiVersion: version, kind: "PartialObjectMetadataList")] = partial.list(metadata: listMetadata)
        }
        return schemas
    }()
}
