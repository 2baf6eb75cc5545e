import JSON

/// JSON Patch (RFC 6902): a list of operations on places named by JSON Pointers (RFC 6901).
struct JSONPatch: Sendable {
    enum Operation: Sendable {
        case add([String], JSONValue)
        case remove([String])
        case replace([String], JSONValue)
        case move(from: [String], to: [String])
        case copy(from: [String], to: [String])
        case test([String], JSONValue)
    }

    enum Failure: Error, Sendable, Hashable {
        /// The patch itself is malformed.
        case malformed(String)
        case tooManyOperations(Int)
        /// An operation does not fit the object.
        case inapplicable(String)
        /// What the patch copies and moves is larger than any object may be.
        case tooLarge
    }

    /// As the API server of Kubernetes.
    static let maximumOperations = 10_000

    /// What all copied and moved values together may weigh, in bytes, roughly.
    private static let maximumCopied = 3 << 20

    let operations: [Operation]

    init(_ patch: JSONValue) throws(Failure) {
        guard let list = patch.arrayValue else { throw .malformed("a JSON patch is a list of operations") }
        guard list.count <= Self.maximumOperations else {
            throw .tooManyOperations(list.count)
        }
        var operations: [Operation] = []
        for item in list { operations.append(try Self.operation(item)) }
        self.operations = operations
    }

    private static func operation(_ item: JSONValue) throws(Failure) -> Operation {
        let path = try pointer(item["path"], "path")
        switch item["op"]?.stringValue {
        case "add": return .add(path, try value(item))
        case "remove": return .remove(path)
        case "replace": return .replace(path, try value(item))
        case "move": return .move(from: try pointer(item["from"], "from"), to: path)
        case "copy": return .copy(from: try pointer(item["from"], "from"), to: path)
        case "test": return .test(path, try value(item))
        case let other: throw .malformed("unknown operation \"\(other ?? "")\"")
        }
    }

    private static func value(_ item: JSONValue) throws(Failure) -> JSONValue {
        guard let value = item["value"] else { throw .malformed("the operation has no value") }
        return value
    }

    private static func pointer(_ text: JSONValue?, _ member: String) throws(Failure) -> [String] {
        guard let text = text?.stringValue else { throw .malformed("the operation has no \(member)") }
        if text.isEmpty { return [] }
        guard text.utf8.lazy.filter({ $0 == UInt8(ascii: "/") }).count <= JSONReader.maximumDepth else {
            throw .malformed("a JSON pointer of more than \(JSONReader.maximumDepth) steps")
        }
        guard text.first == "/" else { throw .malformed("\"\(text)\" is not a JSON pointer") }
        return text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map { part in
            var result = ""
            var isEscaped = false
            for character in part {
                switch (isEscaped, character) {
                case (true, "0"): result.append("~")
                case (true, "1"): result.append("/")
                case (true, _): result.append("~\(character)")
                case (false, "~"): break
                case (false, _): result.append(character)
                }
                isEscaped = !isEscaped && character == "~"
            }
            return isEscaped ? result + "~" : result
        }
    }

    // MARK: Application

    func apply(to target: JSONValue) throws(Failure) -> JSONValue {
        var result = target
        var copied = 0
        for operation in operations {
            switch operation {
            case .add(let path, let value): try Self.insert(value, at: path, in: &result)
            case .remove(let path): _ = try Self.remove(path[...], from: &result)
            case .replace(let path, let value): try Self.replace(path[...], with: value, in: &result)
            case .move(let from, let to):
                guard !(to.count > from.count && to.starts(with: from)) else {
                    throw .inapplicable("cannot move a value into itself")
                }
                let value = try Self.remove(from[...], from: &result)
                copied += value.weight(upTo: Self.maximumCopied)
                guard copied < Self.maximumCopied else { throw .tooLarge }
                try Self.insert(value, at: to, in: &result)
            case .copy(let from, let to):
                guard let value = Self.value(at: from, in: result) else { throw Self.missing(from) }
                // Copies of copies double with each operation.
                copied += value.weight(upTo: Self.maximumCopied)
                guard copied < Self.maximumCopied else { throw .tooLarge }
                try Self.insert(value, at: to, in: &result)
            case .test(let path, let expected):
                // An absent member tests equal to null.
                guard (Self.value(at: path, in: result) ?? .null) == expected else {
                    throw .inapplicable("testing value /\(path.joined(separator: "/")) failed")
                }
            }
        }
        return result
    }

    private static func missing(_ path: some Sequence<String>) -> Failure {
        .inapplicable("/\(path.joined(separator: "/")) does not exist")
    }

    private static func value(at path: [String], in root: JSONValue) -> JSONValue? {
        var value = root
        for step in path {
            switch value {
            case .object(let object):
                guard let next = object[step] else { return nil }
                value = next
            case .array(let elements):
                guard let index = index(step, upTo: elements.count - 1) else { return nil }
                value = elements[index]
            default: return nil
            }
        }
        return value
    }

    /// The place in an array; `nil` when it is not a plain number or out of range.
    private static func index(_ step: String, upTo last: Int) -> Int? {
        guard let number = Int(step), number >= 0, number <= last, step == String(number) else { return nil }
        return number
    }

    /// Adds a value, unless the tree would become deeper than one that can be read.
    private static func insert(_ value: JSONValue, at path: [String], in target: inout JSONValue) throws(Failure) {
        guard path.count + value.depth(upTo: JSONReader.maximumDepth) <= JSONReader.maximumDepth else {
            throw .inapplicable("nesting deeper than \(JSONReader.maximumDepth)")
        }
        try add(value, at: path[...], in: &target)
    }

    private static func add(_ value: JSONValue, at path: ArraySlice<String>, in target: inout JSONValue) throws(Failure) {
        guard let step = path.first else {
            target = value
            return
        }
        if path.count > 1 {
            try descend(step, in: &target) { child throws(Failure) in try add(value, at: path.dropFirst(), in: &child) }
            return
        }
        switch target {
        case .object(var object):
            // Detached, so that it is changed in place; after a failure nobody looks at the target.
            target = .null
            object[step] = value
            target = .object(object)
        case .array(var elements):
            guard let index = step == "-" ? elements.count : index(step, upTo: elements.count) else { throw missing(path) }
            target = .null
            elements.insert(value, at: index)
            target = .array(elements)
        default: throw missing(path)
        }
    }

    private static func replace(
        _ path: ArraySlice<String>, with value: JSONValue, in target: inout JSONValue
    ) throws(Failure) {
        guard let step = path.first else {
            target = value
            return
        }
        try descend(step, in: &target) { child throws(Failure) in
            try replace(path.dropFirst(), with: value, in: &child)
        }
    }

    private static func remove(_ path: ArraySlice<String>, from target: inout JSONValue) throws(Failure) -> JSONValue {
        guard let step = path.first else { throw .inapplicable("the whole object cannot be removed") }
        if path.count > 1 {
            var removed = JSONValue.null
            try descend(step, in: &target) { child throws(Failure) in
                removed = try remove(path.dropFirst(), from: &child)
            }
            return removed
        }
        switch target {
        case .object(var object):
            guard let value = object[step] else { throw missing(path) }
            target = .null
            object[step] = nil
            target = .object(object)
            return value
        case .array(var elements):
            guard let index = index(step, upTo: elements.count - 1) else { throw missing(path) }
            target = .null
            let value = elements.remove(at: index)
            target = .array(elements)
            return value
        default: throw missing(path)
        }
    }

    /// Changes a child that must exist.
    private static func descend(
        _ step: String, in target: inout JSONValue, _ change: (inout JSONValue) throws(Failure) -> Void
    ) throws(Failure) {
        switch target {
        case .object(var object):
            guard var child = object[step] else { throw missing([step]) }
            target = .null
            object[step] = .null
            try change(&child)
            object[step] = child
            target = .object(object)
        case .array(var elements):
            guard let index = index(step, upTo: elements.count - 1) else { throw missing([step]) }
            target = .null
            try change(&elements[index])
            target = .array(elements)
        default: throw missing([step])
        }
    }
}

extension JSONValue {
    /// Roughly the bytes of the tree as text; stops counting at the limit.
    fileprivate func weight(upTo limit: Int) -> Int {
        switch self {
        case .string(let text): return text.utf8.count + 2
        case .array(let elements):
            var sum = 2
            for element in elements where sum < limit { sum += element.weight(upTo: limit - sum) + 1 }
            return sum
        case .object(let object):
            var sum = 2
            for member in object where sum < limit {
                sum += member.key.utf8.count + 4 + member.value.weight(upTo: limit - sum)
            }
            return sum
        default: return 8
        }
    }

    /// The levels of nesting; stops counting at the limit.
    fileprivate func depth(upTo limit: Int) -> Int {
        guard limit > 0 else { return 0 }
        switch self {
        case .array(let elements): return 1 + (elements.lazy.map { $0.depth(upTo: limit - 1) }.max() ?? 0)
        case .object(let object): return 1 + (object.values.map { $0.depth(upTo: limit - 1) }.max() ?? 0)
        default: return 0
        }
    }
}
