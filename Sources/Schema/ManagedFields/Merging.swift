package import JSON

extension ObjectSchema {
    /// An object with an applied configuration merged into it: maps and lists with keys member by member, everything else as
    /// the configuration says. Call `fields(appliedBy:)` first, which refuses what cannot be merged.
    package func merge(_ configuration: JSONValue, into live: JSONValue) -> JSONValue {
        guard case .object(let wanted) = configuration, case .object(let current) = live else { return configuration }
        return .object(Merging.fields(wanted, into: current, self))
    }
}

/// Recursion is bounded by the depth that the JSON reader allows.
private enum Merging {
    static func fields(_ wanted: JSONObject, into live: JSONObject, _ schema: ObjectSchema) -> JSONObject {
        members(wanted, into: live) { key, value, current in
            guard let field = schema[key] else { return value }
            return merge(value, into: current, field.type, field)
        }
    }

    private static func merge(
        _ wanted: JSONValue, into live: JSONValue?, _ type: SchemaType, _ field: FieldSchema?
    ) -> JSONValue {
        guard let live else { return wanted }
        switch (MergeBehavior(of: live, type, field), MergeBehavior(of: wanted, type, field)) {
        case (.fields(let current, let schema), .fields(let object, _)):
            return .object(fields(object, into: current, schema))
        case (.entries(let current, let element), .entries(let object, _)):
            return .object(members(object, into: current) { merge($1, into: $2, element, nil) })
        case (.elements(let current, let identity), .elements(let items, _)):
            return .array(elements(items, into: current, identity))
        case (.fields, .whole), (.elements, .whole): return live
        case (.entries, .whole) where !wanted.isOfOtherKind(than: live): return live
        default: return wanted
        }
    }

    private static func members(
        _ wanted: JSONObject, into live: JSONObject,
        _ merge: (_ key: String, _ wanted: JSONValue, _ live: JSONValue?) -> JSONValue
    ) -> JSONObject {
        var members = live.members
        var places: [String: Int] = [:]
        for (place, member) in members.enumerated() { places[member.key] = place }
        for member in wanted {
            if let place = places[member.key] {
                members[place].value = merge(member.key, member.value, members[place].value)
            } else {
                places[member.key] = members.count
                members.append(JSONObject.Member(key: member.key, value: merge(member.key, member.value, nil)))
            }
        }
        return JSONObject(members)
    }

    /// The order is the configuration's; elements it does not name stay in front of the one they were in front of.
    private static func elements(
        _ wanted: [JSONValue], into live: [JSONValue], _ identity: ListIdentity
    ) -> [JSONValue] {
        let currentSteps = live.map(identity.step)
        var current: [String: JSONValue] = [:]
        for (step, item) in zip(currentSteps, live) where current[step] == nil { current[step] = item }
        let wantedSteps = wanted.map(identity.step)
        let named = Set(wantedSteps)
        var shared = wantedSteps.filter { current[$0] != nil }[...]
        var result: [JSONValue] = []
        result.reserveCapacity(wanted.count + live.count)
        var place = 0
        /// Takes over what the configuration does not name, up to the next element that both have.
        func carryOver(until next: String?) {
            while place < live.count, currentSteps[place] != next {
                if !named.contains(currentSteps[place]) { result.append(live[place]) }
                place += 1
            }
        }
        for (step, item) in zip(wantedSteps, wanted) {
            carryOver(until: shared.first)
            if step == shared.first {
                shared = shared.dropFirst()
                if place < live.count, currentSteps[place] == step { place += 1 }
            }
            result.append(identity.isSet ? item : merge(item, into: current[step], identity.element, nil))
        }
        carryOver(until: nil)
        return result
    }
}

extension JSONValue {
    fileprivate func isOfOtherKind(than other: JSONValue) -> Bool {
        switch (self, other) {
        case (.null, _), (.object, .object), (.array, .array): false
        default: true
        }
    }
}
