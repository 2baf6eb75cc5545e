import JSON

/// JSON Merge Patch (RFC 7386).
enum MergePatch {
    static func apply(_ patch: JSONValue, to target: JSONValue) -> JSONValue {
        guard case .object(let changes) = patch else { return target.objectValue == nil ? patch.withoutNulls : patch }
        var members: [JSONObject.Member?] = Array(target.objectValue?.members ?? [])
        // An object of many members is looked through once, not once for each change.
        var places: [ExactText: Int] = [:]
        for (place, member) in members.enumerated() { if let member { places[ExactText(member.key)] = place } }
        for change in changes {
            let key = ExactText(change.key)
            let place = places[key]
            if change.value.isNull {
                if let place { members[place] = nil }
                places[key] = nil
                continue
            }
            let value = apply(change.value, to: place.flatMap { members[$0]?.value } ?? .null)
            if let place {
                members[place]?.value = value
            } else {
                places[key] = members.count
                members.append(JSONObject.Member(key: change.key, value: value))
            }
        }
        return .object(JSONObject(members.compactMap(\.self)))
    }
}

extension JSONValue {
    /// Without members that are null, at any depth. The elements of arrays stay.
    fileprivate var withoutNulls: JSONValue {
        switch self {
        case .array(let elements): return .array(elements.map(\.withoutNulls))
        case .object(let object):
            return .object(
                JSONObject(
                    object.filter { !$0.value.isNull }.map { JSONObject.Member(key: $0.key, value: $0.value.withoutNulls) }))
        default: return self
        }
    }
}
