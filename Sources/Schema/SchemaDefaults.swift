package import JSON

extension ObjectSchema {
    /// Fills in the declared default of every absent field, in the object itself and in all objects below it that exist.
    ///
    /// A field whose absence means nothing special (`isOptional` is false) also counts as absent when it holds its zero
    /// value. Values of the wrong type are left alone; `read` reports them.
    package func applyDefaults(to value: inout JSONValue) {
        if let walks { return walks.applyDefaults(to: &value) }
        guard case .object(var object) = value else { return }
        value = .null  // so that the object is changed in place
        for field in defaulted {
            if let fallback = field.defaultValue, field.isAbsent(in: object) { object[field.name] = fallback }
            guard field.holdsObjects, object.index(of: field.name) != nil else { continue }
            object.update(field.name) { member in
                guard var inner = member else { return }
                member = .null
                field.type.applyDefaults(to: &inner)
                member = inner
            }
        }
        value = .object(object)
    }
}

extension FieldSchema {
    fileprivate func isAbsent(in object: JSONObject) -> Bool {
        guard let value = object[name] else { return true }
        switch value {
        case .null: return true
        case .string(let text): return !isOptional && text.isEmpty
        case .int(let number): return !isOptional && number == 0
        default: return false
        }
    }
}

extension SchemaType {
    /// Whether a value of this type can have objects of a declared schema in it.
    var mayHoldObjects: Bool {
        switch self {
        case .object: true
        case .array(let element), .map(let element): element.mayHoldObjects
        default: false
        }
    }

    fileprivate func applyDefaults(to value: inout JSONValue) {
        switch (self, value) {
        case (.object(let reference), .object):
            reference.resolve().applyDefaults(to: &value)
        case (.array(let element), .array(var elements)):
            value = .null
            for index in elements.indices { element.applyDefaults(to: &elements[index]) }
            value = .array(elements)
        case (.map(let element), .object(var members)):
            value = .null
            for key in Array(members.keys) {
                members.update(key) { member in
                    guard var inner = member else { return }
                    member = .null
                    element.applyDefaults(to: &inner)
                    member = inner
                }
            }
            value = .object(members)
        default: break
        }
    }
}
