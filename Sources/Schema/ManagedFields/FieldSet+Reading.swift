package import JSON

/// Why a tree is not a `FieldSet`.
package struct FieldSetError: Error, Sendable, Hashable {
    package let reason: String

    package init(reason: String) { self.reason = reason }
}

extension FieldSet {
    /// Reads `FieldsV1` that a client wrote, and brings it to the canonical form. Steps of an unknown kind are left out.
    package init(_ value: JSONValue) throws(FieldSetError) {
        guard case .object(let object) = value else { throw FieldSetError(reason: "a field set is an object") }
        let node = try Self.canonical(object)
        json = node.json.isEmpty ? JSONObject() : node.json
    }

    /// - Returns: the node, whose members are sorted; `isMember` when the client gave a `.`.
    private static func canonical(_ object: JSONObject) throws(FieldSetError) -> (json: JSONObject, isMember: Bool) {
        var isMember = false
        var steps: [JSONObject.Member] = []
        for member in object {
            if member.key == "." {
                isMember = true
                continue
            }
            guard case .object(let inner) = member.value else {
                throw FieldSetError(reason: "what is below \(member.key) is not an object")
            }
            guard let key = try canonical(step: member.key) else { continue }
            let below = try canonical(inner)
            steps.append(.init(key: key, value: .object(node(isMember: below.isMember, below.json.members) ?? leaf)))
        }
        // Of two spellings of one step the first stays.
        FieldWalk.sort(&steps)
        return (JSONObject(steps), isMember)
    }

    private static func canonical(step: String) throws(FieldSetError) -> String? {
        guard let colon = step.utf8.dropFirst().first, colon == UInt8(ascii: ":") else { return nil }
        let text = String(step.dropFirst(2))
        switch step.utf8.first {
        case UInt8(ascii: "f"): return step
        case UInt8(ascii: "v"): return "v:" + JSONWriter.string(try value(of: text))
        case UInt8(ascii: "k"):
            guard case .object(var keys) = try value(of: text) else { throw FieldSetError(reason: "the keys are not an object") }
            keys.sortByKey()
            return "k:" + JSONWriter.string(.object(keys))
        case UInt8(ascii: "i"):
            guard let index = Int(text) else { throw FieldSetError(reason: "\(text) is not an index") }
            return "i:\(index)"
        default: return nil
        }
    }

    private static func value(of text: String) throws(FieldSetError) -> JSONValue {
        do { return try JSONReader.read(text) } catch { throw FieldSetError(reason: error.description) }
    }
}

extension FieldSet {
    /// The places in the set as paths: `.spec.ports[port=80,protocol="TCP"].name`. In each node, the members come before what
    /// is below them.
    package var paths: [String] {
        var paths: [String] = []
        Self.collect(json, "", isRoot: true, &paths)
        return paths
    }

    private static func collect(_ node: JSONObject, _ prefix: String, isRoot: Bool, _ paths: inout [String]) {
        for step in steps(node) where isMember(step.value.objectValue ?? leaf) {
            paths.append(prefix + text(of: step.key))
        }
        for step in steps(node) {
            guard let below = step.value.objectValue, !below.isEmpty else { continue }
            collect(below, prefix + text(of: step.key), isRoot: false, &paths)
        }
    }

    /// A step as a path shows it.
    static func text(of step: String) -> String {
        let rest = String(step.dropFirst(2))
        switch step.utf8.first {
        case UInt8(ascii: "f"): return "." + rest
        case UInt8(ascii: "v"): return "[=\(rest)]"
        case UInt8(ascii: "k"):
            guard let keys = (try? JSONReader.read(rest))?.objectValue else { return "[\(rest)]" }
            return "[" + keys.map { "\($0.key)=\(JSONWriter.string($0.value))" }.joined(separator: ",") + "]"
        default: return "[\(rest)]"
        }
    }
}
