package import JSON

extension ObjectSchema {
    /// Takes out the fields that were applied before and that nobody claims any more, each with everything below it.
    package func prune(_ object: JSONValue, applied before: FieldSet, claimed: FieldSet) -> JSONValue {
        guard !before.isEmpty, case .object(let members) = object else { return object }
        return .object(Pruning.fields(members, before.json, claimed.json, self) ?? members)
    }
}

/// Every function returns the value to use in place of the given one, or `nil` to keep it.
private enum Pruning {
    static func fields(
        _ object: JSONObject, _ before: JSONObject, _ claimed: JSONObject, _ schema: ObjectSchema
    ) -> JSONObject? {
        members(object, before, claimed, isDeclared: true) { key, value, before, claimed in
            guard let field = schema[key] else { return .keep }
            return inside(value, field.type, field, before, claimed)
        }
    }

    private enum Change {
        case keep
        case replace(JSONValue)
        case remove
    }

    /// - Parameter isDeclared: whether a claim on something inside a member is one on the member.
    private static func members(
        _ object: JSONObject, _ before: JSONObject, _ claimed: JSONObject, isDeclared: Bool,
        _ change: (_ key: String, _ value: JSONValue, _ before: JSONObject, _ claimed: JSONObject) -> Change
    ) -> JSONObject? {
        let (before, claims) = (index(before), index(claimed))
        var kept: [JSONObject.Member] = []
        var hasChanged = false
        for member in object {
            let step = "f:" + member.key
            guard let node = before[step] else {
                kept.append(member)
                continue
            }
            let claim = claims[step]
            let wasApplied = isDeclared || FieldSet.isMember(node)
            let isClaimed = claim.map { isDeclared || FieldSet.isMember($0) } ?? false
            if wasApplied, !isClaimed {
                hasChanged = true
                continue
            }
            switch change(member.key, member.value, node, claim ?? JSONObject([FieldSet.selfMember])) {
            case .keep: kept.append(member)
            case .replace(let value):
                hasChanged = true
                kept.append(JSONObject.Member(key: member.key, value: value))
            case .remove: hasChanged = true
            }
        }
        return hasChanged ? JSONObject(kept) : nil
    }

    private static func inside(
        _ value: JSONValue, _ type: SchemaType, _ field: FieldSchema?, _ before: JSONObject, _ claimed: JSONObject
    ) -> Change {
        switch MergeBehavior(of: value, type, field) {
        case .whole: return .keep
        case .fields(let object, let schema):
            return change(fields(object, before, claimed, schema), isKeptEmpty: field?.isAlwaysThere == true)
        case .entries(let object, let element):
            let pruned = members(object, before, claimed, isDeclared: false) { _, value, before, claimed in
                inside(value, element, nil, before, claimed)
            }
            return change(pruned, isKeptEmpty: false)
        case .elements(let items, let identity):
            guard let pruned = elements(items, identity, before, claimed) else { return .keep }
            return pruned.isEmpty ? .remove : .replace(.array(pruned))
        }
    }

    private static func change(_ pruned: JSONObject?, isKeptEmpty: Bool) -> Change {
        guard let pruned else { return .keep }
        return pruned.isEmpty && !isKeptEmpty ? .remove : .replace(.object(pruned))
    }

    private static func elements(
        _ items: [JSONValue], _ identity: ListIdentity, _ before: JSONObject, _ claimed: JSONObject
    ) -> [JSONValue]? {
        let (before, claims) = (index(before), index(claimed))
        var kept: [JSONValue] = []
        var hasChanged = false
        for item in items {
            let step = identity.step(to: item)
            guard let node = before[step] else {
                kept.append(item)
                continue
            }
            let claim = claims[step]
            if FieldSet.isMember(node), !(claim.map(FieldSet.isMember) ?? false) {
                hasChanged = true
                continue
            }
            switch inside(item, identity.element, nil, node, claim ?? JSONObject([FieldSet.selfMember])) {
            case .keep: kept.append(item)
            case .replace(let value):
                hasChanged = true
                kept.append(value)
            case .remove: hasChanged = true
            }
        }
        return hasChanged ? kept : nil
    }

    private static func index(_ node: JSONObject) -> [String: JSONObject] {
        Dictionary(
            FieldSet.steps(node).map { ($0.key, $0.value.objectValue ?? FieldSet.leaf) }, uniquingKeysWith: { first, _ in first })
    }
}
