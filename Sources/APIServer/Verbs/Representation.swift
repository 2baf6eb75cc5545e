import JSON
import KubeAPI
import Schema

/// The shapes beside the object itself in which a client may ask for objects.
enum Representation {
    /// `PartialObjectMetadata`: the metadata alone.
    static func partialMetadata(_ object: JSONValue, _ version: ResponseFormat.MetaVersion) -> JSONValue {
        [
            "kind": "PartialObjectMetadata", "apiVersion": .string(version.apiVersion),
            "metadata": object["metadata"] ?? .emptyObject,
        ]
    }

    /// The same from an object's JSON text, which is not read for it.
    static func partialMetadata(_ json: [UInt8], _ version: ResponseFormat.MetaVersion) -> [UInt8] {
        var output: [UInt8] = []
        appendPartialMetadata(json, version, to: &output)
        return output
    }

    static func partialMetadataList(
        _ objects: [[UInt8]], metadata: JSONValue, _ version: ResponseFormat.MetaVersion
    ) -> [UInt8] {
        var output = Array("{\"kind\":\"PartialObjectMetadataList\",\"apiVersion\":\"\(version.apiVersion)\",\"metadata\":".utf8)
        JSONWriter.append(metadata, to: &output)
        output.append(contentsOf: ",\"items\":[".utf8)
        for (index, object) in objects.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            appendPartialMetadata(object, version, to: &output)
        }
        output.append(contentsOf: "]}".utf8)
        return output
    }

    private static func appendPartialMetadata(
        _ json: [UInt8], _ version: ResponseFormat.MetaVersion, to output: inout [UInt8]
    ) {
        output.append(
            contentsOf: "{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"\(version.apiVersion)\",\"metadata\":".utf8)
        if let metadata = JSONText.member("metadata", of: json) {
            output.append(contentsOf: metadata)
        } else {
            output.append(contentsOf: "{}".utf8)
        }
        output.append(UInt8(ascii: "}"))
    }

    /// A `Table`: what `kubectl get` prints, one row per object.
    ///
    /// - Parameter showsHeaders: whether the columns are described; in a watch only the first Table does.
    static func table(
        _ objects: [JSONValue], _ definition: ResourceDefinition, _ include: ResponseFormat.IncludeObject,
        _ version: ResponseFormat.MetaVersion, metadata: JSONValue, showsHeaders: Bool = true, now: Timestamp
    ) -> JSONValue {
        let rows = objects.map { object -> JSONValue in
            var row = JSONObject()
            row.append("cells", .array(definition.columns.cells(object, now)))
            switch include {
            case .none: row.append("object", .null)
            case .metadata: row.append("object", partialMetadata(object, version))
            case .object: row.append("object", object)
            }
            return .object(row)
        }
        let columns: JSONValue = showsHeaders ? .array(definition.columns.columns.map(column)) : .null
        return [
            "kind": "Table", "apiVersion": .string(version.apiVersion), "metadata": metadata, "columnDefinitions": columns,
            "rows": .array(rows),
        ]
    }

    /// A `Table` of one object.
    static func table(
        of object: JSONValue, _ definition: ResourceDefinition, _ include: ResponseFormat.IncludeObject,
        _ version: ResponseFormat.MetaVersion, showsHeaders: Bool = true, now: Timestamp
    ) -> JSONValue {
        let resourceVersion = object[path: "metadata", "resourceVersion"] ?? ""
        return table(
            [object], definition, include, version, metadata: ["resourceVersion": resourceVersion],
            showsHeaders: showsHeaders, now: now)
    }

    private static func column(_ column: TableColumns.Column) -> JSONValue {
        [
            "name": .string(column.name), "type": .string(column.type), "format": .string(column.format),
            "description": .string(column.description), "priority": .int(Int64(column.priority)),
        ]
    }
}
