import Schema

extension Functions {
    /// Conversions between types, `size`, `type` and `dyn`.
    static let conversions: [String: Function] = [
        "int": Function(function: 1...1, .int, toInt),
        "uint": Function(function: 1...1, .uint, toUInt),
        "double": Function(function: 1...1, .double, toDouble),
        "string": Function(function: 1...1, .string) { (arguments) throws(CELError) in
            guard let text = arguments[0].text else { throw .noOverload("string", arguments) }
            return .string(text)
        },
        "bytes": Function(function: 1...1, .bytes) { (arguments) throws(CELError) in
            switch arguments[0] {
            case .string(let text): return .bytes(Array(text.utf8))
            case .bytes: return arguments[0]
            default: throw .noOverload("bytes", arguments)
            }
        },
        "bool": Function(function: 1...1, .bool) { (arguments) throws(CELError) in
            switch arguments[0] {
            case .bool: return arguments[0]
            case .string("true"), .string("TRUE"), .string("True"), .string("t"), .string("1"): return .bool(true)
            case .string("false"), .string("FALSE"), .string("False"), .string("f"), .string("0"): return .bool(false)
            case .string: throw CELError("Type conversion error")
            default: throw .noOverload("bool", arguments)
            }
        },
        "dyn": Function(function: 1...1, .dyn) { $0[0] },
        "type": Function(function: 1...1, .type) { .type($0[0].typeName) },
        "size": Function(
            function: 1...1, method: 0...0,
            result: { isSized($0[0]) ? .int : nil }
        ) { (arguments) throws(CELError) in
            switch arguments[0] {
            case .string(let text): return .int(Int64(text.unicodeScalars.count))
            case .bytes(let bytes): return .int(Int64(bytes.count))
            case .list(let list): return .int(Int64(list.count))
            case .map(let map): return .int(Int64(map.count))
            default: throw .noOverload("size", arguments)
            }
        },
    ]

    private static func isSized(_ type: CELType) -> Bool {
        switch type {
        case .string, .bytes, .list, .map, .object, .dyn: true
        default: false
        }
    }

    private static let toInt: @Sendable ([CELValue]) throws(CELError) -> CELValue = { (arguments) throws(CELError) in
        let converted: Int64?
        switch arguments[0] {
        case .int(let value): converted = value
        case .uint(let value): converted = Int64(exactly: value)
        case .double(let value): converted = Int64(exactly: value.rounded(.towardZero))
        case .string(let text): converted = Int64(text)
        case .timestamp(let time): converted = time.seconds
        case .duration(let duration): converted = duration.nanoseconds
        default: throw .noOverload("int", arguments)
        }
        guard let converted else { throw CELError(isText(arguments[0]) ? "Type conversion error" : "integer overflow") }
        return .int(converted)
    }

    private static let toUInt: @Sendable ([CELValue]) throws(CELError) -> CELValue = { (arguments) throws(CELError) in
        let converted: UInt64?
        switch arguments[0] {
        case .int(let value): converted = UInt64(exactly: value)
        case .uint(let value): converted = value
        case .double(let value): converted = UInt64(exactly: value.rounded(.towardZero))
        case .string(let text): converted = UInt64(text)
        default: throw .noOverload("uint", arguments)
        }
        guard let converted else {
            throw CELError(isText(arguments[0]) ? "Type conversion error" : "unsigned integer overflow")
        }
        return .uint(converted)
    }

    private static let toDouble: @Sendable ([CELValue]) throws(CELError) -> CELValue = { (arguments) throws(CELError) in
        switch arguments[0] {
        case .int(let value): return .double(Double(value))
        case .uint(let value): return .double(Double(value))
        case .double: return arguments[0]
        case .string(let text):
            guard let value = Double(text) else { throw CELError("Type conversion error") }
            return .double(value)
        default: throw .noOverload("double", arguments)
        }
    }

    private static func isText(_ value: CELValue) -> Bool { if case .string = value { true } else { false } }
}
