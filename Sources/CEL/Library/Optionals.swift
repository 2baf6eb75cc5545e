extension Functions {
    static let optionals: [String: Function] = [
        "optional.of": function("optional.of", 1...1, gives: .dyn) { (call) throws(CELError) in .optional(try call.value(0)) },
        "optional.none": function("optional.none", 0...0, gives: .dyn) { _ in .optional(nil) },
        "optional.ofNonZeroValue": function("optional.ofNonZeroValue", 1...1, gives: .dyn) { (call) throws(CELError) in
            let value = try call.value(0)
            return .optional(value.isZero ? nil : value)
        },
        "hasValue": Function(method: 0...0, .bool) { (values) throws(CELError) in
            guard case .optional(let inner) = values[0] else { throw .noOverload("hasValue", values) }
            return .bool(inner != nil)
        },
        "value": Function(method: 0...0, .dyn) { (values) throws(CELError) in
            guard case .optional(let inner) = values[0] else { throw .noOverload("value", values) }
            guard let inner else { throw CELError("optional.none() dereference") }
            return inner
        },
        "or": Function(method: 1...1, .dyn) { (values) throws(CELError) in
            guard case .optional(let inner) = values[0] else { throw .noOverload("or", values) }
            return inner == nil ? values[1] : values[0]
        },
        "orValue": Function(method: 1...1, .dyn) { (values) throws(CELError) in
            guard case .optional(let inner) = values[0] else { throw .noOverload("orValue", values) }
            return inner ?? values[1]
        },
    ]
}

extension CELValue {
    fileprivate var isZero: Bool {
        switch self {
        case .null: true
        case .bool(let value): !value
        case .int(let value): value == 0
        case .uint(let value): value == 0
        case .double(let value): value == 0
        case .string(let value): value.isEmpty
        case .bytes(let value): value.isEmpty
        case .list(let value): value.isEmpty
        case .map(let value): value.count == 0
        case .duration(let value): value.nanoseconds == 0
        case .optional(let value): value == nil
        case .timestamp, .type, .object: false
        }
    }
}
