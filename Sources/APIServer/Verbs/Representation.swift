import JSON
import KubeAPI
import Schema

/// The shapes beside the object itself in which a client may ask for objects.
enum Representation {
    /// `PartialObjectMetadata`: the metadata alone.
    static func partialMetadata(_ object: JSONValue) -> JSONValue {
        ["kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": object["metadata"] ?? .emptyObject]
    }

    static func partialMetadataList(_ objects: [JSONValue], metadata: JSONValue) -> JSONValue {
        [
            "kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1", "metadata": metadata,
            "items": .array(objects.map(partialMetadata)),
        ]
    }

    /// A `Table`: what `kubectl get` prints, one row per object.
    static func table(
        _ objects: [JSONValue], _ definition: ResourceDefinition, _ include: ResponseFormat.IncludeObject,
        metadata: JSONValue, now: Timestamp
    ) -> JSONValue {
        let rows = objects.map { object -> JSONValue in
            var row = JSONObject()
            row.append("cells", .array(definition.columns.cells(object, now)))
            switch include {
            case .none: row.append("object", .null)
            case .metadata: row.append("object", partialMetadata(object))
            case .object: row.append("object", object)
            }
            return .object(row)
        }
        return [
            "kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": metadata,
            "columnDefinitions": .array(definition.columns.columns.map(column)), "rows": .array(rows),
        ]
    }

    private static func column(_ column: TableColumns.Column) -> JSONValue {
        [
            "name": .string(column.name), "type": .string(column.type), "format": .string(column.format),
            "description": .string(column.description), "priority": .int(Int64(column.priority)),
        ]
    }
}
