package import JSON

/// Something a schema forbids in one place of a tree whose types are right.
package struct SchemaViolation: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// The field is absent or empty.
        case required
        /// The text is not one of the allowed.
        case notSupported(String, allowed: [String])
        /// A field of a union was given although `first` was, too.
        case tooMany(first: String)
    }

    package let path: String
    package let kind: Kind
}

extension ObjectSchema {
    /// Every place where a required field is missing, a text is not one of the allowed, or more than one field of a union
    /// is given. The top-level `status` is not looked at: it is written by components, which may leave things out.
    ///
    /// Call after `read` and the defaults.
    package func violations(in value: JSONValue) -> [SchemaViolation] {
        var walk = CheckingWalk()
        walk.object(value, self)
        return walk.violations
    }
}

private struct CheckingWalk {
    var path = FieldPath()
    var violations: [SchemaViolation] = []

    mutating func object(_ value: JSONValue, _ schema: ObjectSchema) {
        guard case .object(let object) = value else { return }
        for field in schema.checked {
            if path.isEmpty, field.name == "status" { continue }
            path.enter(.member(field.name))
            if let member = object[field.name], !(field.isRequired && member.isEmptyText) {
                self.value(member, field.type)
                text(member, of: field)
            } else if field.isRequired {
                absent(field)
            }
            path.leave()
        }
        for case .atMostOne(let names) in schema.rules {
            let given = names.filter { object.index(of: $0) != nil }
            guard let first = given.first else { continue }
            for name in given.dropFirst() {
                violations.append(SchemaViolation(path: path.text(of: name), kind: .tooMany(first: first)))
            }
        }
    }

    /// A required object that is absent is checked as an empty one, so that the fields that are missing in it are named.
    private mutating func absent(_ field: FieldSchema) {
        let known = violations.count
        switch field.type {
        case .object(let reference): object(.emptyObject, reference.resolve())
        case .time, .microTime: return
        case .string where field.name == "value": return  // header and sysctl values may be empty
        default: break
        }
        if violations.count == known { violations.append(SchemaViolation(path: path.text, kind: .required)) }
    }

    private mutating func text(_ value: JSONValue, of field: FieldSchema) {
        guard !field.oneOf.isEmpty, case .string(let text) = value, !text.isEmpty, !field.oneOf.contains(text) else {
            return
        }
        violations.append(SchemaViolation(path: path.text, kind: .notSupported(text, allowed: field.oneOf)))
    }

    private mutating func value(_ value: JSONValue, _ type: SchemaType) {
        switch (type, value) {
        case (.object(let reference), .object): object(value, reference.resolve())
        case (.array(let element), .array(let elements)) where element.mayHoldObjects:
            for (index, item) in elements.enumerated() {
                path.enter(.index(index))
                self.value(item, element)
                path.leave()
            }
        case (.map(let element), .object(let members)) where element.mayHoldObjects:
            for member in members {
                path.enter(.key(member.key))
                self.value(member.value, element)
                path.leave()
            }
        default: break
        }
    }
}

extension JSONValue {
    fileprivate var isEmptyText: Bool {
        switch self {
        case .null: true
        case .string(let text): text.isEmpty
        case .array(let elements): elements.isEmpty
        default: false
        }
    }
}
