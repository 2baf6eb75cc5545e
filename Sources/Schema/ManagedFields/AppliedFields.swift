package import JSON

/// What is wrong with a configuration that somebody applies, with the path of each place.
package struct AppliedFieldsError: Error, Sendable, Hashable, CustomStringConvertible {
    package let problems: [String]

    package var description: String {
        problems.count == 1 ? problems[0] : "errors:\n" + problems.map { "  \($0)" }.joined(separator: "\n")
    }
}

extension ObjectSchema {
    /// The fields that a configuration claims.
    ///
    /// Refused: fields the schema does not know, scalars of another type, elements that miss a key, and two elements with the
    /// same keys.
    package func fields(appliedBy configuration: JSONValue) throws(AppliedFieldsError) -> FieldSet {
        guard case .object(let object) = configuration else {
            throw AppliedFieldsError(problems: ["expected map, got \(configuration.inGo)"])
        }
        var walk = AppliedWalk()
        let steps = walk.fields(object, self, "")
        if !walk.problems.isEmpty { throw AppliedFieldsError(problems: walk.problems) }
        return FieldSet(canonical: FieldSet.node(isMember: false, steps) ?? JSONObject())
    }
}

private struct AppliedWalk {
    private static let namedProblems = 64

    private(set) var problems: [String] = []

    private mutating func refuse(_ path: String, _ reason: String) {
        if problems.count < Self.namedProblems { problems.append("\(path): \(reason)") }
    }

    mutating func fields(_ object: JSONObject, _ schema: ObjectSchema, _ path: String) -> FieldWalk.Steps {
        var steps: FieldWalk.Steps = []
        for member in object {
            let inner = "\(path).\(member.key)"
            guard let field = schema[member.key] else {
                refuse(inner, "field not declared in schema")
                continue
            }
            if let node = node(member.value, field.type, field, inner, isMember: member.value.isNullOrEmptyMap) {
                steps.append(.init(key: field.fieldStep, value: .object(node)))
            }
        }
        FieldWalk.sort(&steps)
        return steps
    }

    /// - Parameter isMember: whether the value counts itself, and not only what is in it.
    private mutating func node(
        _ value: JSONValue, _ type: SchemaType, _ field: FieldSchema?, _ path: String, isMember: Bool
    ) -> JSONObject? {
        guard check(value, type, path) else { return nil }
        switch MergeBehavior(of: value, type, field) {
        case .whole: return whole(value, type, field, path, isMember)
        case .fields(let object, let schema): return FieldSet.node(isMember: isMember, fields(object, schema, path))
        case .entries(let object, let element):
            var steps: FieldWalk.Steps = []
            for member in object {
                let node = node(member.value, element, nil, "\(path).\(member.key)", isMember: true)
                if let node { steps.append(.init(key: "f:" + member.key, value: .object(node))) }
            }
            FieldWalk.sort(&steps)
            return FieldSet.node(isMember: isMember, steps)
        case .elements(let items, let identity):
            return FieldSet.node(isMember: isMember, elements(items, identity, path))
        }
    }

    private mutating func whole(
        _ value: JSONValue, _ type: SchemaType, _ field: FieldSchema?, _ path: String, _ isMember: Bool
    ) -> JSONObject? {
        checkInside(value, type, path)
        // An empty list claims itself only where lists are taken as a whole.
        if case (.array(let element), .array(let items)) = (type, value), items.isEmpty, !isMember,
            ListIdentity(element, field) != nil
        {
            return nil
        }
        return FieldSet.leaf
    }

    private mutating func elements(_ items: [JSONValue], _ identity: ListIdentity, _ path: String) -> FieldWalk.Steps {
        var steps: FieldWalk.Steps = []
        var seen: Set<String> = []
        for (index, item) in items.enumerated() {
            if let reason = obstacle(item, identity) {
                refuse(path, "element \(index): \(reason)")
                continue
            }
            let step = identity.step(to: item)
            let inner = path + FieldSet.text(of: step)
            if !seen.insert(step).inserted { refuse(path, "duplicate entries for key \(FieldSet.text(of: step))") }
            if let node = node(item, identity.element, nil, inner, isMember: true) {
                steps.append(.init(key: step, value: .object(node)))
            }
        }
        FieldWalk.sort(&steps)
        return steps
    }

    /// Why the element cannot be told apart from others.
    private func obstacle(_ item: JSONValue, _ identity: ListIdentity) -> String? {
        switch item {
        case .null where identity.isSet: "associative list without keys has an element that's an explicit null"
        case .object where identity.isSet: "associative list without keys has an element that's a map type"
        case .array where identity.isSet: "not supported: associative list with lists as elements"
        case _ where identity.isSet: nil
        case .null: "associative list with keys may not have a null element"
        case .object:
            identity.missingKey(in: item).map {
                "associative list with keys has an element that omits key field \"\($0)\" (and doesn't have default value)"
            }
        default: "associative list with keys may not have non-map elements"
        }
    }

    // MARK: Types

    /// What is inside a value that is taken as a whole is checked, too.
    private mutating func checkInside(_ value: JSONValue, _ type: SchemaType, _ path: String) {
        switch (type, value) {
        case (.object(let reference), .object(let object)):
            let schema = reference.resolve()
            for member in object {
                let inner = "\(path).\(member.key)"
                guard let field = schema[member.key] else {
                    refuse(inner, "field not declared in schema")
                    continue
                }
                if check(member.value, field.type, inner) { checkInside(member.value, field.type, inner) }
            }
        case (.array(let element), .array(let items)):
            for (index, item) in items.enumerated() where check(item, element, "\(path)[\(index)]") {
                checkInside(item, element, "\(path)[\(index)]")
            }
        case (.map(let element), .object(let object)):
            for member in object where check(member.value, element, "\(path).\(member.key)") {
                checkInside(member.value, element, "\(path).\(member.key)")
            }
        default: break
        }
    }

    private mutating func check(_ value: JSONValue, _ type: SchemaType, _ path: String) -> Bool {
        guard !value.isNull, let expected = type.expectation(broughtBy: value) else { return true }
        refuse(path, "expected \(expected), got \(value.inGo)")
        return false
    }
}

extension SchemaType {
    /// What the type wants, when the value is not that.
    fileprivate func expectation(broughtBy value: JSONValue) -> String? {
        switch (self, value) {
        case (.string, .string), (.bytes, .string), (.bool, .bool), (.object, .object), (.map, .object), (.array, .array),
            (.int32, .int), (.int32, .double), (.int64, .int), (.int64, .double), (.double, .int), (.double, .double):
            nil
        case (.any, _), (.union, _): nil
        case (.quantity, .array), (.intOrString, .array), (.time, .array), (.microTime, .array), (.quantity, .object),
            (.intOrString, .object), (.time, .object), (.microTime, .object):
            "scalar"
        case (.quantity, _), (.intOrString, _), (.time, _), (.microTime, _): nil
        case (.string, _), (.bytes, _): "string"
        case (.bool, _): "boolean"
        case (.int32, _), (.int64, _), (.double, _): "numeric (int or float)"
        case (.object, _), (.map, _): "map"
        case (.array, _): "list"
        }
    }
}

extension JSONValue {
    /// An empty map, which nobody can own a part of, counts as a whole; so does a null.
    fileprivate var isNullOrEmptyMap: Bool {
        switch self {
        case .null: true
        case .object(let object): object.isEmpty
        default: false
        }
    }

    /// As the message of Kubernetes shows a value of the wrong type.
    fileprivate var inGo: String {
        switch self {
        case .string(let text): "&value.valueUnstructured{Value:\(JSONWriter.string(.string(text)))}"
        default: "&value.valueUnstructured{Value:\(JSONWriter.string(self))}"
        }
    }
}
