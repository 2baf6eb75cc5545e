import Addresses
import JSON

/// Collects what is wrong with one object, in the order in which it is found.
struct FieldErrors {
    private(set) var all: [FieldError] = []

    mutating func append(_ error: FieldError) { all.append(error) }

    mutating func required(_ path: String, _ detail: String = "") { all.append(.required(path, detail)) }

    mutating func invalid(_ path: String, _ value: JSONValue, _ detail: String) { all.append(.invalid(path, value, detail)) }

    /// An error that shows no value, as it concerns an object as a whole.
    mutating func invalid(_ path: String, _ detail: String) {
        all.append(FieldError(kind: .invalid, path: path, body: "Invalid value: \(detail)"))
    }

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
        if !allowed.contains(text) { notSupported(path, .string(text), allowed) }
    }

    mutating func notSupported(_ path: String, _ value: JSONValue, _ allowed: [String]) {
        let list = allowed.map { "\"\($0)\"" }.joined(separator: ", ")
        let text = JSONWriter.string(value)
        all.append(
            FieldError(kind: .notSupported, path: path, body: "Unsupported value: \(text): supported values: \(list)"))
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

    /// The same of a value that Kubernetes shows as one of its own types.
    mutating func checkImmutable(_ path: String, _ new: JSONValue?, _ old: JSONValue?, as type: String) {
        guard new.orNull != old.orNull else { return }
        let shown = new.flatMap { $0.isNull ? nil : InternalForm.core.shown($0, as: type) }
        invalid(path, shown.orNull, "field is immutable")
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

    /// An address that one machine can have and others can reach.
    mutating func checkPlainAddress(_ path: String, _ text: String) {
        let known = all.count
        checkAddress(path, text)
        if all.count == known { checkReachable(path, text) }
    }

    /// Of what is an address: whether others can reach it.
    mutating func checkReachable(_ path: String, _ text: String) {
        guard let address = LegacyAddress(text)?.address else {
            return invalid(path, .string(text), "must be a valid IP address")
        }
        let isLocalMulticast: Bool
        switch address {
        case .v4(let address): isLocalMulticast = address.bits >> 8 == 0xE00000
        case .v6(let address): isLocalMulticast = address.groups[0] == 0xFF02
        }
        let refused: [(Bool, String)] = [
            (address.isUnspecified, "may not be unspecified (\(text))"),
            (address.isLoopback, "may not be in the loopback range (127.0.0.0/8, ::1/128)"),
            (address.isLinkLocal, "may not be in the link-local range (169.254.0.0/16, fe80::/10)"),
            (isLocalMulticast, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"),
        ]
        for (isRefused, reason) in refused where isRefused { invalid(path, .string(text), reason) }
    }

    /// A name with a domain before a path: `example.com/ingress`.
    mutating func checkDomainPath(_ path: String, _ text: String) {
        guard !text.isEmpty else { return required(path) }
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else {
            return invalid(path, .string(text), "must be a domain-prefixed path (such as \"acme.io/foo\")")
        }
        for reason in NameRules.dns1123Subdomain(String(parts[0])) { invalid(path, .string(text), reason) }
        let isPath = parts[1].utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "/-._~%!$&'()*+,;=:".utf8.contains(byte)
        }
        if !isPath {
            invalid(
                path, .string(text),
                #"Invalid path (regex used for validation is '[A-Za-z0-9/\-._~%!$&'()*+,;=:]+')"#)
        }
    }

    /// A count or a percentage, neither below zero.
    mutating func checkShare(_ path: String, _ value: JSONValue?) {
        guard let text = value?.stringValue else { return checkNotNegative(path, value) }
        let digits = text.utf8.dropLast()
        if !text.hasSuffix("%") || digits.isEmpty || !digits.allSatisfy({ (0x30...0x39).contains($0) }) {
            invalid(
                path, .string(text),
                "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used "
                    + "for validation is '[0-9]+%')")
        }
    }

    mutating func checkAtMostAll(_ path: String, _ value: JSONValue?) {
        guard let text = value?.stringValue, text.hasSuffix("%"), let percent = Int(text.dropLast()), percent > 100 else {
            return
        }
        invalid(path, .string(text), "must not be greater than 100%")
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

extension IPAddress {
    /// Whether it can be another machine's, in this network or beyond.
    var isGlobalUnicast: Bool {
        let isSpecial: Bool
        switch self {
        case .v4(let address): isSpecial = address.isMulticast
        // Multicast, and IPv4 in disguise.
        case .v6(let address): isSpecial = address.groups[0] >> 8 == 0xFF || address.bits >> 32 == 0xFFFF
        }
        return !(isUnspecified || isLoopback || isLinkLocal || isSpecial)
    }

    fileprivate var isUnspecified: Bool { v4?.isUnspecified ?? v6?.isUnspecified ?? false }
    fileprivate var isLoopback: Bool { v4?.isLoopback ?? v6?.isLoopback ?? false }
    fileprivate var isLinkLocal: Bool { v4?.isLinkLocal ?? v6?.isLinkLocal ?? false }
}
