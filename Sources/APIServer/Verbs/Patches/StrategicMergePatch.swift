import JSON
import Schema

/// Strategic merge patch: a merge patch that knows, from the schema, how lists merge.
///
/// Directives: `$patch: merge|replace|delete`, `$retainKeys`, `$setElementOrder/<list>`, `$deleteFromPrimitiveList/<list>`.
/// Source: the Kubernetes community's "Strategic Merge Patch" page (sig-api-machinery).
struct StrategicMergePatch: Sendable {
    enum Failure: Error, Sendable, Hashable {
        /// The patch is not in the notation.
        case malformed(String)
        /// The patch does not fit the object.
        case inapplicable(String)
    }

    let schema: ObjectSchema

    func apply(_ patch: JSONValue, to target: JSONValue) throws(Failure) -> JSONValue {
        guard case .object(let changes) = patch else { throw .malformed("a patch is an object") }
        return .object(try merge(changes, into: target.objectValue ?? JSONObject(), schema))
    }

    // MARK: Objects

    private func merge(
        _ patch: JSONObject, into target: JSONObject, _ schema: ObjectSchema?
    ) throws(Failure) -> JSONObject {
        var result = target
        switch try directive(of: patch) {
        case .replace: return cleaned(patch)
        case .delete: return JSONObject()
        case .merge: break
        }
        if let kept = patch["$retainKeys"] { try retain(kept, patch, in: &result) }
        result = try merge(members: patch, into: result, schema)
        try applyListDirectives(patch, to: &result, from: target, schema)
        return result
    }

    /// Looks through the target once, not once for each change.
    private func merge(
        members patch: JSONObject, into target: JSONObject, _ schema: ObjectSchema?
    ) throws(Failure) -> JSONObject {
        var members: [JSONObject.Member?] = target.members
        var places: [ExactText: Int] = [:]
        for (place, member) in target.members.enumerated() { places[ExactText(member.key)] = place }
        for change in patch where !change.key.hasPrefix("$") {
            let place = places[ExactText(change.key)]
            let old = place.flatMap { members[$0]?.value }
            let new = change.value.isNull ? nil : try merge(change.value, into: old, schema?[change.key])
            let member = new.map { JSONObject.Member(key: change.key, value: $0) }
            if let place {
                members[place] = member
            } else if let member {
                members.append(member)
            }
        }
        return JSONObject(members.compactMap(\.self))
    }

    /// The new value of one member; `nil` removes it.
    private func merge(
        _ patch: JSONValue, into target: JSONValue?, _ field: FieldSchema?
    ) throws(Failure) -> JSONValue? {
        switch patch {
        case .object(let changes):
            if case .delete = try directive(of: changes) { return nil }
            if field?.patchStrategy?.replaces == true { return .object(cleaned(changes)) }
            return .object(try merge(changes, into: target?.objectValue ?? JSONObject(), field?.type.objectSchema))
        case .array(let elements):
            return .array(try merge(elements, into: target?.arrayValue ?? [], field))
        default:
            return patch
        }
    }

    private enum Directive { case merge, replace, delete }

    private func directive(of object: JSONObject) throws(Failure) -> Directive {
        guard let value = object["$patch"] else { return .merge }
        switch value.stringValue {
        case "merge": return .merge
        case "replace": return .replace
        case "delete": return .delete
        default:
            throw .inapplicable("unknown patch type: \(value.goText) in map: \(JSONValue.object(object).goText)")
        }
    }

    /// `$retainKeys`: members of the target that the list does not name go.
    private func retain(_ kept: JSONValue, _ patch: JSONObject, in target: inout JSONObject) throws(Failure) {
        guard let names = kept.arrayValue.map({ Set($0.compactMap(\.stringValue)) }) else { throw Self.badRetainKeys }
        for change in patch where !change.key.hasPrefix("$") && !change.value.isNull && !names.contains(change.key) {
            throw Self.badRetainKeys
        }
        target.removeAll { !names.contains($0.key) }
    }

    private static let badRetainKeys = Failure.malformed("invalid patch format of retainKeys")

    /// A part of the patch as a value of its own: without directives and nulls.
    private func cleaned(_ patch: JSONObject) -> JSONObject {
        JSONObject(
            patch.members.compactMap { member in
                if member.key.hasPrefix("$") || member.value.isNull { return nil }
                return JSONObject.Member(key: member.key, value: cleaned(member.value))
            })
    }

    private func cleaned(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object): .object(cleaned(object))
        case .array(let elements):
            .array(elements.filter { $0["$patch"]?.stringValue != "delete" }.map(cleaned))
        default: value
        }
    }

    // MARK: Lists

    private func merge(
        _ patch: [JSONValue], into target: [JSONValue], _ field: FieldSchema?
    ) throws(Failure) -> [JSONValue] {
        guard let field, field.patchStrategy?.merges == true, case .array(let element) = field.type else {
            return patch.map(cleaned)
        }
        if let key = field.patchMergeKey {
            return try merge(patch, into: target, by: key, element.objectSchema, list: field.name)
        }
        var known = Set(target)
        let merged = target + patch.filter { known.insert($0).inserted }
        return ordered(merged, as: patch, original: target, by: nil)
    }

    private func merge(
        _ patch: [JSONValue], into target: [JSONValue], by key: String, _ schema: ObjectSchema?, list: String
    ) throws(Failure) -> [JSONValue] {
        if patch.contains(where: { $0["$patch"]?.stringValue == "replace" }) {
            // `$patch: replace` as an element: the other elements are the new list.
            return patch.filter { !($0["$patch"]?.stringValue == "replace" && $0[key] == nil) }.map(cleaned)
        }
        var result: [JSONValue?] = target
        // A list may hold a key more than once: a merge changes the first, a deletion takes all.
        var places: [JSONValue: [Int]] = [:]
        for (place, item) in target.enumerated() {
            if let identity = item[key] { places[identity, default: []].append(place) }
        }
        for item in patch {
            guard case .object(let changes) = item else { throw .malformed("\(list) is a list of objects") }
            guard let identity = changes[key] else {
                throw .inapplicable("map: \(item.goText) does not contain declared merge key: \(key)")
            }
            if case .delete = try directive(of: changes) {
                for place in places.removeValue(forKey: identity) ?? [] { result[place] = nil }
            } else if let place = places[identity]?.first {
                result[place] = .object(try merge(changes, into: result[place]?.objectValue ?? JSONObject(), schema))
            } else {
                places[identity] = [result.count]
                result.append(.object(try merge(changes, into: JSONObject(), schema)))
            }
        }
        return ordered(result.compactMap(\.self), as: patch, original: target, by: key)
    }

    /// `$deleteFromPrimitiveList/x` and `$setElementOrder/x`.
    private func applyListDirectives(
        _ patch: JSONObject, to result: inout JSONObject, from target: JSONObject, _ schema: ObjectSchema?
    ) throws(Failure) {
        for change in patch {
            guard let (name, isOrder) = listDirective(change.key) else { continue }
            guard let listed = change.value.arrayValue else {
                throw .malformed("invalid patch format of " + (isOrder ? "setElementOrder list" : "primitive list"))
            }
            guard var elements = result[name]?.arrayValue else { continue }
            if isOrder {
                elements = ordered(
                    elements, as: listed, original: target[name]?.arrayValue ?? [], by: schema?[name]?.patchMergeKey)
            } else {
                let gone = Set(listed)
                elements.removeAll { gone.contains($0) }
            }
            result[name] = .array(elements)
        }
    }

    private func listDirective(_ key: String) -> (name: String, isOrder: Bool)? {
        for (prefix, isOrder) in [("$deleteFromPrimitiveList/", false), ("$setElementOrder/", true)]
        where key.hasPrefix(prefix) { return (String(key.dropFirst(prefix.count)), isOrder) }
        return nil
    }

    /// Elements that the order names come in that order. One that it does not name stays in front of the named ones that
    /// it stood in front of before; new elements have no such place and go first.
    private func ordered(
        _ elements: [JSONValue], as order: [JSONValue], original: [JSONValue], by key: String?
    ) -> [JSONValue] {
        func identity(_ value: JSONValue) -> JSONValue { key.flatMap { value[$0] } ?? value }
        let wanted = order.map(identity)
        let named = Set(wanted)
        let place = Dictionary(
            original.enumerated().map { (identity($0.element), $0.offset) }, uniquingKeysWith: { first, _ in first })
        let found = Dictionary(elements.map { (identity($0), $0) }, uniquingKeysWith: { first, _ in first })
        var unnamed = elements.filter { !named.contains(identity($0)) }[...]
        var result: [JSONValue] = []
        var done: Set<JSONValue> = []
        for want in wanted where done.insert(want).inserted {
            guard let element = found[want] else { continue }
            while let other = unnamed.first, let mine = place[want], let theirs = place[identity(other)], theirs < mine {
                result.append(other)
                unnamed.removeFirst()
            }
            result.append(element)
        }
        return result + unnamed
    }
}

extension PatchStrategy {
    fileprivate var merges: Bool { self == .merge || self == .mergeRetainKeys }
    fileprivate var replaces: Bool { self == .replace }
}

extension SchemaType {
    fileprivate var objectSchema: ObjectSchema? {
        if case .object(let reference) = self { reference.resolve() } else { nil }
    }
}
