import JSON
import KubeAPI
import Schema

/// The printed columns of a custom kind.
enum CustomColumns {
    private struct Column: Sendable {
        let type: String
        let path: JSONPath
    }

    /// Name and what the definition lists; name and age when it lists nothing.
    static func columns(_ listed: [JSONValue]) -> TableColumns {
        // A path that cannot be read makes all of them useless.
        let listed = listed.allSatisfy { (try? JSONPath($0.text("jsonPath"))) != nil } ? listed : []
        var shown = [Columns.name]
        var read: [Column] = []
        let age: JSONValue = ["name": "Age", "type": "date", "jsonPath": ".metadata.creationTimestamp"]
        for column in listed.isEmpty ? [age] : listed {
            guard let path = try? JSONPath(column.text("jsonPath")) else { continue }
            let given = column.text("description")
            let text = "Custom resource definition column (in JSONPath format): \(column.text("jsonPath"))"
            let description = listed.isEmpty ? "When the server stored the object first." : text
            shown.append(
                TableColumns.Column(
                    name: column.text("name"), type: column.text("type"), format: column.text("format"),
                    description: given.isEmpty ? description : given, priority: Int(column["priority"]?.intValue ?? 0)))
            read.append(Column(type: column.text("type"), path: path))
        }
        let columns = read
        return TableColumns(
            columns: shown,
            cells: { object, now in
                [.string(object.text(path: "metadata", "name"))] + columns.map { cell($0, object, now) }
            })
    }

    private static func cell(_ column: Column, _ object: JSONValue, _ now: Timestamp) -> JSONValue {
        let values = column.path.values(in: object)
        guard let first = values.first else { return .null }
        switch column.type {
        case "integer": return first.intValue.map(JSONValue.int) ?? .null
        case "number": return first.doubleValue.map { _ in first } ?? .null
        case "boolean": return first.boolValue.map(JSONValue.bool) ?? .null
        case "date":
            guard let text = first.stringValue else { return .null }
            guard let time = Timestamp(rfc3339: text) else { return "<invalid>" }
            return .string(HumanDuration.since(time, now: now))
        default: return .string(values.map(\.printed).joined(separator: " "))
        }
    }
}

extension JSONValue {
    /// A string as it is, anything else as JSON.
    var printed: String { stringValue ?? (isNull ? "" : JSONWriter.string(self)) }
}
