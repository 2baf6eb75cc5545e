import Schema

extension Functions {
    static let operators: [String: Function] = [
        "_==_": Function(function: 2...2, result: compared("_==_")) { .bool($0[0].isEqual(to: $0[1])) },
        "_!=_": Function(function: 2...2, result: compared("_!=_")) { .bool(!$0[0].isEqual(to: $0[1])) },
        "_<_": ordering("_<_") { $0 < 0 }, "_<=_": ordering("_<=_") { $0 <= 0 },
        "_>_": ordering("_>_") { $0 > 0 }, "_>=_": ordering("_>=_") { $0 >= 0 },
        "@in": Function(function: 2...2, result: membership, contains),
        "!_": Function(function: 1...1, result: { $0[0].isAssignable(to: .bool) ? .bool : nil }) {
            (arguments) throws(CELError) in
            guard let value = arguments[0].boolValue else { throw .noOverload("!_", arguments) }
            return .bool(!value)
        },
        "-_": Function(function: 1...1, result: { isOne(of: [.int, .double, .duration], $0[0]) ? $0[0] : nil }, negate),
        "_+_": Function(function: 2...2, result: sumType, add),
        "_-_": Function(function: 2...2, result: differenceType, subtract),
        "_*_": Function(function: 2...2, result: sameNumber([.int, .uint, .double]), multiply),
        "_/_": Function(function: 2...2, result: sameNumber([.int, .uint, .double]), divide),
        "_%_": Function(function: 2...2, result: sameNumber([.int, .uint]), modulo),
    ]

    static func isOne(of types: [CELType], _ type: CELType) -> Bool { types.contains { type.isAssignable(to: $0) } }

    // MARK: Types

    private static func compared(_ name: String) -> @Sendable ([CELType]) -> CELType? {
        { $0[0].isAssignable(to: $0[1]) ? .bool : nil }
    }

    private static func isNumberPair(_ left: CELType, _ right: CELType) -> Bool {
        let numbers: [CELType] = [.int, .uint, .double]
        return isOne(of: numbers, left) && isOne(of: numbers, right)
    }

    private static func ordering(_ name: String, _ holds: @escaping @Sendable (Int) -> Bool) -> Function {
        let ordered: [CELType] = [.bool, .string, .bytes, .timestamp, .duration]
        return Function(
            function: 2...2,
            result: { types in
                let isSame = ordered.contains { types[0].isAssignable(to: $0) && types[1].isAssignable(to: $0) }
                return isSame || isNumberPair(types[0], types[1]) ? .bool : nil
            }
        ) { (arguments) throws(CELError) in
            guard let order = arguments[0].order(to: arguments[1]) else {
                if case .double = arguments[0], case .double = arguments[1] { return .bool(false) }
                throw .noOverload(name, arguments)
            }
            return .bool(holds(order))
        }
    }

    private static func membership(_ types: [CELType]) -> CELType? {
        switch types[1] {
        case .list(let element): types[0].isAssignable(to: element) ? .bool : nil
        case .map(let key, _): types[0].isAssignable(to: key) ? .bool : nil
        case .object: types[0].isAssignable(to: .string) ? .bool : nil
        case .dyn: .bool
        default: nil
        }
    }

    private static func sameNumber(_ allowed: [CELType]) -> @Sendable ([CELType]) -> CELType? {
        { types in
            guard allowed.contains(where: { types[0].isAssignable(to: $0) && types[1].isAssignable(to: $0) }) else { return nil }
            return types[0].isDyn ? types[1] : types[0]
        }
    }

    private static func sumType(_ types: [CELType]) -> CELType? {
        switch (types[0], types[1]) {
        case (.dyn, _), (_, .dyn): .dyn
        case (.timestamp, .duration), (.duration, .timestamp): .timestamp
        case (.list(let left), .list(let right)): left.isAssignable(to: right) ? types[0] : .list(.dyn)
        case (.string, .string), (.bytes, .bytes), (.duration, .duration): types[0]
        default: sameNumber([.int, .uint, .double])(types)
        }
    }

    private static func differenceType(_ types: [CELType]) -> CELType? {
        switch (types[0], types[1]) {
        case (.dyn, _), (_, .dyn): .dyn
        case (.timestamp, .timestamp): .duration
        case (.timestamp, .duration): .timestamp
        case (.duration, .duration): .duration
        default: sameNumber([.int, .uint, .double])(types)
        }
    }

    // MARK: Values

    private static let contains: @Sendable ([CELValue]) throws(CELError) -> CELValue = { (arguments) throws(CELError) in
        switch arguments[1] {
        case .list(let list): return .bool(list.contains { $0.isEqual(to: arguments[0]) })
        case .map(let map): return .bool(CELKey(arguments[0]).map { map[$0] != nil } ?? false)
        default: throw .noOverload("@in", arguments)
        }
    }

    private static func exact<T>(
        _ result: (partialValue: T, overflow: Bool), _ type: String
    ) throws(CELError) -> T {
        guard !result.overflow else { throw CELError("\(type) overflow") }
        return result.partialValue
    }

    private static let negate: @Sendable ([CELValue]) throws(CELError) -> CELValue = { (arguments) throws(CELError) in
        switch arguments[0] {
        case .int(let value): return .int(try exact(Int64(0).subtractingReportingOverflow(value), "integer"))
        case .double(let value): return .double(-value)
        case .duration(let value):
            return duration(try exact(Int64(0).subtractingReportingOverflow(value.nanoseconds), "duration"))
        default: throw .noOverload("-_", arguments)
        }
    }

    private static func duration(_ nanoseconds: Int64) -> CELValue { .duration(CELDuration(nanoseconds: nanoseconds)) }

    private static func moved(_ time: Timestamp, by duration: CELDuration, _ sign: Int64) throws(CELError) -> CELValue {
        let moved = time.microseconds.addingReportingOverflow(sign * (duration.nanoseconds / 1000))
        let result = Timestamp(microseconds: try exact(moved, "timestamp"))
        guard result.isInRange else { throw CELError("timestamp overflow") }
        return .timestamp(result)
    }

    private static let add: @Sendable ([CELValue]) throws(CELError) -> CELValue = { (arguments) throws(CELError) in
        switch (arguments[0], arguments[1]) {
        case (.int(let left), .int(let right)): return .int(try exact(left.addingReportingOverflow(right), "integer"))
        case (.uint(let left), .uint(let right)):
            return .uint(try exact(left.addingReportingOverflow(right), "unsigned integer"))
        case (.double(let left), .double(let right)): return .double(left + right)
        case (.string(let left), .string(let right)): return .string(left + right)
        case (.bytes(let left), .bytes(let right)): return .bytes(left + right)
        case (.list(let left), .list(let right)): return .list(left + right)
        case (.timestamp(let time), .duration(let span)), (.duration(let span), .timestamp(let time)):
            return try moved(time, by: span, 1)
        case (.duration(let left), .duration(let right)):
            return duration(try exact(left.nanoseconds.addingReportingOverflow(right.nanoseconds), "duration"))
        default: throw .noOverload("_+_", arguments)
        }
    }

    private static let subtract: @Sendable ([CELValue]) throws(CELError) -> CELValue = { (arguments) throws(CELError) in
        switch (arguments[0], arguments[1]) {
        case (.int(let left), .int(let right)): return .int(try exact(left.subtractingReportingOverflow(right), "integer"))
        case (.uint(let left), .uint(let right)):
            return .uint(try exact(left.subtractingReportingOverflow(right), "unsigned integer"))
        case (.double(let left), .double(let right)): return .double(left - right)
        case (.timestamp(let time), .duration(let span)): return try moved(time, by: span, -1)
        case (.timestamp(let left), .timestamp(let right)):
            let micro = try exact(left.microseconds.subtractingReportingOverflow(right.microseconds), "timestamp")
            return duration(try exact(micro.multipliedReportingOverflow(by: 1000), "duration"))
        case (.duration(let left), .duration(let right)):
            return duration(try exact(left.nanoseconds.subtractingReportingOverflow(right.nanoseconds), "duration"))
        default: throw .noOverload("_-_", arguments)
        }
    }

    private static let multiply: @Sendable ([CELValue]) throws(CELError) -> CELValue = { (arguments) throws(CELError) in
        switch (arguments[0], arguments[1]) {
        case (.int(let left), .int(let right)): return .int(try exact(left.multipliedReportingOverflow(by: right), "integer"))
        case (.uint(let left), .uint(let right)):
            return .uint(try exact(left.multipliedReportingOverflow(by: right), "unsigned integer"))
        case (.double(let left), .double(let right)): return .double(left * right)
        default: throw .noOverload("_*_", arguments)
        }
    }

    private static let divide: @Sendable ([CELValue]) throws(CELError) -> CELValue = { (arguments) throws(CELError) in
        switch (arguments[0], arguments[1]) {
        case (.int(let left), .int(let right)):
            guard right != 0 else { throw CELError("division by zero") }
            return .int(try exact(left.dividedReportingOverflow(by: right), "integer"))
        case (.uint(let left), .uint(let right)):
            guard right != 0 else { throw CELError("division by zero") }
            return .uint(left / right)
        case (.double(let left), .double(let right)): return .double(left / right)
        default: throw .noOverload("_/_", arguments)
        }
    }

    private static let modulo: @Sendable ([CELValue]) throws(CELError) -> CELValue = { (arguments) throws(CELError) in
        switch (arguments[0], arguments[1]) {
        case (.int(let left), .int(let right)):
            guard right != 0 else { throw CELError("modulus by zero") }
            return .int(try exact(left.remainderReportingOverflow(dividingBy: right), "integer"))
        case (.uint(let left), .uint(let right)):
            guard right != 0 else { throw CELError("modulus by zero") }
            return .uint(left % right)
        default: throw .noOverload("_%_", arguments)
        }
    }
}
