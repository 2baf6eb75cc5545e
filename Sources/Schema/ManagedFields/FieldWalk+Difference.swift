import JSON

extension FieldWalk {
    /// What differs between two objects that are both there.
    static func difference(_ old: JSONObject, _ new: JSONObject, _ schema: ObjectSchema) -> Difference {
        var (changed, removed): (Steps, Steps) = ([], [])
        for member in new {
            guard let field = schema[member.key] else { continue }
            let found = difference(old[member.key], member.value, field)
            append(found, field.fieldStep, &changed, &removed)
        }
        for member in old where new.index(of: member.key) == nil {
            guard let field = schema[member.key] else { continue }
            append(difference(member.value, nil, field), field.fieldStep, &changed, &removed)
        }
        return finished(&changed, &removed)
    }

    private static func difference(_ old: JSONValue?, _ new: JSONValue?, _ field: FieldSchema) -> Difference {
        if field.isAlwaysThere, case .object(let reference) = field.type {
            let schema = reference.resolve()
            let (before, after) = (old?.objectValue ?? JSONObject(), new?.objectValue ?? JSONObject())
            if schema.isAtomic { return before == after ? Difference() : Difference(changed: FieldSet.leaf) }
            return difference(before, after, schema)
        }
        let before = given(old, nextTo: new, field)
        let after = given(new, nextTo: old, field)
        return difference(before, after, field.type, field)
    }

    /// A value that says something. A null (of an applied configuration) does when it replaces a value.
    private static func given(_ value: JSONValue?, nextTo other: JSONValue?, _ field: FieldSchema) -> JSONValue? {
        guard let value else { return Optional.none }
        let isReplacement = value.isNull && other != nil
        return isReplacement || !field.isZero(value) ? .some(value) : Optional.none
    }

    private static func difference(
        _ old: JSONValue?, _ new: JSONValue?, _ type: SchemaType, _ field: FieldSchema?
    ) -> Difference {
        guard let old else { return Difference(changed: new.map { all(in: $0, type, field) }) }
        guard let new else { return Difference(removed: all(in: old, type, field)) }
        switch (MergeBehavior(of: old, type, field), MergeBehavior(of: new, type, field)) {
        case (.fields(let before, let schema), .fields(let after, _)):
            return difference(before, after, schema)
        case (.entries(let before, let element), .entries(let after, _)):
            return entries(before, after, element)
        case (.elements(let before, let identity), .elements(let after, _)):
            return before == after ? Difference() : elements(before, after, identity)
        case (.whole, .whole):
            return old == new ? Difference() : Difference(changed: FieldSet.leaf)
        default: return replacement(old, new, type, field)
        }
    }

    /// One side has parts and the other has none, or parts of another kind.
    private static func replacement(
        _ old: JSONValue, _ new: JSONValue, _ type: SchemaType, _ field: FieldSchema?
    ) -> Difference {
        let (gone, added) = (all(in: old, type, field), all(in: new, type, field))
        let isScalar = old.isScalar || new.isScalar
        return Difference(
            changed: FieldSet.node(isMember: isScalar, Array(FieldSet.steps(added))),
            removed: FieldSet.node(isMember: false, Array(FieldSet.steps(gone))))
    }

    private static func entries(_ old: JSONObject, _ new: JSONObject, _ element: SchemaType) -> Difference {
        if old == new { return Difference() }
        var (changed, removed): (Steps, Steps) = ([], [])
        let before = Dictionary(old.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
        var kept: Set<String> = []
        for member in new {
            kept.insert(member.key)
            append(difference(before[member.key], member.value, element, nil), "f:" + member.key, &changed, &removed)
        }
        for member in old where !kept.contains(member.key) {
            append(Difference(removed: all(in: member.value, element, nil)), "f:" + member.key, &changed, &removed)
        }
        return finished(&changed, &removed)
    }

    private static func elements(_ old: [JSONValue], _ new: [JSONValue], _ identity: ListIdentity) -> Difference {
        var (changed, removed): (Steps, Steps) = ([], [])
        var before: [String: JSONValue] = [:]
        for item in old {
            let step = identity.step(to: item)
            if before[step] == nil { before[step] = item }
        }
        var seen: Set<String> = []
        for item in new {
            let step = identity.step(to: item)
            guard seen.insert(step).inserted else { continue }
            append(difference(before[step], item, identity.element, nil), step, &changed, &removed)
        }
        for (step, item) in before where !seen.contains(step) {
            append(Difference(removed: all(in: item, identity.element, nil)), step, &changed, &removed)
        }
        return finished(&changed, &removed)
    }

    private static func append(_ found: Difference, _ step: String, _ changed: inout Steps, _ removed: inout Steps) {
        if let node = found.changed { changed.append(.init(key: step, value: .object(node))) }
        if let node = found.removed { removed.append(.init(key: step, value: .object(node))) }
    }

    private static func finished(_ changed: inout Steps, _ removed: inout Steps) -> Difference {
        sort(&changed)
        sort(&removed)
        return Difference(
            changed: FieldSet.node(isMember: false, changed), removed: FieldSet.node(isMember: false, removed))
    }
}

extension JSONValue {
    fileprivate var isScalar: Bool {
        switch self {
        case .object, .array: false
        default: true
        }
    }
}
