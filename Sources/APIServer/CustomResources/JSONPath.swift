import JSON

/// A path into a JSON tree, in the notation of `kubectl` and of CustomResourceDefinitions:
/// `.spec.replicas`, `.status.conditions[?(@.type=="Ready")].status`, `.items[0]`, `.list[*].name`, `.a['b.c']`.
///
/// Limits: 64 steps, four filters inside one another, and 10,000 values per look-up.
struct JSONPath: Sendable, Hashable {
    enum Step: Sendable, Hashable {
        case member(String)
        case index(Int)
        case slice(Int?, Int?)
        case all
        /// Elements with a value at a path that compares so to a constant; without a constant, with any value.
        case filter([Step], Comparison, JSONValue)
        /// The values themselves and everything below them.
        case descend
    }

    enum Comparison: String, Sendable {
        case equal = "=="
        case notEqual = "!="
        case atMost = "<="
        case atLeast = ">="
        case less = "<"
        case greater = ">"
        case exists = ""
    }

    let steps: [Step]

    /// What is wrong with a path.
    struct Malformed: Error, Sendable {
        let reason: String
    }

    init(_ text: String) throws(Malformed) {
        var parser = JSONPathParser(text)
        steps = try parser.steps()
    }

    /// The path as a list of members; `nil` when it is anything more.
    var members: [String]? {
        var names: [String] = []
        for step in steps {
            guard case .member(let name) = step else { return nil }
            names.append(name)
        }
        return names
    }

    /// Everything the path leads to, in order.
    func values(in root: JSONValue) -> [JSONValue] { Self.values(steps, [root]) }

    private static let limit = 10_000

    private static func values(_ steps: [Step], _ roots: [JSONValue]) -> [JSONValue] {
        var current = roots
        for step in steps {
            var next: [JSONValue] = []
            for value in current {
                next += take(step, value)
                if next.count > limit { return Array(next.prefix(limit)) }
            }
            current = next
        }
        return current
    }

    private static func take(_ step: Step, _ value: JSONValue) -> [JSONValue] {
        switch step {
        case .member(let name): return value.objectValue?[name].map { [$0] } ?? []
        case .index(let index):
            let elements = value.arrayValue ?? []
            let position = index < 0 ? elements.count + index : index
            return elements.indices.contains(position) ? [elements[position]] : []
        case .slice(let from, let to):
            let elements = value.arrayValue ?? []
            func bound(_ index: Int?, _ fallback: Int) -> Int {
                guard let index else { return fallback }
                return min(max(index < 0 ? elements.count + index : index, 0), elements.count)
            }
            let low = bound(from, 0)
            let high = bound(to, elements.count)
            return low < high ? Array(elements[low..<high]) : []
        case .all: return value.arrayValue ?? value.objectValue.map { Array($0.values) } ?? []
        case .filter(let path, let comparison, let constant):
            return (value.arrayValue ?? []).filter { element in
                values(path, [element]).contains { comparison.holds($0, constant) }
            }
        case .descend: return everything(below: value, limit: limit)
        }
    }

    private static func everything(below root: JSONValue, limit: Int) -> [JSONValue] {
        var found: [JSONValue] = []
        var open = [root]
        while let value = open.popLast(), found.count < limit {
            found.append(value)
            switch value {
            case .array(let elements): open += elements.reversed()
            case .object(let object): open += object.members.reversed().map(\.value)
            default: break
            }
        }
        return found
    }
}

extension JSONPath.Comparison {
    fileprivate func holds(_ left: JSONValue, _ right: JSONValue) -> Bool {
        if self == .exists { return true }
        if let left = left.doubleValue, let right = right.doubleValue { return compare(left, right) }
        if let left = left.stringValue, let right = right.stringValue { return compare(left, right) }
        switch self {
        case .equal: return left == right
        case .notEqual: return left != right
        default: return false
        }
    }

    private func compare<T: Comparable>(_ left: T, _ right: T) -> Bool {
        switch self {
        case .equal: left == right
        case .notEqual: left != right
        case .atMost: left <= right
        case .atLeast: left >= right
        case .less: left < right
        case .greater: left > right
        case .exists: true
        }
    }
}
