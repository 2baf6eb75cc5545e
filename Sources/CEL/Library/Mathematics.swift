extension Functions {
    static let mathematics: [String: Function] = [
        "math.greatest": function("math.greatest", 1...100, gives: .dyn) { (call) throws(CELError) in try pick(call, sign: 1) },
        "math.least": function("math.least", 1...100, gives: .dyn) { (call) throws(CELError) in try pick(call, sign: -1) },
        "math.abs": function("math.abs", 1...1, gives: .dyn) { (call) throws(CELError) in
            switch try call.value(0) {
            case .int(let value):
                guard value != .min else { throw CELError("integer overflow") }
                return .int(abs(value))
            case .uint(let value): return .uint(value)
            case .double(let value): return .double(value.magnitude)
            default: throw call.mismatch
            }
        },
        "math.sign": function("math.sign", 1...1, gives: .dyn) { (call) throws(CELError) in
            switch try call.value(0) {
            case .int(let value): return .int(value.signum())
            case .uint(let value): return .uint(value == 0 ? 0 : 1)
            case .double(let value): return .double(value.isNaN ? value : value == 0 ? 0 : value < 0 ? -1 : 1)
            default: throw call.mismatch
            }
        },
        "math.ceil": rounding("math.ceil", .up), "math.floor": rounding("math.floor", .down),
        "math.round": rounding("math.round", .toNearestOrAwayFromZero), "math.trunc": rounding("math.trunc", .towardZero),
        "math.isNaN": test("math.isNaN") { $0.isNaN }, "math.isInf": test("math.isInf") { $0.isInfinite },
        "math.isFinite": test("math.isFinite") { $0.isFinite },
        "math.sqrt": function("math.sqrt", 1...1, gives: .double) { (call) throws(CELError) in
            switch try call.value(0) {
            case .int(let value): return .double(Double(value).squareRoot())
            case .uint(let value): return .double(Double(value).squareRoot())
            case .double(let value): return .double(value.squareRoot())
            default: throw call.mismatch
            }
        },
        "math.bitAnd": bits("math.bitAnd") { $0 & $1 }, "math.bitOr": bits("math.bitOr") { $0 | $1 },
        "math.bitXor": bits("math.bitXor") { $0 ^ $1 },
        "math.bitNot": function("math.bitNot", 1...1, gives: .dyn) { (call) throws(CELError) in
            switch try call.value(0) {
            case .int(let value): return .int(~value)
            case .uint(let value): return .uint(~value)
            default: throw call.mismatch
            }
        },
        "math.bitShiftLeft": shift("math.bitShiftLeft") { $1 >= 64 ? 0 : $0 << $1 },
        "math.bitShiftRight": shift("math.bitShiftRight") { $1 >= 64 ? 0 : $0 >> $1 },
    ]

    private static func pick(_ call: Arguments, sign: Int) throws(CELError) -> CELValue {
        var values = call.values
        if values.count == 1, case .list(let list) = values[0] { values = list }
        guard var best = values.first else { throw CELError("\(call.name) called on empty list") }
        for value in values.dropFirst() {
            guard let order = value.order(to: best) else { throw call.mismatch }
            if order * sign > 0 { best = value }
        }
        return best
    }

    private static func rounding(_ name: String, _ rule: FloatingPointRoundingRule) -> Function {
        function(name, 1...1, gives: .double) { (call) throws(CELError) in
            guard case .double(let value) = try call.value(0) else { throw call.mismatch }
            return .double(value.rounded(rule))
        }
    }

    private static func test(_ name: String, _ holds: @escaping @Sendable (Double) -> Bool) -> Function {
        function(name, 1...1, gives: .bool) { (call) throws(CELError) in
            guard case .double(let value) = try call.value(0) else { throw call.mismatch }
            return .bool(holds(value))
        }
    }

    private static func bits(_ name: String, _ combine: @escaping @Sendable (UInt64, UInt64) -> UInt64) -> Function {
        function(name, 2...2, gives: .dyn) { (call) throws(CELError) in
            switch (try call.value(0), try call.value(1)) {
            case (.int(let left), .int(let right)):
                return .int(Int64(bitPattern: combine(UInt64(bitPattern: left), UInt64(bitPattern: right))))
            case (.uint(let left), .uint(let right)): return .uint(combine(left, right))
            default: throw call.mismatch
            }
        }
    }

    private static func shift(_ name: String, _ combine: @escaping @Sendable (UInt64, UInt64) -> UInt64) -> Function {
        function(name, 2...2, gives: .dyn) { (call) throws(CELError) in
            let count = try call.int(1)
            guard count >= 0 else { throw CELError("\(name)() negative offset: \(count)") }
            switch try call.value(0) {
            case .int(let value):
                return .int(Int64(bitPattern: combine(UInt64(bitPattern: value), UInt64(count))))
            case .uint(let value): return .uint(combine(value, UInt64(count)))
            default: throw call.mismatch
            }
        }
    }
}
