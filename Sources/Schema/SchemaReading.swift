import Encodings
package import JSON

/// A tree that follows its schema.
package struct SchemaReading: Sendable {
    package let value: JSONValue
    /// Fields the schema does not know, which were left out: `spec.foo`, `spec.containers[0].bar`.
    package let unknownFields: [String]

    package init(value: JSONValue, unknownFields: [String]) {
        self.value = value
        self.unknownFields = unknownFields
    }
}

extension ObjectSchema {
    /// Checks every type in the tree and brings it to its canonical form.
    ///
    /// - Unknown fields are left out and named (pruning); nulls are left out, and inside lists and maps become the zero
    ///   value. Empty lists and maps that are not required are left out, as Kubernetes does not tell them from absent ones.
    /// - Quantities become canonical text (`0.5` turns into `"500m"`), times become UTC.
    /// - Throws for the first value of a wrong type.
    package func read(_ value: JSONValue) throws(SchemaTypeError) -> SchemaReading {
        if let walks { return try walks.read(value) }
        var walk = ReadingWalk()
        let changed = try walk.object(value, self)
        return SchemaReading(value: changed ?? value, unknownFields: walk.unknownFields)
    }
}

/// Every function returns the value to use in place of the given one, or `nil` to keep it: clean trees are not copied.
private struct ReadingWalk {
    var path = FieldPath()
    var unknownFields: [String] = []
    /// The innermost object type around the value that is looked at; an error names it.
    private var enclosing: ObjectSchema?

    mutating func object(_ value: JSONValue, _ schema: ObjectSchema) throws(SchemaTypeError) -> JSONValue? {
        guard case .object(let object) = value else { throw mismatch(schema.goName, .structure, value) }
        let outer = enclosing
        enclosing = schema
        defer { enclosing = outer }
        var kept: [JSONObject.Member]?
        for (position, member) in object.members.enumerated() {
            guard let field = schema[member.key] else {
                unknownFields.append(path.text(of: member.key))
                kept = kept ?? Array(object.members[..<position])
                continue
            }
            if member.value.isNull || field.leavesOut(member.value) {
                kept = kept ?? Array(object.members[..<position])
            } else if let changed = try inside(.member(member.key), member.value, field.type) {
                kept = kept ?? Array(object.members[..<position])
                if !changed.isNull { kept?.append(JSONObject.Member(key: member.key, value: changed)) }
            } else {
                kept?.append(member)
            }
        }
        return kept.map { .object(JSONObject($0)) }
    }

    private mutating func inside(
        _ step: FieldPath.Step, _ value: JSONValue, _ type: SchemaType
    ) throws(SchemaTypeError) -> JSONValue? {
        path.enter(step)
        defer { path.leave() }
        return try any(value, type)
    }

    private mutating func any(_ value: JSONValue, _ type: SchemaType) throws(SchemaTypeError) -> JSONValue? {
        switch type {
        case .object(let reference): return try object(value, reference.resolve())
        case .array(let element): return try array(value, element)
        case .map(let element): return try map(value, element)
        case .union(let union): return try one(value, of: union)
        default: return try scalar(value, type)
        }
    }

    /// The value's own type reads its text: errors inside begin at it, and nobody hears of unknown fields there.
    private func one(_ value: JSONValue, of union: SchemaUnion) throws(SchemaTypeError) -> JSONValue? {
        guard let form = union.form(of: value) else {
            if let refusal = union.refusal { throw failure(refusal) }
            return .null
        }
        var walk = ReadingWalk()
        return try walk.any(value, form.type)
    }

    private mutating func array(_ value: JSONValue, _ element: SchemaType) throws(SchemaTypeError) -> JSONValue? {
        guard case .array(let elements) = value else { throw mismatch("[]" + element.goName, .slice, value) }
        var kept: [JSONValue]?
        for (index, item) in elements.enumerated() {
            let changed = item.isNull ? element.zero : try inside(.index(index), item, element)
            guard let changed else { continue }
            if kept == nil { kept = elements }
            kept?[index] = changed
        }
        return kept.map(JSONValue.array)
    }

    private mutating func map(_ value: JSONValue, _ element: SchemaType) throws(SchemaTypeError) -> JSONValue? {
        guard case .object(let object) = value else { throw mismatch("map[string]" + element.goName, .map, value) }
        var kept: [JSONObject.Member]?
        for (position, member) in object.members.enumerated() {
            let changed = member.value.isNull ? element.zero : try inside(.key(member.key), member.value, element)
            guard let changed else { continue }
            if kept == nil { kept = object.members }
            kept?[position].value = changed
        }
        return kept.map { .object(JSONObject($0)) }
    }

    private func scalar(_ value: JSONValue, _ type: SchemaType) throws(SchemaTypeError) -> JSONValue? {
        switch type {
        case .string:
            guard case .string = value else { throw mismatch(type.goName, .scalar, value) }
            return nil
        case .bool:
            guard case .bool = value else { throw mismatch(type.goName, .scalar, value) }
            return nil
        case .int32, .int64: return try integer(value, type)
        case .double:
            guard value.doubleValue != nil else { throw mismatch(type.goName, .scalar, value) }
            let canonical = value.canonicalNumber
            return canonical == value ? .none : .some(canonical)
        case .bytes:
            guard let text = value.stringValue else { throw mismatch(type.goName, .slice, value) }
            guard Base64.decode(text) != nil else { throw failure(GoText.badBase64(text)) }
            return nil
        case .quantity: return try quantity(value)
        case .intOrString:
            if case .string = value { return nil }
            guard Int32(json: value) != nil else { throw failure(GoText.cannotUnmarshal(value, into: "int32")) }
            return try integer(value, .int32)
        case .time, .microTime: return try time(value, type)
        case .any, .object, .array, .map, .union: return nil
        }
    }

    private func integer(_ value: JSONValue, _ type: SchemaType) throws(SchemaTypeError) -> JSONValue? {
        guard let number = value.intValue else { throw mismatch(type.goName, .scalar, value) }
        if case .int32 = type, Int32(exactly: number) == nil { throw mismatch(type.goName, .scalar, value) }
        if case .int = value { return nil }
        return .int(number)
    }

    private func quantity(_ value: JSONValue) throws(SchemaTypeError) -> JSONValue? {
        guard let quantity = Quantity(json: value) else {
            throw failure(
                "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")
        }
        let canonical = quantity.json
        return canonical == value ? .none : .some(canonical)
    }

    private func time(_ value: JSONValue, _ type: SchemaType) throws(SchemaTypeError) -> JSONValue? {
        guard let text = value.stringValue else { throw failure(GoText.cannotUnmarshal(value, into: "string")) }
        var isMicro = false
        if case .microTime = type { isMicro = true }
        guard let time = Timestamp(rfc3339: text) else { throw failure(GoText.badTime(text, isMicro: isMicro)) }
        let canonical = JSONValue.string(isMicro ? time.rfc3339Micro : time.rfc3339)
        return canonical == value ? .none : .some(canonical)
    }

    /// Where the field's own type reads its text, an error does not say where that was.
    private func failure(_ reason: String) -> SchemaTypeError { SchemaTypeError(path: path.text, reason: reason) }

    private func mismatch(_ type: String, _ expected: SchemaTypeError.Expected, _ value: JSONValue) -> SchemaTypeError {
        let decoding = GoText.cannotUnmarshal(
            value, into: type, field: path.isEmpty ? nil : "\(enclosing?.shortName ?? "").\(path.memberNames)")
        return SchemaTypeError(
            path: path.text, reason: decoding, conversion: GoText.cannotConvert(value, to: type, expected))
    }
}

extension JSONValue {
    /// A whole number as an integer, as which it is read back from its text.
    var canonicalNumber: JSONValue {
        guard case .double(let number) = self, let whole = Int64(exactly: number) else { return self }
        return .int(whole)
    }
}

extension FieldSchema {
    /// Whether the value is an empty list or map that says the same as an absent one.
    fileprivate func leavesOut(_ value: JSONValue) -> Bool {
        if isRequired { return false }
        switch (type, value) {
        case (.array, .array(let elements)): return elements.isEmpty
        case (.map, .object(let members)): return members.isEmpty
        default: return false
        }
    }
}

extension SchemaType {
    /// What a null inside a list or map stands for.
    fileprivate var zero: JSONValue? {
        switch self {
        case .string, .bytes: .string("")
        case .int32, .int64, .intOrString: .int(0)
        case .double: .double(0)
        case .bool: .bool(false)
        case .quantity: .string("0")
        case .object, .map: .emptyObject
        case .array: .array([])
        case .time, .microTime, .any, .union: Optional.none
        }
    }
}
