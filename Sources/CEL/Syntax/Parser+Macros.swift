extension Parser {
    /// A call, or what a macro of that name stands for (cel-spec, "Macros").
    func call(
        _ name: String, target: Expression?, _ arguments: [Expression], at position: Int
    ) throws(CELCompileError) -> Expression {
        if let target {
            if let expanded = try method(name, target, arguments, at: position) { return expanded }
        } else if name == "has" {
            return try has(arguments, at: position)
        }
        return Expression(kind: .call(name, target: target, arguments), position: position)
    }

    private func has(_ arguments: [Expression], at position: Int) throws(CELCompileError) -> Expression {
        guard arguments.count == 1, case .select(let operand, let field, false) = arguments[0].kind else {
            throw failure("invalid argument to has() macro", at: arguments.first?.position ?? position)
        }
        return Expression(kind: .has(operand, field: field), position: position)
    }

    private func method(
        _ name: String, _ target: Expression, _ arguments: [Expression], at position: Int
    ) throws(CELCompileError) -> Expression? {
        switch (name, arguments.count) {
        case ("bind", 3):
            guard case .identifier("cel") = target.kind else { return nil }
            return Expression(
                kind: .bind(try variable(arguments[0]), arguments[1], in: arguments[2]), position: position)
        case ("optMap", 2), ("optFlatMap", 2):
            return Expression(
                kind: .mapOptional(target, try variable(arguments[0]), arguments[1], isFlat: name == "optFlatMap"),
                position: position)
        default: return try comprehension(name, target, arguments, at: position)
        }
    }

    private func comprehension(
        _ name: String, _ range: Expression, _ arguments: [Expression], at position: Int
    ) throws(CELCompileError) -> Expression? {
        typealias Kind = Expression.Comprehension.Kind
        let found: (kind: Kind, variables: Int, hasCondition: Bool)? =
            switch (name, arguments.count) {
            case ("all", 2): (.all, 1, false)
            case ("all", 3): (.all, 2, false)
            case ("exists", 2): (.exists, 1, false)
            case ("exists", 3): (.exists, 2, false)
            case ("exists_one", 2), ("existsOne", 2): (.existsOne, 1, false)
            case ("exists_one", 3), ("existsOne", 3): (.existsOne, 2, false)
            case ("filter", 2): (.filter, 1, false)
            case ("map", 2): (.map, 1, false)
            case ("map", 3): (.map, 1, true)
            case ("transformList", 3): (.transformList, 2, false)
            case ("transformList", 4): (.transformList, 2, true)
            case ("transformMap", 3): (.transformMap, 2, false)
            case ("transformMap", 4): (.transformMap, 2, true)
            case ("transformMapEntry", 3): (.transformMapEntry, 2, false)
            case ("transformMapEntry", 4): (.transformMapEntry, 2, true)
            default: nil
            }
        guard let found, let body = arguments.last else { return nil }
        var variables: [String] = []
        for argument in arguments.prefix(found.variables) { variables.append(try variable(argument)) }
        let comprehension = Expression.Comprehension(
            kind: found.kind, range: range, variables: variables,
            condition: found.hasCondition ? arguments[found.variables] : nil, body: body)
        return Expression(kind: .comprehension(comprehension), position: position)
    }

    private func variable(_ expression: Expression) throws(CELCompileError) -> String {
        guard case .identifier(let name) = expression.kind else {
            throw failure("argument must be a simple name", at: expression.position)
        }
        return name
    }
}
