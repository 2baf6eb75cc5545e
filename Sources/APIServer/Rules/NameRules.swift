import JSON

/// Which strings may be names, labels, keys and ports, with the words Kubernetes uses to refuse the others.
enum NameRules {
    /// The reasons why a text is refused; none: it is good.
    typealias Check = @Sendable (String) -> [String]

    /// RFC 1123 label, at most 63 characters.
    static func dns1123Label(_ text: String) -> [String] {
        tooLong(text, 63) + (isLabel(text.utf8) ? [] : [labelText])
    }

    /// RFC 1123 subdomain, at most 253 characters.
    static func dns1123Subdomain(_ text: String) -> [String] {
        let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return tooLong(text, 253) + (labels.allSatisfy { isLabel($0) } ? [] : [subdomainText])
    }

    /// A search domain: a subdomain whose labels may begin with or hold underscores.
    static func dnsSearch(_ text: String) -> [String] {
        dns1123Subdomain(String(text.map { $0 == "_" ? "a" : $0 }))
    }

    /// RFC 1035 label, at most 63 characters: names of Services.
    static func dns1035Label(_ text: String) -> [String] {
        let startsWithLetter = text.utf8.first.map(isLower) ?? false
        return tooLong(text, 63) + (startsWithLetter && isLabel(text.utf8) ? [] : [dns1035Text])
    }

    /// Any name that can stand in a URL path: names of roles and bindings.
    static func pathSegment(_ text: String) -> [String] {
        if text == "." || text == ".." { return ["may not be '\(text)'"] }
        return ["/", "%"].filter { text.contains($0) }.map { "may not contain '\($0)'" }
    }

    /// A label or annotation key: an optional subdomain and a slash before the name.
    static func qualifiedName(_ text: String) -> [String] {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2 else {
            return [
                "a qualified name " + qualifiedText
                    + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
            ]
        }
        var reasons: [String] = []
        if parts.count == 2 {
            let prefix = String(parts[0])
            reasons += prefix.isEmpty ? ["prefix part must be non-empty"] : dns1123Subdomain(prefix).map { "prefix part " + $0 }
        }
        let name = String(parts.last ?? "")
        if name.isEmpty { reasons.append("name part must be non-empty") }
        reasons += tooLong(name, 63).map { "name part " + $0 }
        if !isWord(name.utf8) { reasons.append("name part " + qualifiedText) }
        return reasons
    }

    static func labelValue(_ text: String) -> [String] {
        tooLong(text, 63) + (text.isEmpty || isWord(text.utf8) ? [] : [labelValueText])
    }

    /// A key of a ConfigMap or Secret.
    static func configKey(_ text: String) -> [String] {
        var reasons = tooLong(text, 253)
        let isKey = !text.isEmpty && text.utf8.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
        if !isKey { reasons.append(configKeyText) }
        if text == "." || text == ".." {
            reasons.append("must not be '\(text)'")
        } else if text.hasPrefix("..") {
            reasons.append("must not start with '..'")
        }
        return reasons
    }

    /// The name of a container port (RFC 6335, section 5.1).
    static func portName(_ text: String) -> [String] {
        var reasons = tooLong(text, 15)
        let bytes = Array(text.utf8)
        let hyphen = UInt8(ascii: "-")
        if !bytes.allSatisfy({ isLower($0) || isDigit($0) || $0 == hyphen }) {
            reasons.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
        }
        if !bytes.contains(where: isLower) { reasons.append("must contain at least one letter (a-z)") }
        if text.contains("--") { reasons.append("must not contain consecutive hyphens") }
        if bytes.first == hyphen || bytes.last == hyphen { reasons.append("must not begin or end with a hyphen") }
        return reasons
    }

    static func environmentName(_ text: String) -> [String] {
        let isPrintable = !text.isEmpty && text.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "=") }
        return isPrintable
            ? [] : ["a valid environment variable name must consist only of printable ASCII characters other than '='"]
    }

    static func httpHeader(_ text: String) -> [String] {
        let isHeader = !text.isEmpty && text.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
        return isHeader
            ? []
            : [
                "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for "
                    + "validation is '[-A-Za-z0-9]+')"
            ]
    }

    /// `*.example.com`
    static func wildcardSubdomain(_ text: String) -> [String] {
        let isGood = text.hasPrefix("*.") && dns1123Subdomain(String(text.dropFirst(2))).isEmpty
        return tooLong(text, 253)
            + (isGood
                ? []
                : [
                    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist "
                        + "of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. "
                        + #"'*.example.com', regex used for validation is '\*\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]"#
                        + "([-a-z0-9]*[a-z0-9])?)*')"
                ])
    }

    static func portNumber(_ number: Int64) -> [String] {
        (1...65535).contains(number) ? [] : ["must be between 1 and 65535, inclusive"]
    }

    static func tooLong(_ text: String, _ limit: Int) -> [String] {
        text.utf8.count > limit ? ["must be no more than \(limit) bytes"] : []
    }

    // MARK: Characters

    private static func isLower(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isAlphanumeric(_ byte: UInt8) -> Bool { isLower(byte | 0x20) && byte >= 0x41 || isDigit(byte) }

    /// `[a-z0-9]([-a-z0-9]*[a-z0-9])?`
    private static func isLabel(_ bytes: some BidirectionalCollection<UInt8>) -> Bool {
        guard let first = bytes.first, let last = bytes.last else { return false }
        let hyphen = UInt8(ascii: "-")
        return first != hyphen && last != hyphen && bytes.allSatisfy { isLower($0) || isDigit($0) || $0 == hyphen }
    }

    /// `([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]`
    private static func isWord(_ bytes: some BidirectionalCollection<UInt8>) -> Bool {
        guard let first = bytes.first, let last = bytes.last else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last)
            && bytes.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
    }

    // MARK: Texts

    private static let labelText =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an "
        + "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
        + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
    private static let subdomainText =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end "
        + "with an alphanumeric character (e.g. 'example.com', regex used for validation is "
        + #"'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"#
    private static let dns1035Text =
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and "
        + "end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is "
        + "'[a-z]([-a-z0-9]*[a-z0-9])?')"
    private static let qualifiedText =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
        + "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
    private static let labelValueText =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end "
        + "with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
        + "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
    private static let configKeyText =
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or "
        + "'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"
}
