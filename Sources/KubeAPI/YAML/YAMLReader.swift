package import JSON
import Yams

/// Why text is not YAML that can become JSON.
package struct YAMLError: Error, Sendable, Hashable, CustomStringConvertible {
    package let reason: String
    /// From 1; `nil` when the place is not known.
    package let line: Int?
    /// The same as Go's reader words it, which counts lines in another way.
    package let goText: String

    init(reason: String, line: Int?, goLine: Int? = nil) {
        self.reason = reason
        self.line = line
        goText = goLine.map { "line \($0): \(reason)" } ?? reason
    }

    package var description: String { line.map { "line \($0): \(reason)" } ?? reason }
}

/// Reads YAML into JSON trees, with the scalar rules that `kubectl` has for manifests.
///
/// - Plain scalars follow YAML 1.1 as Go's reader does: `yes`, `no`, `on` and `off` are booleans, `0644` is octal.
/// - Aliases and merge keys (`<<`) are followed. A text whose tree would grow past `maximumValues` or
///   `maximumBytes` is refused, which bounds what
///   nested aliases can do.
/// - Keys must be scalars; repeated keys, NaN and infinity are refused.
package enum YAMLReader {
    package static let maximumValues = 1_000_000
    /// Of all scalars and keys together, each counted as often as aliases repeat it.
    package static let maximumBytes = 16 << 20

    /// Every document of the text that is not empty.
    package static func documents(_ text: String) throws(YAMLError) -> [JSONValue] {
        var walk = Walk()
        do { return try documents(text, &walk) } catch { throw YAMLError(error) }
    }

    static func documents(_ text: String, _ walk: inout Walk) throws -> [JSONValue] {
        guard !YAMLGrowth.isPossible(text) else {
            throw YAMLError(reason: "aliases beside keys that are not scalars", line: nil)
        }
        var values: [JSONValue] = []
        let parser = try Yams.Parser(yaml: text, resolver: .basic, constructor: .default)
        while let node = try parser.nextRoot() {
            let value = try walk.value(node, depth: 0)
            if !value.isNull { values.append(value) }
        }
        return values
    }

    /// The only document of the text; null for an empty text.
    package static func document(_ text: String) throws(YAMLError) -> JSONValue {
        let documents = try documents(text)
        guard documents.count < 2 else { throw YAMLError(reason: "more than one document", line: nil) }
        return documents.first ?? .null
    }

    struct Walk {
        private var values = 0
        private var bytes = 0
        /// Keys that stand for others, which they repeat.
        var renamed: [String: String] = [:]
        /// `line 5: key "a" already set in map`
        private(set) var repeatedKeys: [String] = []

        init() {}

        mutating func value(_ node: Yams.Node, depth: Int) throws(YAMLError) -> JSONValue {
            values += 1
            guard values <= YAMLReader.maximumValues else { throw failure("too many values", node) }
            guard depth <= JSONReader.maximumDepth else { throw failure("nesting too deep", node) }
            switch node {
            case .scalar(let scalar):
                try count(scalar, node)
                guard let value = YAMLScalar.value(scalar) else { throw failure("a number JSON cannot hold", node) }
                return value
            case .sequence(let sequence):
                var elements: [JSONValue] = []
                for element in sequence { elements.append(try value(element, depth: depth + 1)) }
                return .array(elements)
            case .mapping(let mapping): return .object(try object(mapping, depth: depth))
            case .alias: throw failure("unknown alias", node)
            }
        }

        private mutating func object(_ mapping: Yams.Node.Mapping, depth: Int) throws(YAMLError) -> JSONObject {
            var members: [JSONObject.Member] = []
            var merged: [Yams.Node] = []
            var index: [String: Int] = [:]
            for (key, value) in mapping {
                guard let scalar = key.scalar else { throw failure("a key that is not a scalar", key) }
                try count(scalar, key)
                if scalar.string == "<<", scalar.style == .plain {
                    merged.append(value)
                    continue
                }
                let name = renamed[scalar.string] ?? scalar.string
                let member = JSONObject.Member(key: name, value: try self.value(value, depth: depth + 1))
                if let first = index.updateValue(members.count, forKey: name) {
                    guard !renamed.isEmpty else { throw failure("key \"\(name)\" is repeated", key) }
                    // The last one counts.
                    index[name] = first
                    members[first] = member
                    repeatedKeys.append(
                        "line \(value.mark?.line ?? 0): key \(JSONWriter.string(.string(name))) already set in map")
                } else {
                    members.append(member)
                }
            }
            for node in merged { try merge(node, into: &members, &index, depth: depth) }
            return JSONObject(members)
        }

        /// Adds the members of a merge key's value, a mapping or a list of mappings; members that are there already win.
        private mutating func merge(
            _ node: Yams.Node, into members: inout [JSONObject.Member], _ index: inout [String: Int], depth: Int
        ) throws(YAMLError) {
            for source in node.sequence.map(Array.init) ?? [node] {
                guard case .object(let object) = try value(source, depth: depth + 1) else {
                    throw failure("a merge of something that is not a mapping", source)
                }
                for member in object where index[member.key] == nil {
                    index[member.key] = members.count
                    members.append(member)
                }
            }
        }

        private mutating func count(_ scalar: Yams.Node.Scalar, _ node: Yams.Node) throws(YAMLError) {
            bytes += scalar.string.utf8.count
            guard bytes <= YAMLReader.maximumBytes else { throw failure("too much text", node) }
        }

        private func failure(_ reason: String, _ node: Yams.Node) -> YAMLError {
            YAMLError(reason: reason, line: node.mark?.line)
        }
    }
}

extension YAMLError {
    init(_ error: any Error) {
        switch error {
        case let error as YAMLError: self = error
        case YamlError.scanner(_, let problem, let mark, _):
            self.init(reason: problem, line: mark.line, goLine: mark.line > 1 ? mark.line : nil)
        case YamlError.parser(_, let problem, let mark, _):
            self.init(reason: problem, line: mark.line, goLine: mark.line > 1 ? mark.line - 1 : nil)
        case YamlError.composer(_, let problem, let mark, _): self.init(reason: problem, line: mark.line)
        case YamlError.duplicatedKeysInMapping(let keys, let context):
            let names = keys.map { "\"\($0)\"" }.joined(separator: ", ")
            self.init(reason: "key \(names) is repeated", line: context.mark.line)
        case YamlError.reader(let problem, _, _, _): self.init(reason: problem, line: nil)
        default: self.init(reason: "not YAML", line: nil)
        }
    }
}
