/// Walks an expression. Every step costs a unit of the budget, and every element a loop visits.
struct Evaluator {
    private var scopes: [[String: CELValue]]
    private(set) var budget: CELBudget

    init(variables: [String: CELValue], budget: CELBudget) {
        scopes = [variables]
        self.budget = budget
    }

    private func variable(_ name: String) -> CELValue? {
        for scope in scopes.reversed() { if let value = scope[name] { return value } }
        return nil
    }

    mutating func with<R>(
        _ scope: [String: CELValue], _ body: (inout Evaluator) throws(CELError) -> R
    ) throws(CELError) -> R {
        scopes.append(scope)
        defer { scopes.removeLast() }
        return try body(&self)
    }

    mutating func evaluate(_ expression: Expression) throws(CELError) -> CELValue {
        try budget.spend(1)
        switch expression.kind {
        case .literal(let value): return value
        case .identifier(let name):
            if let value = variable(name) { return value }
            if Functions.typeNames.contains(name) { return .type(name) }
            throw CELError("no such attribute(s): \(name)")
        case .select(let operand, let field, let isOptional):
            return try select(field, of: operand, isOptional: isOptional)
        case .has(let operand, let field): return .bool(try has(field, in: evaluate(operand)))
        case .index(let operand, let index, let isOptional):
            return try element(of: evaluate(operand), at: evaluate(index), isOptional: isOptional)
        case .call(let name, let target, let arguments): return try call(name, target, arguments)
        case .and(let left, let right): return try logic(left, right, decidedBy: false)
        case .or(let left, let right): return try logic(left, right, decidedBy: true)
        case .conditional(let condition, let first, let second):
            guard let isMet = try evaluate(condition).boolValue else { throw CELError("no such overload") }
            return try evaluate(isMet ? first : second)
        case .list(let elements): return .list(try list(elements))
        case .map(let entries), .structure(_, let entries): return .map(try map(entries))
        case .comprehension(let comprehension): return try evaluate(comprehension)
        case .bind(let name, let value, let body):
            let bound = try evaluate(value)
            return try with([name: bound]) { (evaluator) throws(CELError) in try evaluator.evaluate(body) }
        case .mapOptional(let operand, let name, let body, let isFlat):
            guard case .optional(let inner) = try evaluate(operand) else { throw CELError("no such overload: optMap") }
            guard let inner else { return .optional(nil) }
            let mapped = try with([name: inner]) { (evaluator) throws(CELError) in try evaluator.evaluate(body) }
            return isFlat ? mapped : .optional(mapped)
        }
    }

    // MARK: Members

    private mutating func select(_ field: String, of operand: Expression, isOptional: Bool) throws(CELError) -> CELValue {
        if let name = Functions.typeName(field, in: operand, isVariable: { variable($0) != nil }) { return .type(name) }
        let value = try evaluate(operand)
        if isOptional || value.isOptional { return optional(value) { Self.field(field, of: $0) } }
        guard case .map(let map) = value else { throw CELError("no such overload: \(value.typeName).\(field)") }
        guard let found = map[name: field] else { throw CELError("no such key: \(field)") }
        return found
    }

    private static func field(_ name: String, of value: CELValue) -> CELValue? {
        guard case .map(let map) = value else { return nil }
        return map[name: name]
    }

    /// What a lookup finds in a value or in the value of an optional, as an optional.
    private func optional(_ value: CELValue, _ lookup: (CELValue) -> CELValue?) -> CELValue {
        guard case .optional(let inner) = value else { return .optional(lookup(value)) }
        return .optional(inner.flatMap(lookup))
    }

    private func has(_ field: String, in value: CELValue) throws(CELError) -> Bool {
        switch value {
        case .map(let map): return map[name: field] != nil
        case .optional(let inner): return try inner.map { (value) throws(CELError) in try has(field, in: value) } ?? false
        default: throw CELError("no such overload: has(\(value.typeName).\(field))")
        }
    }

    private func element(of value: CELValue, at index: CELValue, isOptional: Bool) throws(CELError) -> CELValue {
        guard isOptional || value.isOptional else { return try Self.element(of: value, at: index) }
        return optional(value) { try? Self.element(of: $0, at: index) }
    }

    private static func element(of value: CELValue, at index: CELValue) throws(CELError) -> CELValue {
        switch value {
        case .list(let list):
            guard case .int(let position)? = CELKey(index) else { throw .noOverload("_[_]", [value, index]) }
            guard position >= 0, position < list.count else { throw CELError("index out of bounds: \(position)") }
            return list[Int(position)]
        case .map(let map):
            guard let key = CELKey(index), let found = map[key] else {
                throw CELError("no such key: \(index.text ?? index.typeName)")
            }
            return found
        default: throw .noOverload("_[_]", [value, index])
        }
    }

    // MARK: Calls

    private mutating func call(_ name: String, _ target: Expression?, _ arguments: [Expression]) throws(CELError) -> CELValue {
        var values: [CELValue] = []
        var name = name
        if let target {
            if let whole = Functions.name(name, in: target, isVariable: { variable($0) != nil }) {
                name = whole
            } else {
                values.append(try evaluate(target))
            }
        }
        for argument in arguments { values.append(try evaluate(argument)) }
        guard let function = Functions.all[name] else { throw CELError("no such function: \(name)") }
        try budget.spend(cost(of: name, values))
        let result = try function.body(values)
        // What is made takes memory.
        try budget.spend(result.cost)
        return result
    }

    /// What a call costs beside its arguments: as much as it looks at.
    private func cost(of name: String, _ values: [CELValue]) -> Int {
        let sum = values.reduce(0) { $0 + $1.cost }
        switch name {
        case "sets.contains", "sets.equivalent", "sets.intersects":
            // Each with each.
            let weights = values.map { $0.weight(upTo: budget.remaining) }
            let (left, right) = (weights.first ?? 0, weights.last ?? 0)
            let (product, isTooLarge) = left.multipliedReportingOverflow(by: right)
            return isTooLarge ? .max : product
        case "_==_", "_!=_", "@in", "indexOf", "lastIndexOf", "format":
            // These look at what is inside, too.
            return values.reduce(0) { $0 + $1.weight(upTo: budget.remaining) }
        case "distinct":
            guard case .list(let list)? = values.first else { return sum }
            let others = list.count(where: { CELKey($0) == nil })
            return sum + others * others
        case "matches" where values.count > 1, "find" where values.count > 1, "findAll" where values.count > 1:
            // A tenth of the text for every four characters of the pattern, as in Kubernetes.
            return sum + (values[0].cost + 1) * (values[1].cost * 10 / 4 + 1)
        default: return sum
        }
    }

    /// `&&` and `||`: whichever side decides, decides, even when the other one fails.
    private mutating func logic(_ left: Expression, _ right: Expression, decidedBy decider: Bool) throws(CELError) -> CELValue {
        var failure: CELError?
        for side in [left, right] {
            do throws(CELError) {
                switch try evaluate(side) {
                case .bool(decider): return .bool(decider)
                case .bool: break
                case let other: failure = failure ?? .noOverload(decider ? "_||_" : "_&&_", [other])
                }
            } catch {
                if error.isOverBudget { throw error }
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return .bool(!decider)
    }

    // MARK: Literals

    private mutating func list(_ elements: [Expression.Element]) throws(CELError) -> [CELValue] {
        var values: [CELValue] = []
        for element in elements {
            let value = try evaluate(element.value)
            guard element.isOptional else {
                values.append(value)
                continue
            }
            guard case .optional(let inner) = value else { throw CELError("no such overload: [?_]") }
            if let inner { values.append(inner) }
        }
        return values
    }

    private mutating func map(_ entries: [Expression.Entry]) throws(CELError) -> CELMap {
        var map = CELMap()
        for entry in entries {
            guard let key = CELKey(try evaluate(entry.key)) else { throw CELError("unsupported key type") }
            var value = try evaluate(entry.value)
            if entry.isOptional {
                guard case .optional(let inner) = value else { throw CELError("no such overload: {?_: _}") }
                guard let inner else { continue }
                value = inner
            }
            guard map.set(key, value) else { throw CELError("Failed with repeated key") }
        }
        return map
    }
}

extension CELValue {
    /// What looking at everything inside the value costs; stops counting past the limit. A value may hold another many times
    /// over, and so be far larger than what was spent on making it.
    fileprivate func weight(upTo limit: Int) -> Int {
        var sum = 1 + cost
        switch self {
        case .list(let list):
            for value in list where sum <= limit { sum += value.weight(upTo: limit - sum) }
        case .map(let map):
            for key in map.keys where sum <= limit { sum += map[key]?.weight(upTo: limit - sum) ?? 0 }
        case .optional(let value): sum += value?.weight(upTo: limit - sum) ?? 0
        default: break
        }
        return sum
    }

    fileprivate var isOptional: Bool { if case .optional = self { true } else { false } }

    /// What looking through the value costs.
    fileprivate var cost: Int {
        switch self {
        case .string(let text): text.utf8.count / 10
        case .bytes(let bytes): bytes.count / 10
        case .list(let list): list.count
        case .map(let map): map.count
        default: 0
        }
    }
}
