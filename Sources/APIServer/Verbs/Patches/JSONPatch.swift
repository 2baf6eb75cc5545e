import JSON

/// JSON Patch (RFC 6902): a list of operations on places named by JSON Pointers (RFC 6901).
///
/// More lenient than the RFC in the ways that Kubernetes is: a value that is not given is null, `replace` and `copy` take a
/// member that is not there for null, and a negative place in a list counts from its end.
struct JSONPatch: Sendable {
    private struct Operation: Sendable {
        let name: String
        let path: String?
        let from: String?
        let value: JSONValue

        static let members: Set = ["op", "path", "from", "value"]

        init(_ object: JSONObject) {
            name = object["op"]?.stringValue ?? ""
            path = object["path"]?.stringValue
            from = object["from"]?.stringValue
            value = object["value"] ?? .null
        }
    }

    enum Failure: Error, Sendable, Hashable {
        /// The patch itself is malformed.
        case malformed(String)
        case tooManyOperations(Int)
        /// An operation does not fit the object.
        case inapplicable(String)
    }

    /// As the API server of Kubernetes.
    static let maximumOperations = 10_000

    /// What all copied and moved values together may weigh, in bytes, roughly.
    private static let maximumCopied = 3 << 20

    private let operations: [Operation]
    /// Members of operations that mean nothing: `unknown field "[0].foo"`.
    let unknownFields: [String]

    /// - Parameter isChecked: refuse members of another type; an operation that has one does not apply otherwise.
    init(_ patch: JSONValue, isChecked: Bool) throws(Failure) {
        if patch.isNull {
            (operations, unknownFields) = ([], [])
            return
        }
        guard let list = patch.arrayValue else {
            throw Self.mismatch(patch, isChecked ? "value of type []handlers.jsonPatchOp" : "value of type jsonpatch.Patch")
        }
        var operations: [Operation] = []
        var unknown: [String] = []
        for (index, item) in list.enumerated() {
            guard item.isNull || item.objectValue != nil else {
                throw Self.mismatch(item, "value of type " + (isChecked ? "handlers.jsonPatchOp" : "jsonpatch.Operation"))
            }
            let object = item.objectValue ?? JSONObject()
            if isChecked {
                try Self.check(object)
                unknown += object.keys.filter { !Operation.members.contains($0) }.map { "unknown field \"[\(index)].\($0)\"" }
            }
            operations.append(Operation(object))
        }
        guard operations.count <= Self.maximumOperations else { throw .tooManyOperations(operations.count) }
        (self.operations, unknownFields) = (operations, unknown)
    }

    private static func check(_ object: JSONObject) throws(Failure) {
        for name in ["op", "path", "from"] {
            guard let value = object[name], !value.isNull, value.stringValue == nil else { continue }
            throw mismatch(value, "struct field jsonPatchOp.\(name) of type string")
        }
    }

    private static func mismatch(_ value: JSONValue, _ place: String) -> Failure {
        .malformed("json: cannot unmarshal \(value.typeName) into Go \(place)")
    }

    /// The steps of a pointer. What stands in front of the first slash is not looked at.
    private static func steps(_ pointer: String?) throws(Failure) -> [String] {
        guard let pointer else { throw .inapplicable("the operation has no path") }
        guard pointer.utf8.lazy.filter({ $0 == UInt8(ascii: "/") }).count <= JSONReader.maximumDepth else {
            throw .inapplicable("a JSON pointer of more than \(JSONReader.maximumDepth) steps")
        }
        let parts = pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        guard !parts.isEmpty else { throw .inapplicable("\"\(pointer)\" names no place") }
        return parts.map(unescaped)
    }

    private static func unescaped(_ part: Substring) -> String {
        var result = ""
        var isEscaped = false
        for character in part {
            switch (isEscaped, character) {
            case (true, "0"): result.append("~")
            case (true, "1"): result.append("/")
            case (true, "~"):
                result.append("~")
                continue
            case (true, _): result.append("~\(character)")
            case (false, "~"): break
            case (false, _): result.append(character)
            }
            isEscaped = !isEscaped && character == "~"
        }
        return isEscaped ? result + "~" : result
    }

    // MARK: Application

    func apply(to target: JSONValue) throws(Failure) -> JSONValue {
        var result = target
        var copied = 0
        for operation in operations { try Self.apply(operation, to: &result, &copied) }
        return result
    }

    private static func apply(
        _ operation: Operation, to result: inout JSONValue, _ copied: inout Int
    ) throws(Failure) {
        let path = operation.path
        switch operation.name {
        case "add": try insert(operation.value, at: try steps(path), in: &result)
        case "remove": _ = try remove(try steps(path)[...], from: &result)
        case "replace" where path == "":
            guard operation.value.objectValue != nil || operation.value.arrayValue != nil else {
                throw .inapplicable("the whole object can only be replaced by an object")
            }
            result = operation.value
        case "replace": try replace(try steps(path), with: operation.value, in: &result)
        case "move":
            let value = try remove(try steps(operation.from)[...], from: &result)
            try count(value, &copied)
            try insert(value, at: try steps(path), in: &result)
        case "copy":
            let value = try value(at: try steps(operation.from), in: result)
            // Copies of copies double with each operation.
            try count(value, &copied)
            try insert(value, at: try steps(path), in: &result)
        case "test":
            let found = path == "" ? result : try value(at: try steps(path), in: result)
            guard found == operation.value else { throw .inapplicable("testing value \(path ?? "") failed") }
        default: throw .inapplicable("unknown operation \"\(operation.name)\"")
        }
    }

    private static func count(_ value: JSONValue, _ copied: inout Int) throws(Failure) {
        copied += value.weight(upTo: maximumCopied)
        guard copied < maximumCopied else { throw .inapplicable("the patch copies too much") }
    }

    private static func missing(_ path: some Sequence<String>) -> Failure {
        .inapplicable("/\(path.joined(separator: "/")) does not exist")
    }

    /// The value at a place whose parent must exist; null for a member that is not there.
    private static func value(at path: [String], in root: JSONValue) throws(Failure) -> JSONValue {
        var value = root
        for (depth, step) in path.enumerated() {
            switch value {
            case .object(let object):
                guard let next = object[step] else {
                    if depth == path.count - 1 { return .null }
                    throw missing(path)
                }
                value = next
            case .array(let elements):
                guard let index = index(step, count: elements.count) else { throw missing(path) }
                value = elements[index]
            default: throw missing(path)
            }
        }
        return value
    }

    /// The place in an array of so many; `nil` when it is not a number or out of range.
    private static func index(_ step: String, count: Int) -> Int? {
        guard let number = Int(step), number < count, number >= -count else { return nil }
        return number < 0 ? number + count : number
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
            guard let index = step == "-" ? elements.count : index(step, count: elements.count + 1) else { throw missing(path) }
            target = .null
            elements.insert(value, at: index)
            target = .array(elements)
        default: throw missing(path)
        }
    }

    private static func replace(
        _ path: [String], with value: JSONValue, in target: inout JSONValue
    ) throws(Failure) {
        guard path.count + value.depth(upTo: JSONReader.maximumDepth) <= JSONReader.maximumDepth else {
            throw .inapplicable("nesting deeper than \(JSONReader.maximumDepth)")
        }
        try set(path[...], to: value, in: &target)
    }

    private static func set(
        _ path: ArraySlice<String>, to value: JSONValue, in target: inout JSONValue
    ) throws(Failure) {
        guard let step = path.first else {
            target = value
            return
        }
        if path.count == 1, case .object(var object) = target {
            target = .null
            object[step] = value
            target = .object(object)
            return
        }
        try descend(step, in: &target) { child throws(Failure) in try set(path.dropFirst(), to: value, in: &child) }
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
            guard let index = index(step, count: elements.count) else { throw missing(path) }
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
            guard let index = index(step, count: elements.count) else { throw missing([step]) }
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
