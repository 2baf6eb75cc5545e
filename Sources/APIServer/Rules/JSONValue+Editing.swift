import JSON

/// In-place edits of API objects, for defaults and preparation. None of them copies the tree.
extension JSONValue {
    /// Whether the member is missing, `null` or the empty string: Kubernetes writes these three the same way.
    func lacks(_ key: String) -> Bool {
        switch self[key] {
        case nil, .null?, .string("")?: true
        default: false
        }
    }

    /// Sets a member that is missing, `null` or an empty string.
    mutating func fill(_ key: String, _ value: JSONValue) {
        if lacks(key) { self[key] = value }
    }

    /// Changes a member in place, when it is there.
    mutating func edit(_ key: String, _ change: (inout JSONValue) -> Void) {
        guard case .object(var object) = self else { return }
        self = .null
        object.update(key) { slot in
            guard var value = slot, !value.isNull else { return }
            slot = .null
            change(&value)
            slot = value
        }
        self = .object(object)
    }

    /// Changes every element of a list in place.
    mutating func editEach(_ key: String, _ change: (inout JSONValue) -> Void) {
        edit(key) { list in
            guard case .array(var elements) = list else { return }
            list = .null
            for index in elements.indices { change(&elements[index]) }
            list = .array(elements)
        }
    }

    /// Takes a member over from another object; removes it when the other has none.
    mutating func copy(_ key: String, from other: JSONValue) { self[key] = other[key] }

    /// A map as Go prints it.
    var inKeyOrder: JSONValue {
        guard case .object(var object) = self else { return self }
        object.sortByKey()
        return .object(object)
    }

    /// The text of a member, or `""`.
    func text(_ key: String) -> String { self[key]?.stringValue ?? "" }

    /// The text at the end of a path, or `""`.
    func text(path: String...) -> String { self[path: path]?.stringValue ?? "" }

    /// The elements of a list member, or none.
    func list(_ key: String) -> [JSONValue] { self[key]?.arrayValue ?? [] }

    /// The members of an object member, or none.
    func map(_ key: String) -> [JSONObject.Member] { self[key]?.objectValue?.members ?? [] }

    /// The strings of a list member, or none.
    func texts(_ key: String) -> [String] { list(key).compactMap(\.stringValue) }

    /// Whether the member is there and not `null`.
    func has(_ key: String) -> Bool { self[key].map { !$0.isNull } ?? false }
}
