import RegularExpressions
import Synchronization

extension Functions {
    /// Patterns in RE2's syntax.
    static let regularExpressions: [String: Function] = [
        "matches": Function(
            function: 2...2, method: 1...1,
            result: { $0.allSatisfy { $0.isAssignable(to: .string) } ? .bool : nil }
        ) { (values) throws(CELError) in
            let call = Arguments("matches", values)
            return .bool(try pattern(call.string(1)).matches(call.string(0)))
        },
        "find": method("find", on: .string, 1...1, gives: .string) { (call) throws(CELError) in
            .string(try pattern(call.string(1)).firstMatch(in: call.string(0)) ?? "")
        },
        "findAll": method("findAll", on: .string, 1...2, gives: .list(.string)) { (call) throws(CELError) in
            let limit = call.count > 2 ? try call.int(2) : -1
            let found = try pattern(call.string(1)).allMatches(
                in: call.string(0), limit: limit < 0 ? .max : Int(clamping: limit))
            return .list(found.map { .string($0) })
        },
    ]

    /// The patterns used last: most are constants, and looked up in every object.
    private static let known = Mutex<[String: RegularExpression]>([:])
    private static let maximumKnown = 32

    private static func pattern(_ text: String) throws(CELError) -> RegularExpression {
        if let pattern = known.withLock({ $0[text] }) { return pattern }
        do throws(PatternError) {
            let pattern = try RegularExpression(text)
            known.withLock { known in
                if known.count >= maximumKnown { known = [:] }
                known[text] = pattern
            }
            return pattern
        } catch {
            throw CELError("\(error)")
        }
    }
}
