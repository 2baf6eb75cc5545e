package import JSON

/// A named type whose values JSON shows as one of several types, and protobuf as a message with a field for each of these.
///
/// To server-side apply the inside of such a value is free: maps merge by their keys, lists are taken as a whole.
package final class SchemaUnion: Sendable {
    /// One of the types.
    package struct Form: Sendable {
        /// The protobuf number.
        let number: Int
        /// `any`: whatever JSON text there is, in a field of its bytes.
        let type: SchemaType
        /// The number of a Boolean field of the message that is true beside this form; 0: there is none.
        let flag: Int

        package init(_ number: Int, _ type: SchemaType, flag: Int = 0) {
            self.number = number
            self.type = type
            self.flag = flag
        }
    }

    /// The type's published name.
    package let name: String
    package let description: String
    /// A message that has several of them means the first of these.
    let forms: [Form]
    /// What is said of a value that has none of the forms; without it such a value counts as null.
    let refusal: String?

    package init(_ name: String, _ description: String, _ forms: [Form], refusal: String? = nil) {
        self.name = name
        self.description = description
        self.forms = forms
        self.refusal = refusal
    }

    func form(of value: JSONValue) -> Form? {
        forms.first { form in
            switch (form.type, value) {
            case (.object, .object), (.map, .object), (.array, .array), (.bool, .bool), (.string, .string), (.any, _): true
            default: false
            }
        }
    }

    /// The form of a value whose JSON text begins with a byte.
    func form(beginningWith byte: UInt8) -> Form? {
        forms.first { form in
            switch form.type {
            case .object, .map: byte == UInt8(ascii: "{")
            case .array: byte == UInt8(ascii: "[")
            case .bool: byte == UInt8(ascii: "t") || byte == UInt8(ascii: "f")
            case .string: byte == UInt8(ascii: "\"")
            case .any: true
            default: false
            }
        }
    }
}

/// Declares a union, as `Shape` declares an object.
package protocol UnionShape: Sendable {
    static var union: SchemaUnion { get }
}

/// A value of a union.
package struct Union<U: UnionShape>: JSONRepresentable, Hashable {
    package let json: JSONValue

    package init?(json: JSONValue) {
        if !json.isNull, U.union.form(of: json) == nil { return nil }
        self.json = json
    }

    private init() { json = .null }

    package static var schemaType: SchemaType { .union(U.union) }
    package static var zero: Self { Self() }
}
