/// A function or method, with all its overloads.
struct Function: Sendable {
    /// How many arguments a call may have; `nil` when there is no such form. A method's target is not counted.
    let asFunction: ClosedRange<Int>?
    let asMethod: ClosedRange<Int>?
    /// The type of the result for the types of the arguments (the target first); `nil` when no overload takes them.
    let result: @Sendable ([CELType]) -> CELType?
    /// The value; the target is the first argument. Throws `noOverload` for types it does not take.
    let body: @Sendable ([CELValue]) throws(CELError) -> CELValue

    init(
        function: ClosedRange<Int>? = nil, method: ClosedRange<Int>? = nil, _ result: CELType = .dyn,
        _ body: @escaping @Sendable ([CELValue]) throws(CELError) -> CELValue
    ) {
        self.init(function: function, method: method, result: { _ in result }, body)
    }

    init(
        function: ClosedRange<Int>? = nil, method: ClosedRange<Int>? = nil,
        result: @escaping @Sendable ([CELType]) -> CELType?,
        _ body: @escaping @Sendable ([CELValue]) throws(CELError) -> CELValue
    ) {
        asFunction = function
        asMethod = method
        self.result = result
        self.body = body
    }
}

/// Every function there is, by its name; those of a namespace by the whole name (`math.greatest`).
enum Functions {
    static let all: [String: Function] = {
        let libraries = [
            operators, conversions, strings, lists, mathematics, sets, regularExpressions, times, optionals, urls, addresses,
            quantities, formats, encodings,
        ]
        var all: [String: Function] = [:]
        // Names such as `indexOf` and `min` belong to several libraries, each of which knows its own types.
        for library in libraries {
            for (name, function) in library {
                if let known = all[name] { all[name] = known.or(function) } else { all[name] = function }
            }
        }
        return all
    }()

    private static let namespaces: Set<String> = Set(
        all.keys.compactMap { name in name.lastIndex(of: ".").map { String(name[..<$0]) } })

    /// The whole name of a function that is called on what stands for a namespace (`math`); `nil` for a method.
    static func name(_ name: String, in target: Expression, isVariable: (String) -> Bool) -> String? {
        guard let namespace = qualifier(target, isVariable), namespaces.contains(namespace) else { return nil }
        return "\(namespace).\(name)"
    }

    /// The whole name of a type (`google.protobuf.Timestamp`); `nil` for the field of a value.
    static func typeName(_ name: String, in target: Expression, isVariable: (String) -> Bool) -> String? {
        guard let qualifier = qualifier(target, isVariable), typeNames.contains("\(qualifier).\(name)") else { return nil }
        return "\(qualifier).\(name)"
    }

    /// `a.b` as a name, unless `a` is a variable.
    private static func qualifier(_ expression: Expression, _ isVariable: (String) -> Bool) -> String? {
        guard let name = expression.qualifiedName, !isVariable(String(name.prefix { $0 != "." })) else { return nil }
        return name
    }

    static let typeNames: Set<String> = [
        "bool", "int", "uint", "double", "string", "bytes", "list", "map", "null_type", "type",
        "google.protobuf.Timestamp", "google.protobuf.Duration", "optional_type", "kubernetes.Quantity", "kubernetes.URL",
        "net.IP", "net.CIDR", "kubernetes.Semver",
    ]
}

extension Function {
    /// This function, and where it takes no such arguments, the other one.
    func or(_ other: Function) -> Function {
        let body: @Sendable ([CELValue]) throws(CELError) -> CELValue = { (arguments) throws(CELError) in
            do throws(CELError) { return try self.body(arguments) } catch  where error.isNoOverload {
                return try other.body(arguments)
            }
        }
        return Function(
            function: Self.union(asFunction, other.asFunction), method: Self.union(asMethod, other.asMethod),
            result: { types in
                guard let mine = self.result(types) else { return other.result(types) }
                return other.result(types) == nil ? mine : .dyn
            }, body)
    }

    private static func union(_ left: ClosedRange<Int>?, _ right: ClosedRange<Int>?) -> ClosedRange<Int>? {
        guard let left, let right else { return left ?? right }
        return min(left.lowerBound, right.lowerBound)...max(left.upperBound, right.upperBound)
    }
}

extension CELError {
    var isNoOverload: Bool { message.hasPrefix("no such overload") }
}
