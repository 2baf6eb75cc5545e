import Encodings
package import JSON

extension ObjectSchema {
    /// Messages nested deeper than this are refused.
    private static var maximumDepth: Int { 100 }

    /// The object that a protobuf message describes, in its JSON form.
    ///
    /// Unknown numbers are skipped. Go's encoder writes every plain field even when it is empty, so an empty string, 0 or
    /// `false` is left out where it says the same as absence, and kept where the field is required or optional.
    package func object(protobuf bytes: [UInt8]) throws(ProtobufError) -> JSONValue {
        try object(bytes[...], depth: 0)
    }

    fileprivate func object(_ bytes: ArraySlice<UInt8>, depth: Int) throws(ProtobufError) -> JSONValue {
        var slots = [Slot](repeating: .absent, count: fields.count)
        try fill(&slots, from: bytes, inside: nil, depth: depth)
        var members: [JSONObject.Member] = []
        for (field, slot) in zip(fields, slots) {
            guard let value = slot.json, !field.isAbsent(value) else { continue }
            members.append(JSONObject.Member(key: field.name, value: value))
        }
        return .object(JSONObject(members))
    }

    private func fill(
        _ slots: inout [Slot], from bytes: ArraySlice<UInt8>, inside wrapper: Int?, depth: Int
    ) throws(ProtobufError) {
        guard depth < Self.maximumDepth else { throw ProtobufError(reason: "nesting too deep") }
        var reader = WireReader(bytes)
        while let read = try reader.next() {
            if let index = wire.position(of: read.number, inside: wrapper) {
                try slots[index].add(read.content, fields[index].type, depth: depth)
            } else if let inner = wire.wrapper(read.number, inside: wrapper), case .delimited(let content) = read.content {
                try fill(&slots, from: content, inside: inner, depth: depth + 1)
            }
        }
    }
}

/// What the occurrences of one field have given so far. Lists and maps come an element at a time, in any number.
private enum Slot {
    case absent
    case value(JSONValue)
    case list([JSONValue])
    case map([JSONObject.Member])

    mutating func add(_ content: WireReader.Content, _ type: SchemaType, depth: Int) throws(ProtobufError) {
        switch type {
        case .array(let element):
            var elements: [JSONValue] = []
            if case .list(let earlier) = self { elements = earlier }
            self = .absent  // so that the list grows in place
            try content.appendElements(element, to: &elements, depth: depth)
            self = .list(elements)
        case .map(let element):
            var members: [JSONObject.Member] = []
            if case .map(let earlier) = self { members = earlier }
            self = .absent
            members.append(try content.mapEntry(element, depth: depth))
            self = .map(members)
        default: self = .value(try content.single(type, depth: depth))
        }
    }

    var json: JSONValue? {
        switch self {
        case .absent: nil
        case .value(let value): value
        case .list(let elements): .array(elements)
        case .map(let members): .object(Self.object(members))
        }
    }

    /// The last entry of a key wins, at the place of its first.
    private static func object(_ entries: [JSONObject.Member]) -> JSONObject {
        var members: [JSONObject.Member] = []
        var index: [String: Int] = [:]
        for entry in entries {
            if let known = index[entry.key] {
                members[known] = entry
            } else {
                index[entry.key] = members.count
                members.append(entry)
            }
        }
        return JSONObject(members)
    }
}

extension FieldSchema {
    fileprivate func isAbsent(_ value: JSONValue) -> Bool {
        switch value {
        case .null: true
        case .string(let text): !isOptional && !isRequired && text.isEmpty
        case .int(let number): !isOptional && !isRequired && number == 0
        case .bool(let flag): !isOptional && !isRequired && !flag
        default: false
        }
    }
}

extension WireReader.Content {
    fileprivate func appendElements(
        _ element: SchemaType, to elements: inout [JSONValue], depth: Int
    ) throws(ProtobufError) {
        if element.isPackable, case .delimited(let packed) = self {
            var reader = WireReader(packed)
            while !reader.isAtEnd {
                elements.append(try WireReader.Content.varint(reader.varint()).single(element, depth: depth))
            }
        } else {
            elements.append(try single(element, depth: depth))
        }
    }

    fileprivate func mapEntry(_ element: SchemaType, depth: Int) throws(ProtobufError) -> JSONObject.Member {
        var reader = WireReader(try content())
        var key = ""
        var value: JSONValue?
        while let field = try reader.next() {
            if field.number == 1 { key = try field.content.text() }
            if field.number == 2 { value = try field.content.single(element, depth: depth + 1) }
        }
        return JSONObject.Member(key: key, value: value ?? element.emptyMapValue)
    }

    fileprivate func single(_ type: SchemaType, depth: Int) throws(ProtobufError) -> JSONValue {
        switch type {
        case .string: return .string(try text())
        case .bool: return .bool(try number() != 0)
        case .int32: return .int(Int64(Int32(truncatingIfNeeded: try number())))
        case .int64: return .int(Int64(bitPattern: try number()))
        case .double:
            guard case .fixed64(let bits) = self else { throw ProtobufError(reason: "expected a double") }
            return JSONValue.double(Double(bitPattern: bits)).canonicalNumber
        case .bytes: return .string(Base64.encode(Array(try content())))
        case .object(let reference): return try reference.resolve().object(content(), depth: depth + 1)
        case .array(let element): return try list(element, depth: depth)
        case .map: throw ProtobufError(reason: "a map inside a map")
        case .union(let union): return try one(of: union, depth: depth + 1)
        case .quantity, .time, .microTime, .intOrString, .any: return try SpecialMessage(content()).value(type)
        }
    }

    /// A message without any of the fields is the zero value of a form that has one, and else null.
    private func one(of union: SchemaUnion, depth: Int) throws(ProtobufError) -> JSONValue {
        var reader = WireReader(try content())
        var slots = [Slot](repeating: .absent, count: union.forms.count)
        while let field = try reader.next() {
            guard let index = union.forms.firstIndex(where: { $0.number == field.number }) else { continue }
            if case .any = union.forms[index].type {
                slots[index] = .value(try SpecialMessage.json(field.content.content()))
            } else {
                try slots[index].add(field.content, union.forms[index].type, depth: depth)
            }
        }
        if let value = slots.lazy.compactMap(\.json).first { return value }
        let hasScalar = union.forms.contains { if case .bool = $0.type { true } else { false } }
        return hasScalar ? .bool(false) : .null
    }

    private func list(_ element: SchemaType, depth: Int) throws(ProtobufError) -> JSONValue {
        var reader = WireReader(try content())
        var elements: [JSONValue] = []
        while let field = try reader.next() {
            guard field.number == 1 else { continue }
            try field.content.appendElements(element, to: &elements, depth: depth + 1)
        }
        return .array(elements)
    }

    fileprivate func number() throws(ProtobufError) -> UInt64 {
        guard case .varint(let number) = self else { throw ProtobufError(reason: "expected a varint") }
        return number
    }

    fileprivate func content() throws(ProtobufError) -> ArraySlice<UInt8> {
        guard case .delimited(let content) = self else { throw ProtobufError(reason: "expected a length") }
        return content
    }

    fileprivate func text() throws(ProtobufError) -> String {
        guard let text = String(validating: try content(), as: UTF8.self) else {
            throw ProtobufError(reason: "text is not UTF-8")
        }
        return text
    }
}

/// A message whose JSON form is a scalar, or, for raw extensions, JSON of its own.
private struct SpecialMessage {
    private var numbers: [Int: UInt64] = [:]
    private var contents: [Int: ArraySlice<UInt8>] = [:]

    init(_ bytes: ArraySlice<UInt8>) throws(ProtobufError) {
        var reader = WireReader(bytes)
        while let field = try reader.next() {
            switch field.content {
            case .varint(let number): numbers[field.number] = number
            case .delimited(let content): contents[field.number] = content
            default: break
            }
        }
    }

    func value(_ type: SchemaType) throws(ProtobufError) -> JSONValue {
        switch type {
        case .quantity:
            let text = String(decoding: contents[1] ?? [], as: UTF8.self)
            guard let quantity = Quantity(text.isEmpty ? "0" : text) else { throw ProtobufError(reason: "bad quantity") }
            return quantity.json
        case .time, .microTime: return try time(type)
        case .intOrString:
            if numbers[1] == 1 { return .string(String(decoding: contents[3] ?? [], as: UTF8.self)) }
            return .int(Int64(Int32(truncatingIfNeeded: numbers[2] ?? 0)))
        default:
            return try Self.json(contents[1] ?? [])
        }
    }

    static func json(_ raw: ArraySlice<UInt8>) throws(ProtobufError) -> JSONValue {
        if raw.isEmpty { return .null }
        do throws(JSONError) {
            return try JSONReader.read(Array(raw))
        } catch {
            throw ProtobufError(reason: "embedded JSON: \(error)")
        }
    }

    /// The zero time is an empty message.
    private func time(_ type: SchemaType) throws(ProtobufError) -> JSONValue {
        if numbers.isEmpty { return .null }
        let seconds = Int64(bitPattern: numbers[1] ?? 0)
        let nanoseconds = Int64(bitPattern: numbers[2] ?? 0)
        // The years 1 to 9999, as RFC 3339 has them.
        guard (-62_135_596_800...253_402_300_799).contains(seconds), (0..<1_000_000_000).contains(nanoseconds) else {
            throw ProtobufError(reason: "time out of range")
        }
        let time = Timestamp(microseconds: seconds * 1_000_000 + nanoseconds / 1000)
        if case .microTime = type { return .string(time.rfc3339Micro) }
        return .string(time.rfc3339)
    }
}

extension SchemaType {
    fileprivate var isPackable: Bool {
        switch self {
        case .int32, .int64, .bool: true
        default: false
        }
    }

    fileprivate var emptyMapValue: JSONValue {
        switch self {
        case .string, .bytes: .string("")
        case .int32, .int64: .int(0)
        case .bool: .bool(false)
        case .quantity: .string("0")
        case .array: .array([])
        case .union, .any: .null
        default: .emptyObject
        }
    }
}
