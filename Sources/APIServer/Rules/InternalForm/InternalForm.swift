import JSON
import Schema

/// How Kubernetes' own types look as JSON: with the names and the order of their Go fields, and with everything that is not
/// set. Messages about changes that are not allowed show them so.
///
/// The text form of a type is read once, when an error first needs it.
struct InternalForm: Sendable {
    indirect enum Form: Sendable {
        case text, number, flag
        /// A quantity; absent it is zero.
        case quantity
        /// A port by number or name.
        case intOrString
        /// `null` when it is absent.
        case optional(Form)
        /// Left out when it is absent or empty.
        case omitted(Form)
        /// Whatever the client sent.
        case raw
        case list(Form)
        case map(Form)
        case type(String)
    }

    struct Field: Sendable {
        let name: String
        /// The member of the API's object; `nil`: the fields of another type stand here themselves.
        let key: String?
        let form: Form
    }

    private let types: [String: [Field]]

    static let core = InternalForm(coreTypes + "\n" + otherTypes)

    /// Each line is a type: `Name: Field form, …`. Forms: `s i b q p r` for a text (which need not be said), a number, a flag,
    /// a quantity, a port, anything; `*` optional, `o` left out, `[]` list, `{}` map; the name of a type, or `^` before one whose fields
    /// stand here. A field whose API name does not follow from its own is `Field=name`.
    init(_ text: String) {
        var types: [String: [Field]] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            types[String(parts[0])] = parts[1].split(separator: ",").compactMap(Self.field)
        }
        self.types = types
    }

    private static func field(_ text: Substring) -> Field? {
        let words = text.split(separator: " ")
        guard let first = words.first else { return nil }
        if first.hasPrefix("^") { return Field(name: "", key: nil, form: .type(String(first.dropFirst()))) }
        let names = first.split(separator: "=")
        let name = String(names[0])
        let key = names.count > 1 ? String(names[1]) : apiName(name)
        return Field(name: name, key: key, form: words.count > 1 ? form(words[1]) : .text)
    }

    /// The types that a text uses and does not define.
    static func undefinedTypes(in text: String) -> [String] {
        let types = InternalForm(text).types
        func name(_ form: Form) -> String? {
            switch form {
            case .optional(let form), .omitted(let form), .list(let form), .map(let form): name(form)
            case .type(let name): name
            default: nil
            }
        }
        return Set(types.values.joined().compactMap { name($0.form) }).subtracting(types.keys).sorted()
    }

    private static func form(_ text: Substring) -> Form {
        switch text {
        case "s": return .text
        case "i": return .number
        case "b": return .flag
        case "q": return .quantity
        case "p": return .intOrString
        case "r": return .raw
        default: break
        }
        if text.hasPrefix("*") { return .optional(form(text.dropFirst())) }
        if text.hasPrefix("o") { return .omitted(form(text.dropFirst())) }
        if text.hasPrefix("[]") { return .list(form(text.dropFirst(2))) }
        if text.hasPrefix("{}") { return .map(form(text.dropFirst(2))) }
        return .type(String(text))
    }

    /// `DNSPolicy` is `dnsPolicy`, `TTY` is `tty`, `Name` is `name`.
    private static func apiName(_ name: String) -> String {
        let capitals = name.prefix { $0.isUppercase }.count
        let count = capitals == name.count || capitals < 2 ? capitals : capitals - 1
        return name.prefix(count).lowercased() + name.dropFirst(count)
    }

    // MARK: Printing

    /// An API object as a type prints. One that is too large to be read stays as it was sent: what is empty there would
    /// print as everything that is not set.
    func shown(_ value: JSONValue?, as type: String) -> JSONValue {
        var room = 10_000
        if let value, !Self.fits(value, &room) { return value }
        return printed(value, as: type)
    }

    private static func fits(_ value: JSONValue, _ room: inout Int) -> Bool {
        room -= 1
        guard room >= 0 else { return false }
        switch value {
        case .array(let elements): return elements.allSatisfy { fits($0, &room) }
        case .object(let object): return object.members.allSatisfy { fits($0.value, &room) }
        default: return true
        }
    }

    private func printed(_ value: JSONValue?, as type: String) -> JSONValue {
        var object = JSONObject()
        append(type, of: value ?? .emptyObject, to: &object)
        return .object(object)
    }

    private func append(_ type: String, of value: JSONValue, to object: inout JSONObject) {
        for field in types[type] ?? [] {
            guard let key = field.key else {
                guard case .type(let inner) = field.form else { continue }
                // An object's metadata prints as part of it.
                append(inner, of: inner == "Metadata" ? value["metadata"] ?? .emptyObject : value, to: &object)
                continue
            }
            if case .omitted(let form) = field.form {
                let given = value[key].orNull
                if !given.isNull, given.arrayValue?.isEmpty != true, given.objectValue?.isEmpty != true, given != "" {
                    object.append(field.name, print(given, form))
                }
                continue
            }
            object.append(field.name, print(value[key], field.form))
        }
    }

    private func print(_ value: JSONValue?, _ form: Form) -> JSONValue {
        let given = value.flatMap { $0.isNull ? nil : $0 }
        switch form {
        case .text: return given ?? ""
        case .number, .intOrString: return given ?? 0
        case .flag: return given ?? false
        case .raw: return given ?? .null
        case .quantity: return given.map(Self.canonical) ?? "0"
        case .optional(let form), .omitted(let form): return given.map { print($0, form) } ?? .null
        case .list(let form): return given?.arrayValue.map { .array($0.map { print($0, form) }) } ?? .null
        case .map(let form):
            guard let members = given?.objectValue?.members else { return .null }
            var map = JSONObject(members.map { JSONObject.Member(key: $0.key, value: print($0.value, form)) })
            map.sortByKey()
            return .object(map)
        case .type(let name): return printed(given, as: name)
        }
    }

    private static func canonical(_ value: JSONValue) -> JSONValue { Quantity(json: value).map { .string($0.text) } ?? value }
}
