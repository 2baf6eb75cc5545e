package import JSON

extension ObjectSchema {
    /// The object as a protobuf message, fields in the order of their numbers. Fields without a number (`apiVersion`, `kind`)
    /// and fields the schema does not know are left out; so are values of a wrong type.
    package func protobuf(_ value: JSONValue) -> [UInt8] {
        guard case .object(let object) = value else { return [] }
        var writer = WireWriter()
        var wrapped: Int?
        for position in wireOrder {
            let field = fields[position]
            guard let wrapper = field.inside else {
                if let member = object[field.name] { writer.field(field.number, member, field.type) }
                continue
            }
            // All fields of one wrapper stand together in wire order: write the wrapper at its first.
            guard wrapped != wrapper else { continue }
            wrapped = wrapper
            writer.wrapper(wrapper, fields, object)
        }
        return writer.bytes
    }
}

extension WireWriter {
    fileprivate mutating func wrapper(_ number: Int, _ fields: [FieldSchema], _ object: JSONObject) {
        var inner = WireWriter()
        for field in fields.filter({ $0.inside == number }).sorted(by: { $0.number < $1.number }) {
            if let member = object[field.name] { inner.field(field.number, member, field.type) }
        }
        delimited(number, inner.bytes)
    }

    fileprivate mutating func field(_ number: Int, _ value: JSONValue, _ type: SchemaType) {
        guard !value.isNull else { return }
        switch (type, value) {
        case (.array(let element), .array(let elements)):
            for item in elements { single(number, item, element) }
        case (.map(let element), .object(let members)):
            for member in members.sorted(by: { $0.key < $1.key }) {
                message(number) { entry in
                    entry.text(1, member.key)
                    entry.single(2, member.value, element)
                }
            }
        default: single(number, value, type)
        }
    }

    private mutating func single(_ number: Int, _ value: JSONValue, _ type: SchemaType) {
        switch type {
        case .string: if let text = value.stringValue { self.text(number, text) }
        case .bool: if let flag = value.boolValue { varint(number, flag ? 1 : 0) }
        case .int32, .int64: if let integer = value.intValue { varint(number, UInt64(bitPattern: integer)) }
        case .double: if let amount = value.doubleValue { double(number, amount) }
        case .bytes: if let bytes = Base64Bytes(json: value) { delimited(number, bytes.bytes) }
        case .object(let reference): delimited(number, reference.resolve().protobuf(value))
        case .array: message(number) { $0.field(1, value, type) }  // a list inside a map is a message of its own
        case .map: break
        default: special(number, value, type)
        }
    }

    /// Types whose JSON form is a scalar but whose protobuf form is a message.
    private mutating func special(_ number: Int, _ value: JSONValue, _ type: SchemaType) {
        switch type {
        case .quantity:
            if let quantity = Quantity(json: value) { message(number) { $0.text(1, quantity.text) } }
        case .time, .microTime:
            guard let time = Timestamp(json: value) else { return }
            var nanoseconds: Int64 = 0
            if case .microTime = type { nanoseconds = (time.microseconds - time.seconds * 1_000_000) * 1000 }
            message(number) { message in
                message.varint(1, UInt64(bitPattern: time.seconds))
                message.varint(2, UInt64(bitPattern: nanoseconds))
            }
        case .intOrString:
            guard let choice = IntOrString(json: value) else { return }
            message(number) { message in
                switch choice {
                case .int(let integer):
                    message.varint(1, 0)
                    message.varint(2, UInt64(bitPattern: Int64(integer)))
                    message.text(3, "")
                case .string(let text):
                    message.varint(1, 1)
                    message.varint(2, 0)
                    message.text(3, text)
                }
            }
        case .any: message(number) { $0.delimited(1, JSONWriter.bytes(value)) }
        default: break
        }
    }
}
