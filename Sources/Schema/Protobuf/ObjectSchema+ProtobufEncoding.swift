import Encodings
package import JSON

extension ObjectSchema {
    /// Appends the object that JSON text describes as the fields of a protobuf message, in one walk over the text and without
    /// a tree. Fields stand in the order of the text.
    ///
    /// Left out are nulls, values of a wrong type, fields without a number (`apiVersion`, `kind`), and fields the schema does
    /// not know. Throws for text that is not a JSON object.
    package func appendProtobuf(json: [UInt8], to writer: inout WireWriter) throws(JSONError) {
        var failure: JSONError?
        json.withUnsafeBufferPointer { buffer in
            var walk = EncodingWalk(scanner: JSONScanner(buffer), writer: WireWriter())
            swap(&walk.writer, &writer)
            do throws(JSONError) { try walk.object(self) } catch { failure = error }
            swap(&walk.writer, &writer)
        }
        if let failure { throw failure }
    }

    /// The object as a protobuf message.
    package func protobuf(_ object: JSONValue) -> [UInt8] {
        var writer = WireWriter()
        // The writer's own text cannot fail to be JSON; what is not an object is an empty message.
        try? appendProtobuf(json: JSONWriter.bytes(object), to: &writer)
        return writer.bytes
    }
}

private struct EncodingWalk {
    var scanner: JSONScanner
    var writer: WireWriter
    private var depth = 0

    init(scanner: JSONScanner, writer: WireWriter) {
        self.scanner = scanner
        self.writer = writer
    }

    mutating func object(_ schema: ObjectSchema) throws(JSONError) {
        try scanner.expect("{")
        if scanner.consume("}") { return }
        try enter()
        defer { depth -= 1 }
        // Fields of one wrapper usually stand together; where they do not, readers merge the wrappers.
        var wrapper: (path: Int, starts: (outer: Int, inner: Int?))?
        repeat {
            let field = try name(in: schema)
            try scanner.expect(":")
            guard let field, field.number > 0 else {
                _ = try scanner.skip()
                continue
            }
            if let open = wrapper, open.path != field.inside {
                end(open.starts)
                wrapper = nil
            }
            if wrapper == nil, let inside = field.inside { wrapper = (inside, begin(inside)) }
            try value(field.number, field.type)
        } while try scanner.continues(until: "}")
        if let wrapper { end(wrapper.starts) }
    }

    private mutating func begin(_ path: Int) -> (outer: Int, inner: Int?) {
        let outer = writer.begin(WirePath.outer(path))
        return (outer, WirePath.inner(path).map { writer.begin($0) })
    }

    private mutating func end(_ starts: (outer: Int, inner: Int?)) {
        if let inner = starts.inner { writer.end(inner) }
        writer.end(starts.outer)
    }

    private mutating func enter() throws(JSONError) {
        depth += 1
        guard depth <= JSONReader.maximumDepth else { throw scanner.failure("nesting too deep") }
    }

    private mutating func name(in schema: ObjectSchema) throws(JSONError) -> FieldSchema? {
        var ahead = scanner
        let (text, isEscaped) = try ahead.rawString()
        if isEscaped { return schema[try scanner.string()] }
        scanner = ahead
        return schema.field(named: text)
    }

    private mutating func value(_ number: Int, _ type: SchemaType) throws(JSONError) {
        switch type {
        case .array(let element) where scanner.consume("["):
            if scanner.consume("]") { return }
            repeat {
                // A place in a list cannot be left out.
                if element.isMessageOfNull, scanner.peek() == UInt8(ascii: "n") { writer.end(writer.begin(number)) }
                try single(number, element)
            } while try scanner.continues(until: "]")
        case .map(let element) where scanner.consume("{"):
            if scanner.consume("}") { return }
            repeat {
                let entry = writer.begin(number)
                try text(1)
                try scanner.expect(":")
                try single(2, element)
                writer.end(entry)
            } while try scanner.continues(until: "}")
        default: try single(number, type)
        }
    }

    /// Writes a string that is next.
    private mutating func text(_ number: Int) throws(JSONError) {
        var ahead = scanner
        let (text, isEscaped) = try ahead.rawString()
        guard !isEscaped else { return writer.text(number, try scanner.string()) }
        scanner = ahead
        writer.delimited(number, text)
    }

    private mutating func single(_ number: Int, _ type: SchemaType) throws(JSONError) {
        let first = scanner.peek()
        if first == UInt8(ascii: "n") { return _ = try scanner.skip() }
        switch (type, first) {
        case (.string, UInt8(ascii: "\"")): try text(number)
        case (.bytes, UInt8(ascii: "\"")):
            if let bytes = Base64.decode(try scanner.string()) { writer.delimited(number, bytes) }
        case (.object(let reference), UInt8(ascii: "{")):
            let start = writer.begin(number)
            try object(reference.resolve())
            writer.end(start)
        case (.array, UInt8(ascii: "[")):  // a list inside a map is a message of its own
            let start = writer.begin(number)
            try value(1, type)
            writer.end(start)
        case (.any, _):
            let raw = try scanner.skip()
            writer.message(number) { $0.delimited(1, raw) }
        case (.union(let union), _): try one(number, of: union, beginningWith: first)
        case (.time, UInt8(ascii: "\"")), (.microTime, UInt8(ascii: "\"")): try time(number, type)
        case (.quantity, _), (.intOrString, _), (.bool, _), (.int32, _), (.int64, _), (.double, _):
            try scalar(number, type)
        default: _ = try scanner.skip()
        }
    }

    private mutating func one(_ number: Int, of union: SchemaUnion, beginningWith first: UInt8) throws(JSONError) {
        guard let form = union.form(beginningWith: first) else { return _ = try scanner.skip() }
        let start = writer.begin(number)
        if form.flag > 0 { writer.varint(form.flag, 1) }
        if case .any = form.type {
            writer.delimited(form.number, try scanner.skip())
        } else {
            try value(form.number, form.type)
        }
        writer.end(start)
    }

    private mutating func scalar(_ number: Int, _ type: SchemaType) throws(JSONError) {
        if scanner.peek() == UInt8(ascii: "\"") {
            switch type {
            case .quantity:
                let start = writer.begin(number)
                try text(1)
                writer.end(start)
            case .intOrString:
                let start = writer.begin(number)
                writer.varint(1, 1)
                writer.varint(2, 0)
                try text(3)
                writer.end(start)
            default: _ = try scanner.skip()
            }
            return
        }
        let raw = try scanner.skip()
        switch type {
        case .quantity: if raw.isNumber { writer.message(number) { $0.delimited(1, raw) } }
        case .bool: if let first = raw.first, raw.isWord { writer.varint(number, first == UInt8(ascii: "t") ? 1 : 0) }
        case .double: if let amount = raw.double { writer.double(number, amount) }
        case .intOrString:
            guard let integer = raw.integer else { return }
            writer.message(number) { message in
                message.varint(1, 0)
                message.varint(2, UInt64(bitPattern: integer))
                message.text(3, "")
            }
        default: if let integer = raw.integer { writer.varint(number, UInt64(bitPattern: integer)) }
        }
    }

    private mutating func time(_ number: Int, _ type: SchemaType) throws(JSONError) {
        guard let time = Timestamp(rfc3339: try scanner.string()) else { return }
        var nanoseconds: Int64 = 0
        if case .microTime = type { nanoseconds = (time.microseconds - time.seconds * 1_000_000) * 1000 }
        writer.message(number) { message in
            message.varint(1, UInt64(bitPattern: time.seconds))
            message.varint(2, UInt64(bitPattern: nanoseconds))
        }
    }
}

extension SchemaType {
    /// Whether a null is a message without fields.
    fileprivate var isMessageOfNull: Bool {
        switch self {
        case .any, .union, .time, .microTime: true
        default: false
        }
    }
}

/// The text of a scalar.
extension UnsafeBufferPointer<UInt8> {
    fileprivate var isWord: Bool { first == UInt8(ascii: "t") || first == UInt8(ascii: "f") }

    fileprivate var isNumber: Bool {
        guard let first else { return false }
        return first == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
    }

    fileprivate var double: Double? { isNumber ? Double(String(decoding: self, as: UTF8.self)) : nil }

    fileprivate var integer: Int64? {
        guard isNumber else { return nil }
        return Int64(String(decoding: self, as: UTF8.self)) ?? double.flatMap(Int64.init(exactly:))
    }
}
