/// Reads an expression (cel-spec, "Grammar").
struct Parser {
    /// How deep expressions may nest, operators in a row included.
    static let maximumDepth = 250

    private let source: String
    private let tokens: [Token]
    private var position = 0
    private var depth = 0

    static func parse(_ source: String) throws(CELCompileError) -> Expression {
        var parser = Parser(source: source, tokens: try Lexer.tokens(of: source))
        let expression = try parser.expression()
        guard parser.next.kind == .end else { throw parser.leftOver() }
        return expression
    }

    private init(source: String, tokens: [Token]) {
        self.source = source
        self.tokens = tokens
    }

    private var next: Token { tokens[min(position, tokens.count - 1)] }

    func failure(_ message: String, at position: Int) -> CELCompileError {
        CELCompileError(message: message, position: position, source: source)
    }

    /// What stands after a whole expression.
    private func leftOver() -> CELCompileError {
        let isLast = position + 1 < tokens.count && tokens[position + 1].kind == .end
        let what = isLast ? "extraneous" : "mismatched"
        return failure("Syntax error: \(what) input '\(word)' expecting <EOF>", at: next.position)
    }

    /// What can begin an expression, as cel-go lists it.
    private static let beginnings =
        "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"

    /// - Parameter isBeginning: an expression should begin here.
    private func unexpected(isBeginning: Bool = false) -> CELCompileError {
        let expected = isBeginning && next.kind == .end ? " expecting \(Self.beginnings)" : ""
        return failure("Syntax error: mismatched input '\(word)'\(expected)", at: next.position)
    }

    /// The next token as it stands.
    private var word: String {
        switch next.kind {
        case .end: "<EOF>"
        case .symbol(let text), .identifier(let text): text
        case .quotedIdentifier(let text): "`\(text)`"
        case .string(let text): "\"\(text)\""
        case .int(let value): "\(value)"
        case .uint(let value): "\(value)u"
        case .double(let value): "\(value)"
        case .bytes, .tooLargeInt: "literal"
        }
    }

    private mutating func consume(_ symbol: String) -> Bool {
        guard next.kind == .symbol(symbol) else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ symbol: String) throws(CELCompileError) {
        guard consume(symbol) else { throw unexpected() }
    }

    private mutating func enter() throws(CELCompileError) {
        depth += 1
        guard depth <= Self.maximumDepth else {
            throw failure("expression recursion limit exceeded: \(Self.maximumDepth)", at: next.position)
        }
    }

    // MARK: Operators

    mutating func expression() throws(CELCompileError) -> Expression {
        try enter()
        defer { depth -= 1 }
        let condition = try or()
        let mark = next.position
        guard consume("?") else { return condition }
        let first = try or()
        try expect(":")
        return Expression(kind: .conditional(condition, first, try expression()), position: mark)
    }

    private mutating func or() throws(CELCompileError) -> Expression {
        var left = try and()
        let outer = depth
        defer { depth = outer }
        while case let mark = next.position, consume("||") {
            try enter()
            left = Expression(kind: .or(left, try and()), position: mark)
        }
        return left
    }

    private mutating func and() throws(CELCompileError) -> Expression {
        var left = try relation()
        let outer = depth
        defer { depth = outer }
        while case let mark = next.position, consume("&&") {
            try enter()
            left = Expression(kind: .and(left, try relation()), position: mark)
        }
        return left
    }

    private mutating func relation() throws(CELCompileError) -> Expression {
        var left = try sum()
        let outer = depth
        defer { depth = outer }
        while true {
            let mark = next.position
            let name: String
            switch next.kind {
            case .symbol(let symbol) where ["<", "<=", ">", ">=", "==", "!="].contains(symbol): name = "_\(symbol)_"
            case .identifier("in"): name = "@in"
            default: return left
            }
            position += 1
            try enter()
            left = Expression(kind: .call(name, target: nil, [left, try sum()]), position: mark)
        }
    }

    private mutating func sum() throws(CELCompileError) -> Expression {
        var left = try product()
        let outer = depth
        defer { depth = outer }
        while case .symbol(let symbol) = next.kind, symbol == "+" || symbol == "-" {
            let mark = next.position
            position += 1
            try enter()
            left = Expression(kind: .call("_\(symbol)_", target: nil, [left, try product()]), position: mark)
        }
        return left
    }

    private mutating func product() throws(CELCompileError) -> Expression {
        var left = try unary()
        let outer = depth
        defer { depth = outer }
        while case .symbol(let symbol) = next.kind, ["*", "/", "%"].contains(symbol) {
            let mark = next.position
            position += 1
            try enter()
            left = Expression(kind: .call("_\(symbol)_", target: nil, [left, try unary()]), position: mark)
        }
        return left
    }

    private mutating func unary() throws(CELCompileError) -> Expression {
        let mark = next.position
        try enter()
        defer { depth -= 1 }
        if consume("!") { return Expression(kind: .call("!_", target: nil, [try unary()]), position: mark) }
        guard consume("-") else { return try member() }
        switch next.kind {
        case .int(let value):
            position += 1
            return try members(of: Expression(kind: .literal(.int(-value)), position: mark))
        case .tooLargeInt:
            position += 1
            return Expression(kind: .literal(.int(.min)), position: mark)
        case .double(let value):
            position += 1
            return try members(of: Expression(kind: .literal(.double(-value)), position: mark))
        default: return Expression(kind: .call("-_", target: nil, [try unary()]), position: mark)
        }
    }

    // MARK: Members

    private mutating func member() throws(CELCompileError) -> Expression { try members(of: try primary()) }

    private mutating func members(of first: Expression) throws(CELCompileError) -> Expression {
        var left = first
        let outer = depth
        defer { depth = outer }
        while true {
            let mark = next.position
            if consume(".") {
                try enter()
                left = try member(of: left, at: mark)
            } else if consume("[") {
                try enter()
                let isOptional = consume("?")
                let index = try expression()
                try expect("]")
                left = Expression(kind: .index(left, index, isOptional: isOptional), position: mark)
            } else if case .symbol("{") = next.kind, let name = left.qualifiedName {
                position += 1
                left = Expression(kind: .structure(name, try entries(areFields: true)), position: mark)
            } else {
                return left
            }
        }
    }

    private mutating func member(of target: Expression, at mark: Int) throws(CELCompileError) -> Expression {
        let isOptional = consume("?")
        let name: String
        switch next.kind {
        case .identifier(let text): name = text
        case .quotedIdentifier(let text): name = text
        default: throw unexpected()
        }
        position += 1
        let open = next.position
        if !isOptional, consume("(") {
            return try call(name, target: target, try arguments(), at: open)
        }
        return Expression(kind: .select(target, field: name, isOptional: isOptional), position: mark)
    }

    private mutating func arguments() throws(CELCompileError) -> [Expression] {
        var arguments: [Expression] = []
        if consume(")") { return arguments }
        repeat { arguments.append(try expression()) } while consume(",")
        try expect(")")
        return arguments
    }

    // MARK: Primaries

    private static let reserved: Set = [
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package", "namespace",
        "return", "var", "void", "while", "in",
    ]

    private mutating func primary() throws(CELCompileError) -> Expression {
        let token = next
        position += 1
        func literal(_ value: CELValue) -> Expression { Expression(kind: .literal(value), position: token.position) }
        switch token.kind {
        case .int(let value): return literal(.int(value))
        case .uint(let value): return literal(.uint(value))
        case .double(let value): return literal(.double(value))
        case .string(let value): return literal(.string(value))
        case .bytes(let value): return literal(.bytes(value))
        case .identifier("true"): return literal(.bool(true))
        case .identifier("false"): return literal(.bool(false))
        case .identifier("null"): return literal(.null)
        case .identifier(let name): return try identifier(name, at: token.position)
        case .symbol("."):
            guard case .identifier(let name) = next.kind else { break }
            position += 1
            return try identifier(name, at: token.position)
        case .symbol("("):
            let inner = try expression()
            try expect(")")
            return inner
        case .symbol("["): return Expression(kind: .list(try elements()), position: token.position)
        case .symbol("{"): return Expression(kind: .map(try entries(areFields: false)), position: token.position)
        case .tooLargeInt: throw failure("Syntax error: invalid int literal", at: token.position)
        case .quotedIdentifier, .symbol, .end: break
        }
        position -= 1
        throw unexpected(isBeginning: true)
    }

    private mutating func identifier(_ name: String, at mark: Int) throws(CELCompileError) -> Expression {
        guard !Self.reserved.contains(name) else { throw failure("Syntax error: reserved identifier: \(name)", at: mark) }
        let open = next.position
        if consume("(") { return try call(name, target: nil, try arguments(), at: open) }
        return Expression(kind: .identifier(name), position: mark)
    }

    private mutating func elements() throws(CELCompileError) -> [Expression.Element] {
        var elements: [Expression.Element] = []
        while !consume("]") {
            let isOptional = consume("?")
            elements.append(Expression.Element(value: try expression(), isOptional: isOptional))
            if !consume(",") {
                try expect("]")
                break
            }
        }
        return elements
    }

    private mutating func entries(areFields: Bool) throws(CELCompileError) -> [Expression.Entry] {
        var entries: [Expression.Entry] = []
        while !consume("}") {
            let isOptional = consume("?")
            let key = areFields ? try fieldName() : try expression()
            try expect(":")
            entries.append(Expression.Entry(key: key, value: try expression(), isOptional: isOptional))
            if !consume(",") {
                try expect("}")
                break
            }
        }
        return entries
    }

    private mutating func fieldName() throws(CELCompileError) -> Expression {
        let token = next
        switch token.kind {
        case .identifier(let name), .quotedIdentifier(let name):
            position += 1
            return Expression(kind: .literal(.string(name)), position: token.position)
        default: throw unexpected()
        }
    }
}

extension Expression {
    /// `a.b.c` for a chain of plain selections; `nil` for anything else.
    var qualifiedName: String? {
        switch kind {
        case .identifier(let name): return name
        case .select(let operand, let field, false): return operand.qualifiedName.map { "\($0).\(field)" }
        default: return nil
        }
    }
}
