import JSON
import KubeAPI
import Schema
import Testing

/// Compares every shape with what a stock Kubernetes 1.36 says of the type's fields.
@Suite struct RecordedFieldsTests {
    /// One row of `fields.tsv`.
    private struct Row {
        let field: String
        let type: String
        let number: Int?
        let isRequired: Bool
        let listType: String
        let mergeKeys: [String]
        let patchStrategy: String
        let patchMergeKey: String

        init?(_ columns: [Substring]) {
            guard columns.count >= 11 else { return nil }
            field = String(columns[1])
            type = String(columns[2])
            number = Int(columns[3])
            isRequired = columns[5] == "required"
            listType = String(columns[7])
            mergeKeys = columns[8].split(separator: ",").map(String.init)
            patchStrategy = String(columns[9])
            patchMergeKey = String(columns[10])
        }
    }

    private static func rows() throws -> [String: [Row]] {
        let text = String(decoding: try GoldenPair.read("fields.tsv"), as: UTF8.self)
        var rows: [String: [Row]] = [:]
        for line in text.split(separator: "\n").dropFirst() {
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard let type = columns.first, let row = Row(columns) else { continue }
            rows[String(type), default: []].append(row)
        }
        return rows
    }

    /// `metadata` of an element of a list is an object's; fields of the shapes that Kubernetes does not serve are none.
    @Test func everyShapeHasTheFieldsOfItsType() throws {
        let recorded = try Self.rows()
        #expect(recorded.count > 600)
        for schema in reachableSchemas {
            guard let rows = recorded[schema.name] else { continue }
            let served = rows.filter { !$0.field.hasPrefix("(") }
            guard !served.isEmpty else { continue }
            #expect(Set(schema.fields.map(\.name)) == Set(served.map(\.field)), "\(schema.name)")
            for row in served {
                guard let field = schema[row.field] else { continue }
                let name = "\(schema.name).\(row.field)"
                if let number = row.number { #expect(field.number == number && field.inside == nil, "\(name)") }
                // What may be any JSON has a type of its own there.
                let type = Self.text(field.type)
                if !type.hasSuffix("any") { #expect(type == row.type, "\(name)") }
                #expect(field.isRequired == row.isRequired, "\(name)")
                let listType = ["atomic", "set", "map"].contains(row.listType) ? row.listType : ""
                #expect((field.listType?.rawValue ?? "") == listType, "\(name)")
                #expect(field.mergeKeys == row.mergeKeys, "\(name)")
                #expect((field.patchStrategy?.rawValue ?? "") == row.patchStrategy, "\(name)")
                #expect((field.patchMergeKey ?? "") == row.patchMergeKey, "\(name)")
            }
        }
    }

    /// The type as the table spells it.
    private static func text(_ type: SchemaType) -> String {
        switch type {
        case .string: "string"
        case .bytes: "string:byte"
        case .int32: "integer:int32"
        case .int64: "integer:int64"
        case .double: "number:double"
        case .bool: "boolean"
        case .quantity: "io.k8s.apimachinery.pkg.api.resource.Quantity"
        case .intOrString: "io.k8s.apimachinery.pkg.util.intstr.IntOrString"
        case .time: "io.k8s.apimachinery.pkg.apis.meta.v1.Time"
        case .microTime: "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime"
        case .object(let reference): reference.resolve().name
        case .array(let element): "[]" + text(element)
        case .map(let element): "map[string]" + text(element)
        case .union(let union): union.name
        case .any: "any"
        }
    }
}
