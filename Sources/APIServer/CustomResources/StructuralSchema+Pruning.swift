import JSON
import KubeAPI
import Schema

extension StructuralSchema {
    /// The value without what the schema does not know, and without nulls that stand for nothing; `unknown` gets the paths of
    /// what was left out.
    ///
    /// - Parameter isObject: the value is an API object of its own, whose `kind`, `apiVersion` and `metadata` need no schema.
    func pruned(_ value: JSONValue, isObject: Bool = false, path: String = "", unknown: inout [String]) -> JSONValue {
        switch value {
        case .object(let object):
            return .object(pruned(object, isObject: isObject || isEmbeddedResource, path: path, unknown: &unknown))
        case .array(let elements):
            guard let items else { return preservesUnknownFields || kind == nil ? value : .array(elements) }
            var kept: [JSONValue] = []
            kept.reserveCapacity(elements.count)
            for (index, element) in elements.enumerated() {
                kept.append(items.pruned(element, path: "\(path)[\(index)]", unknown: &unknown))
            }
            return .array(kept)
        default: return value
        }
    }

    private func pruned(
        _ object: JSONObject, isObject: Bool, path: String, unknown: inout [String]
    ) -> JSONObject {
        var kept: [JSONObject.Member] = []
        kept.reserveCapacity(object.count)
        for member in object.members {
            let place = path.isEmpty ? member.key : "\(path).\(member.key)"
            if isObject, Self.isOfEveryObject(member.key) {
                let value = member.key == "metadata" ? Self.metadata(member.value, path: place, unknown: &unknown) : member.value
                if !value.isNull { kept.append(JSONObject.Member(key: member.key, value: value)) }
            } else if let schema = self.member(member.key) {
                if member.value.isNull, !schema.isNullable { continue }
                kept.append(
                    JSONObject.Member(key: member.key, value: schema.pruned(member.value, path: place, unknown: &unknown)))
            } else if keepsUnknown {
                kept.append(member)
            } else {
                unknown.append(place)
            }
        }
        return JSONObject(kept)
    }

    private var keepsUnknown: Bool {
        if case .anything = additional { return true }
        return preservesUnknownFields
    }

    static func isOfEveryObject(_ key: String) -> Bool { key == "kind" || key == "apiVersion" || key == "metadata" }

    /// The metadata without fields that objects do not have; as it is when it cannot be read.
    private static func metadata(_ value: JSONValue, path: String, unknown: inout [String]) -> JSONValue {
        guard let reading = try? ObjectMetaShape.shape.schema.read(value) else { return value }
        unknown += reading.unknownFields.map { "\(path).\($0)" }
        return reading.value
    }

    /// Fills in the defaults of what is missing, here and in everything below that is there.
    func applyDefaults(to value: inout JSONValue) {
        guard hasDefaults else { return }
        switch value {
        case .object(var object):
            value = .null
            for (name, schema) in properties where schema.hasDefaults {
                let isAbsent = object[name].map { $0.isNull && !schema.isNullable } ?? true
                if isAbsent, let fallback = schema.defaultValue { object[name] = fallback }
                Self.applyDefaults(of: schema, to: name, in: &object)
            }
            if case .schema(let schema) = additional, schema.hasDefaults {
                for name in Array(object.keys) where self[name] == nil {
                    Self.applyDefaults(of: schema, to: name, in: &object)
                }
            }
            value = .object(object)
        case .array(var elements):
            guard let items, items.hasDefaults else { return }
            value = .null
            for index in elements.indices { items.applyDefaults(to: &elements[index]) }
            value = .array(elements)
        default: break
        }
    }

    private static func applyDefaults(of schema: StructuralSchema, to name: String, in object: inout JSONObject) {
        guard object.index(of: name) != nil else { return }
        object.update(name) { slot in
            guard var value = slot else { return }
            slot = .null
            schema.applyDefaults(to: &value)
            slot = value
        }
    }
}

/// The walks over objects of a custom kind.
struct CustomWalks: SchemaWalks {
    let schema: StructuralSchema
    /// The schema as it stands in the definition.
    let source: JSONValue

    func read(_ value: JSONValue) throws(SchemaTypeError) -> SchemaReading {
        guard value.objectValue != nil else {
            throw SchemaTypeError(path: "", reason: "expected an object")
        }
        if let metadata = value["metadata"], !metadata.isNull {
            do throws(SchemaTypeError) {
                _ = try ObjectMetaShape.shape.schema.read(metadata)
            } catch {
                throw SchemaTypeError(path: error.path.isEmpty ? "metadata" : "metadata.\(error.path)", reason: error.reason)
            }
        }
        var unknown: [String] = []
        let pruned = schema.pruned(value, isObject: true, unknown: &unknown)
        return SchemaReading(value: pruned, unknownFields: unknown)
    }

    func applyDefaults(to value: inout JSONValue) { schema.applyDefaults(to: &value) }

    var published: JSONObject { source.objectValue ?? JSONObject() }
}
