/// Finds what is wrong with an expression before it runs. What it does not know the type of, it lets pass.
struct Checker {
    private let source: String
    private var scopes: [[String: CELType]]

    init(source: String, variables: [String: CELType]) {
        self.source = source
        scopes = [variables]
    }

    private func failure(_ message: String, at position: Int) -> CELCompileError {
        CELCompileError(message: message, position: position, source: source)
    }

    private func variable(_ name: String) -> CELType? {
        for scope in scopes.reversed() { if let type = scope[name] { return type } }
        return nil
    }

    private mutating func with<R>(
        _ scope: [String: CELType], _ body: (inout Checker) throws(CELCompileError) -> R
    ) throws(CELCompileError) -> R {
        scopes.append(scope)
        defer { scopes.removeLast() }
        return try body(&self)
    }

    mutating func check(_ expression: Expression) throws(CELCompileError) -> CELType {
        switch expression.kind {
        case .literal(let value): return Self.type(of: value)
        case .identifier(let name): return try identifier(name, at: expression.position)
        case .select(let operand, let field, let isOptional):
            let type = try select(field, of: operand, at: expression.position)
            return isOptional ? .optional(type) : type
        case .has(let operand, let field):
            _ = try select(field, of: operand, at: expression.position)
            return .bool
        case .index(let operand, let index, let isOptional):
            let type = try element(of: check(operand), by: check(index), at: expression.position)
            return isOptional ? .optional(type) : type
        case .call(let name, let target, let arguments):
            return try call(name, target, arguments, at: expression.position)
        case .and(let left, let right): return try logic("_&&_", left, right, at: expression.position)
        case .or(let left, let right): return try logic("_||_", left, right, at: expression.position)
        case .conditional(let condition, let first, let second):
            let types = [try check(condition), try check(first), try check(second)]
            guard types[0].isAssignable(to: .bool) else { throw noOverload("_?_:_", types, at: expression.position) }
            return types[1].isAssignable(to: types[2]) && !types[1].isDyn ? types[1] : .dyn
        case .list(let elements): return .list(try joined(elements.map(\.value)))
        case .map(let entries):
            return .map(try joined(entries.map(\.key)), try joined(entries.map(\.value)))
        case .structure(_, let entries):
            for entry in entries { _ = try check(entry.value) }
            return .dyn
        case .comprehension(let comprehension): return try check(comprehension, at: expression.position)
        case .bind(let name, let value, let body):
            let type = try check(value)
            return try with([name: type]) { (checker) throws(CELCompileError) in try checker.check(body) }
        case .mapOptional(let operand, let name, let body, _):
            var inner = CELType.dyn
            if case .optional(let type) = try check(operand) { inner = type }
            _ = try with([name: inner]) { (checker) throws(CELCompileError) in try checker.check(body) }
            return .dyn
        }
    }

    private static func type(of value: CELValue) -> CELType {
        switch value {
        case .null: .null
        case .bool: .bool
        case .int: .int
        case .uint: .uint
        case .double: .double
        case .string: .string
        case .bytes: .bytes
        default: .dyn
        }
    }

    private func identifier(_ name: String, at position: Int) throws(CELCompileError) -> CELType {
        if let type = variable(name) { return type }
        if Functions.typeNames.contains(name) { return .type }
        throw failure("undeclared reference to '\(name)' (in container '')", at: position)
    }

    private mutating func select(_ field: String, of operand: Expression, at position: Int) throws(CELCompileError) -> CELType {
        if Functions.typeName(field, in: operand, isVariable: { variable($0) != nil }) != nil { return .type }
        var type = try check(operand)
        while case .optional(let inner) = type { type = inner }
        switch type {
        case .object(let object):
            guard let found = object.field(field) else { throw failure("undefined field '\(field)'", at: position) }
            return found
        case .map(_, let value): return value
        case .dyn, .opaque: return .dyn
        default: throw failure("type '\(type.name)' does not support field selection", at: position)
        }
    }

    private func element(of operand: CELType, by index: CELType, at position: Int) throws(CELCompileError) -> CELType {
        switch operand {
        case .list(let element) where index.isAssignable(to: .int): return element
        case .map(let key, let value) where index.isAssignable(to: key): return value
        case .object(let object): return object.field("") ?? .dyn
        case .optional(let inner): return try element(of: inner, by: index, at: position)
        case .dyn: return .dyn
        default: throw noOverload("_[_]", [operand, index], at: position)
        }
    }

    private func noOverload(_ function: String, _ types: [CELType], at position: Int) -> CELCompileError {
        failure(
            "found no matching overload for '\(function)' applied to '(\(types.map(\.name).joined(separator: ", ")))'",
            at: position)
    }

    private mutating func logic(
        _ name: String, _ left: Expression, _ right: Expression, at position: Int
    ) throws(CELCompileError) -> CELType {
        let types = [try check(left), try check(right)]
        for (type, operand) in zip(types, [left, right]) where !type.isAssignable(to: .bool) {
            throw failure("expected type 'bool' but found '\(type.name)'", at: operand.position)
        }
        return .bool
    }

    /// The type that all expressions have; `dyn` when they differ.
    private mutating func joined(_ expressions: [Expression]) throws(CELCompileError) -> CELType {
        var joined: CELType?
        for expression in expressions {
            let type = try check(expression)
            if let known = joined, !type.isAssignable(to: known) || known.isDyn { joined = .dyn } else { joined = type }
        }
        return joined ?? .dyn
    }

    private mutating func check(
        _ comprehension: Expression.Comprehension, at position: Int
    ) throws(CELCompileError) -> CELType {
        let range = try check(comprehension.range)
        let scope: [CELType]
        switch range {
        case .list(let element): scope = comprehension.variables.count == 2 ? [.int, element] : [element]
        case .map(let key, let value): scope = comprehension.variables.count == 2 ? [key, value] : [key]
        case .object: scope = comprehension.variables.count == 2 ? [.string, .dyn] : [.string]
        case .dyn: scope = [.dyn, .dyn]
        default:
            throw failure(
                "expression of type '\(range.name)' cannot be range of a comprehension (must be list, map, or dynamic)",
                at: comprehension.range.position)
        }
        let variables = Dictionary(zip(comprehension.variables, scope), uniquingKeysWith: { _, last in last })
        let body = try with(variables) { (checker) throws(CELCompileError) in
            if let condition = comprehension.condition { try checker.expectBool(condition) }
            return try checker.check(comprehension.body)
        }
        switch comprehension.kind {
        case .all, .exists, .existsOne:
            guard body.isAssignable(to: .bool) else {
                throw failure("expected type 'bool' but found '\(body.name)'", at: comprehension.body.position)
            }
            return .bool
        case .filter: return comprehension.variables.count == 1 ? .list(scope[0]) : .dyn
        case .map, .transformList: return .list(body)
        case .transformMap: return .map(scope[0], body)
        case .transformMapEntry: return .dyn
        }
    }

    private mutating func expectBool(_ expression: Expression) throws(CELCompileError) {
        let type = try check(expression)
        guard type.isAssignable(to: .bool) else {
            throw failure("expected type 'bool' but found '\(type.name)'", at: expression.position)
        }
    }

    private mutating func call(
        _ name: String, _ target: Expression?, _ arguments: [Expression], at position: Int
    ) throws(CELCompileError) -> CELType {
        var types: [CELType] = []
        var name = name
        var hasTarget = false
        if let target {
            if let whole = Functions.name(name, in: target, isVariable: { variable($0) != nil }) {
                name = whole
            } else {
                hasTarget = true
                types.append(try check(target))
            }
        }
        for argument in arguments { types.append(try check(argument)) }
        guard let function = Functions.all[name] else {
            throw failure("undeclared reference to '\(name)' (in container '')", at: position)
        }
        let counts = hasTarget ? function.asMethod : function.asFunction
        guard counts?.contains(arguments.count) == true, let result = function.result(types) else {
            throw hasTarget
                ? failure(
                    "found no matching overload for '\(name)' applied to '\(types[0].name).("
                        + types.dropFirst().map(\.name).joined(separator: ", ") + ")'", at: position)
                : noOverload(name, types, at: position)
        }
        return result
    }
}
