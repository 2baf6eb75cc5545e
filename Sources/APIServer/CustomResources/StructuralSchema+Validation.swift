import JSON
import RegularExpressions

/// Checks one value against a schema, in the words of Kubernetes' API server.
struct ValueValidation {
    private(set) var errors: [FieldError] = []
    /// After this many nobody reads on, and a large object could have any number.
    static let maximumErrors = 1000

    /// - Parameter isObject: the value is an API object of its own.
    mutating func check(_ value: JSONValue, _ schema: StructuralSchema, path: String, isObject: Bool = false) {
        guard errors.count < Self.maximumErrors else { return }
        if schema.isIntOrString {
            if value.intValue == nil, value.stringValue == nil, !(value.isNull && schema.isNullable) {
                wrongType(path, "integer,string", value)
            }
        } else if let kind = schema.kind {
            if value.isNull, schema.isNullable { return }
            guard value.isOf(kind) else { return wrongType(path, kind.rawValue, value) }
        }
        checkLimits(value, schema, path: path)
        switch value {
        case .object(let object): checkMembers(object, schema, path: path, isObject: isObject || schema.isEmbeddedResource)
        case .array(let elements): checkElements(elements, schema, path: path)
        default: break
        }
    }

    private mutating func wrongType(_ path: String, _ expected: String, _ value: JSONValue) {
        let given = value.schemaTypeName
        errors.append(
            FieldError(
                kind: .typeInvalid, path: path.isEmpty ? "<nil>" : path,
                body: "Invalid value: \"\(given)\": \(path) in body must be of type \(expected): \"\(given)\""))
    }

    private mutating func refuse(_ path: String, _ value: JSONValue, _ why: String) {
        errors.append(.invalid(path.isEmpty ? "<nil>" : path, value, "\(path) in body \(why)"))
    }

    // MARK: Structure

    private mutating func checkMembers(_ object: JSONObject, _ schema: StructuralSchema, path: String, isObject: Bool) {
        for member in object.members {
            if isObject, StructuralSchema.isOfEveryObject(member.key), schema.member(member.key) == nil { continue }
            guard let inner = schema.member(member.key) else { continue }
            check(member.value, inner, path: path.isEmpty ? member.key : "\(path).\(member.key)")
        }
    }

    private mutating func checkElements(_ elements: [JSONValue], _ schema: StructuralSchema, path: String) {
        if let items = schema.items {
            for (index, element) in elements.enumerated() { check(element, items, path: "\(path)[\(index)]") }
        }
        switch schema.listType {
        case .atomic: break
        case .set: checkUnique(elements, path: path)
        case .map:
            let keys = elements.map { element -> JSONValue in
                let keys = schema.listMapKeys.compactMap { key -> JSONObject.Member? in
                    (element[key] ?? schema.items?[key]?.defaultValue).map { JSONObject.Member(key: key, value: $0) }
                }
                return .object(JSONObject(keys))
            }
            checkUnique(keys, path: path)
        }
    }

    private mutating func checkUnique(_ values: [JSONValue], path: String) {
        var seen: Set<JSONValue> = []
        for (index, value) in values.enumerated() where !seen.insert(value).inserted && errors.count < Self.maximumErrors {
            errors.append(.duplicate("\(path)[\(index)]", value))
        }
    }

    // MARK: Limits

    private mutating func checkLimits(_ value: JSONValue, _ schema: StructuralSchema, path: String) {
        let limits = schema.limits
        switch value {
        case .int, .double: checkNumber(value, limits, path)
        case .string(let text): checkText(text, schema, path)
        case .array(let elements): checkCount(elements, limits, path)
        case .object(let object): checkNames(object, limits, path)
        default: break
        }
        if !limits.allowed.isEmpty, !limits.allowed.contains(where: { $0.equalsAsNumber(value) }) {
            let list = limits.allowed.map { allowed in JSONWriter.string(allowed) }.joined(separator: ", ")
            errors.append(
                FieldError(
                    kind: .notSupported, path: path.isEmpty ? "<nil>" : path,
                    body: "Unsupported value: \(JSONWriter.string(value)): supported values: \(list)"))
        }
        checkCombinations(value, limits, path)
    }

    private mutating func checkNumber(_ value: JSONValue, _ limits: ValueLimits, _ path: String) {
        guard let number = value.doubleValue else { return }
        if let maximum = limits.maximum, limits.excludesMaximum ? number >= maximum : number > maximum {
            refuse(path, value, "should be less than \(limits.excludesMaximum ? "" : "or equal to ")\(maximum.plain)")
        }
        if let minimum = limits.minimum, limits.excludesMinimum ? number <= minimum : number < minimum {
            refuse(path, value, "should be greater than \(limits.excludesMinimum ? "" : "or equal to ")\(minimum.plain)")
        }
        if let factor = limits.multipleOf, factor > 0 {
            let quotient = number / factor
            if quotient != quotient.rounded() { refuse(path, value, "should be a multiple of \(factor.plain)") }
        }
    }

    private mutating func checkText(_ text: String, _ schema: StructuralSchema, _ path: String) {
        let limits = schema.limits
        let length = Int64(text.unicodeScalars.count)
        if let most = limits.maxLength, length > most {
            errors.append(
                FieldError(
                    kind: .tooLong, path: path.isEmpty ? "<nil>" : path, body: "Too long: may not be more than \(most) bytes"))
        }
        if let least = limits.minLength, length < least {
            refuse(path, .string(text), "should be at least \(least) chars long")
        }
        if let expression = limits.expression, !expression.matches(text) {
            refuse(path, .string(text), "should match '\(limits.pattern)'")
        }
        if !schema.format.isEmpty, !TextFormats.isValid(text, as: schema.format) {
            refuse(path, .string(text), "must be of type \(schema.format): \(JSONWriter.string(.string(text)))")
        }
    }

    private mutating func checkCount(_ elements: [JSONValue], _ limits: ValueLimits, _ path: String) {
        tooMany(path, elements.count, limits.maxItems)
        if let least = limits.minItems, elements.count < least {
            refuse(path, .int(Int64(elements.count)), "should have at least \(least) items")
        }
        if limits.hasUniqueItems, Set(elements).count < elements.count {
            refuse(path, .array(elements), "shouldn't contain duplicates")
        }
    }

    private mutating func checkNames(_ object: JSONObject, _ limits: ValueLimits, _ path: String) {
        tooMany(path, object.count, limits.maxProperties)
        if let least = limits.minProperties, object.count < least {
            refuse(path, .int(Int64(object.count)), "should have at least \(least) properties")
        }
        for name in limits.required where object.index(of: name) == nil {
            errors.append(.required(path.isEmpty ? name : "\(path).\(name)"))
        }
    }

    private mutating func tooMany(_ path: String, _ count: Int, _ limit: Int64?) {
        guard let limit, count > limit else { return }
        errors.append(
            FieldError(
                kind: .tooMany, path: path.isEmpty ? "<nil>" : path,
                body: "Too many: \(count): must have at most \(limit) items"))
    }

    private mutating func checkCombinations(_ value: JSONValue, _ limits: ValueLimits, _ path: String) {
        func failures(_ schema: StructuralSchema) -> [FieldError] {
            var inner = ValueValidation()
            inner.check(value, schema, path: path)
            return inner.errors
        }
        let subject = path.isEmpty ? "<nil>" : path
        if !limits.allOf.isEmpty {
            let found = limits.allOf.flatMap(failures)
            if !found.isEmpty {
                errors += found
                errors.append(.invalid(subject, "", "\"\(path)\" must validate all the schemas (allOf)"))
            }
        }
        if !limits.anyOf.isEmpty {
            // Each is looked at once: what is checked twice at every level costs a power of two.
            var ofFirst: [FieldError]?
            let isMet = limits.anyOf.contains { schema in
                let found = failures(schema)
                ofFirst = ofFirst ?? found
                return found.isEmpty
            }
            if !isMet {
                errors += ofFirst ?? []
                errors.append(.invalid(subject, "", "\"\(path)\" must validate at least one schema (anyOf)"))
            }
        }
        if !limits.oneOf.isEmpty {
            let matching = limits.oneOf.filter { failures($0).isEmpty }.count
            let found = matching == 0 ? "Found none valid" : "Found \(matching) valid alternatives"
            if matching != 1 {
                errors.append(
                    .invalid(subject, "", "\"\(path)\" must validate one and only one schema (oneOf). \(found)"))
            }
        }
        if let not = limits.not, failures(not).isEmpty {
            errors.append(.invalid(subject, "", "\"\(path)\" must not validate the schema (not)"))
        }
    }
}

extension JSONValue {
    func isOf(_ kind: StructuralSchema.Kind) -> Bool {
        switch (kind, self) {
        case (.object, .object), (.array, .array), (.string, .string), (.boolean, .bool), (.integer, .int), (.number, .int),
            (.number, .double):
            true
        case (.integer, .double(let number)): number == number.rounded()
        default: false
        }
    }

    /// The type's name in JSON schema.
    fileprivate var schemaTypeName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .int: "integer"
        case .double(let number): number == number.rounded() ? "integer" : "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    fileprivate func equalsAsNumber(_ other: JSONValue) -> Bool {
        if let left = doubleValue, let right = other.doubleValue { return left == right }
        return self == other
    }
}

extension Double {
    /// Without a fraction where there is none.
    fileprivate var plain: String { Int64(exactly: self).map { "\($0)" } ?? "\(self)" }
}
