import JSON

/// JSON Merge Patch (RFC 7386).
enum MergePatch {
    static func apply(_ patch: JSONValue, to target: JSONValue) -> JSONValue {
        guard case .object(let changes) = patch else { return patch }
        var members: [JSONObject.Member?] = Array(target.objectValue?.members ?? [])
        // An object of many members is looked through once, not once for each change.
        var places: [String: Int] = [:]
        for (place, member) in members.enumerated() { if let member { places[member.key] = place } }
        for change in changes {
            let place = places[change.key]
            if change.value.isNull {
                if let place { members[place] = nil }
                places[change.key] = nil
                continue
            }
            let value = apply(change.value, to: place.flatMap { members[$0]?.value } ?? .null)
            if let place {
                members[place]?.value = value
            } else {
                places[change.key] = members.count
                members.append(JSONObject.Member(key: change.key, value: value))
            }
        }
        return .object(JSONObject(members.compactMap(\.self)))
    }
}
