import Addresses
import JSON

/// Collects what is wrong with one object, in the order in which it is found.
struct FieldErrors {
    private(set) var all: [FieldError] = []

    mutating func append(_ error: FieldError) { all.append(error) }

    mutating func required(_ path: String, _ detail: String = "") { all.append(.required(path, detail)) }

    mutating func invalid(_ path: String, _ value: JSONValue, _ detail: String) { all.append(.invalid(path, value, detail)) }

    mutating func forbidden(_ path: String, _ detail: String) { all.append(.forbidden(path, detail)) }

    mutating func duplicate(_ path: String, _ value: JSONValue) { all.append(.duplicate(path, value)) }

    /// One error per reason a rule gives against a text.
    mutating func check(_ path: String, _ text: String, _ rule: NameRules.Check) {
        for reason in rule(text) { invalid(path, .string(text), reason) }
    }

    /// A required text that must also satisfy a rule.
    mutating func checkRequired(_ path: String, _ text: String, _ rule: NameRules.Check = { _ in [] }) {
        if text.isEmpty { required(path) } else { check(path, text, rule) }
    }

    /// Refuses a text that is not one of the allowed ones, which are listed as given.
    mutating func checkOneOf(_ path: String, _ text: String, _ allowed: [String]) {
        guard !allowed.contains(text) else { return }
        let list = allowed.map { "\"\($0)\"" }.joined(separator: ", ")
        let value = JSONWriter.string(.string(text))
        all.append(
            FieldError(kind: .notSupported, path: path, body: "Unsupported value: \(value): supported values: \(list)"))
    }

    mutating func checkRequiredOneOf(_ path: String, _ text: String, _ allowed: [String]) {
        if text.isEmpty { required(path) } else { checkOneOf(path, text, allowed) }
    }

    mutating func checkNotNegative(_ path: String, _ value: JSONValue?) {
        guard let value, let number = value.intValue, number < 0 else { return }
        invalid(path, value, "must be greater than or equal to 0")
    }

    /// A field that can be set once, or never.
    mutating func checkImmutable(_ path: String, _ new: JSONValue?, _ old: JSONValue?) {
        if new.orNull != old.orNull { invalid(path, new.orNull, "field is immutable") }
    }

    mutating func checkPortNumber(_ path: String, _ value: JSONValue?) {
        guard let value, let number = value.intValue else { return }
        for reason in NameRules.portNumber(number) { invalid(path, value, reason) }
    }

    /// A port given by number or by name.
    mutating func checkPort(_ path: String, _ value: JSONValue?) {
        switch value {
        case .string(let name)?: check(path, name, NameRules.portName)
        case let value?: checkPortNumber(path, value)
        case nil: required(path)
        }
    }

    mutating func checkAddress(_ path: String, _ text: String) {
        guard IPAddress(text) == nil else { return }
        invalid(path, .string(text), "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")
    }

    mutating func tooLong(_ path: String, _ limit: Int) {
        all.append(FieldError(kind: .tooLong, path: path, body: "Too long: may not be more than \(limit) bytes"))
    }

    mutating func tooMany(_ path: String, _ count: Int, _ limit: Int) {
        all.append(
            FieldError(kind: .tooMany, path: path, body: "Too many: \(count): must have at most \(limit) items"))
    }
}

extension JSONValue? {
    var orNull: JSONValue { self ?? .null }
}
