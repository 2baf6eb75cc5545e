/// The arguments of a call, taken out by type; a wrong type is `no such overload`.
struct Arguments {
    let name: String
    let values: [CELValue]

    init(_ name: String, _ values: [CELValue]) {
        self.name = name
        self.values = values
    }

    var count: Int { values.count }

    var mismatch: CELError { .noOverload(name, values) }

    func value(_ index: Int) throws(CELError) -> CELValue {
        guard index < values.count else { throw mismatch }
        return values[index]
    }

    func string(_ index: Int) throws(CELError) -> String {
        guard case .string(let text) = try value(index) else { throw mismatch }
        return text
    }

    func int(_ index: Int) throws(CELError) -> Int64 {
        guard case .int(let number) = try value(index) else { throw mismatch }
        return number
    }

    func list(_ index: Int) throws(CELError) -> [CELValue] {
        guard case .list(let list) = try value(index) else { throw mismatch }
        return list
    }

    func object<T: CELObject>(_ index: Int, as type: T.Type) throws(CELError) -> T {
        guard case .object(let object) = try value(index), let typed = object as? T else { throw mismatch }
        return typed
    }
}

extension Functions {
    /// A method whose target is of one type; anything but that type, or `dyn`, has no overload.
    static func method(
        _ name: String, on target: CELType, _ arguments: ClosedRange<Int> = 0...0, gives result: CELType,
        _ body: @escaping @Sendable (Arguments) throws(CELError) -> CELValue
    ) -> Function {
        Function(method: arguments, result: { $0.first?.isAssignable(to: target) == true ? result : nil }) {
            (values) throws(CELError) in
            try body(Arguments(name, values))
        }
    }

    static func function(
        _ name: String, _ arguments: ClosedRange<Int>, gives result: CELType,
        _ body: @escaping @Sendable (Arguments) throws(CELError) -> CELValue
    ) -> Function {
        Function(function: arguments, result) { (values) throws(CELError) in try body(Arguments(name, values)) }
    }
}
