package import JSON

/// What differs between two states of an object.
package struct FieldChanges: Sendable, Hashable {
    /// The fields that were added or have another value.
    package var changed = FieldSet()
    package var removed = FieldSet()

    package init(changed: FieldSet = FieldSet(), removed: FieldSet = FieldSet()) {
        self.changed = changed
        self.removed = removed
    }

    package var isEmpty: Bool { changed.isEmpty && removed.isEmpty }
}

extension ObjectSchema {
    /// The fields of a new object. An object that is always there, such as `spec`, is not itself a field that somebody set.
    package func fields(ofNew object: JSONValue) -> FieldSet {
        guard case .object(let members) = object else { return FieldSet() }
        return FieldSet(canonical: FieldWalk.set(in: members, self) ?? JSONObject())
    }

    /// One walk over both trees; what is equal costs a comparison.
    package func changes(from old: JSONValue, to new: JSONValue) -> FieldChanges {
        guard case .object(let before) = old, case .object(let after) = new else { return FieldChanges() }
        let difference = FieldWalk.difference(before, after, self)
        return FieldChanges(
            changed: FieldSet(canonical: difference.changed ?? JSONObject()),
            removed: FieldSet(canonical: difference.removed ?? JSONObject()))
    }
}

/// Nodes of field sets made from trees. Recursion is bounded by the depth that the JSON reader allows.
enum FieldWalk {
    typealias Steps = [JSONObject.Member]

    struct Difference {
        var changed: JSONObject?
        var removed: JSONObject?
    }

    // MARK: One tree

    /// The node of a value that was not there before: itself and everything below it.
    static func all(in value: JSONValue, _ type: SchemaType, _ field: FieldSchema?) -> JSONObject {
        switch MergeBehavior(of: value, type, field) {
        case .whole: return FieldSet.leaf
        case .fields(let object, let schema):
            var steps = selfStep(object.count)
            for member in object {
                guard let field = schema[member.key], field.isRequired || !field.isZero(scalar: member.value) else { continue }
                steps.append(.init(key: field.fieldStep, value: .object(all(in: member.value, field.type, field))))
            }
            return finished(&steps)
        case .entries(let object, let element):
            var steps = selfStep(object.count)
            for member in object {
                steps.append(.init(key: "f:" + member.key, value: .object(all(in: member.value, element, nil))))
            }
            return finished(&steps)
        case .elements(let items, let identity):
            var steps = selfStep(items.count)
            append(items, identity, to: &steps)
            return finished(&steps)
        }
    }

    /// The node of an object that is always there: only what is set in it. `nil` when that is nothing.
    static func set(in object: JSONObject, _ schema: ObjectSchema) -> JSONObject? {
        var steps: Steps = []
        steps.reserveCapacity(object.count)
        for member in object {
            guard let field = schema[member.key], let node = set(in: member.value, field) else { continue }
            steps.append(.init(key: field.fieldStep, value: .object(node)))
        }
        sort(&steps)
        return FieldSet.node(isMember: false, steps)
    }

    private static func set(in value: JSONValue, _ field: FieldSchema) -> JSONObject? {
        if field.isZero(value) { return nil }
        guard field.isAlwaysThere else { return all(in: value, field.type, field) }
        switch MergeBehavior(of: value, field.type, field) {
        case .whole: return FieldSet.leaf
        case .fields(let object, let schema): return set(in: object, schema)
        case .entries: return all(in: value, field.type, field)
        case .elements(let items, let identity):
            var steps: Steps = []
            append(items, identity, to: &steps)
            sort(&steps)
            return FieldSet.node(isMember: false, steps)
        }
    }

    private static func append(_ items: [JSONValue], _ identity: ListIdentity, to steps: inout Steps) {
        for item in items {
            let node = identity.isSet ? FieldSet.leaf : all(in: item, identity.element, nil)
            steps.append(.init(key: identity.step(to: item), value: .object(node)))
        }
    }

    private static func selfStep(_ count: Int) -> Steps {
        var steps: Steps = []
        steps.reserveCapacity(count + 1)
        steps.append(FieldSet.selfMember)
        return steps
    }

    private static func finished(_ steps: inout Steps) -> JSONObject {
        if steps.count == 1 { return FieldSet.leaf }
        sort(&steps)
        return JSONObject(steps)
    }

    /// By key; of equal ones (a set that names a value twice) the first stays.
    static func sort(_ steps: inout Steps) {
        var isSorted = true
        for index in steps.indices.dropFirst() where !(steps[index - 1].key < steps[index].key) {
            isSorted = false
            break
        }
        if isSorted { return }
        steps.sort { $0.key < $1.key }
        var last: String?
        steps.removeAll { step in
            defer { last = step.key }
            return step.key == last
        }
    }
}

extension FieldSchema {
    /// Whether Kubernetes' types always have the field, so that nobody sets it itself.
    var isAlwaysThere: Bool {
        switch type {
        case .object: !isOptional
        case .array: isRequired
        default: false
        }
    }

    /// Whether the value says the same as an absent one.
    func isZero(_ value: JSONValue) -> Bool {
        if case (.object, .object(let object)) = (type, value) { return object.isEmpty && !isOptional }
        return isZero(scalar: value)
    }

    func isZero(scalar value: JSONValue) -> Bool {
        switch value {
        case .null: true
        case .string(let text): text.isEmpty && !isOptional
        case .int(let number): number == 0 && !isOptional
        case .bool(let flag): !flag && !isOptional
        default: false
        }
    }
}
