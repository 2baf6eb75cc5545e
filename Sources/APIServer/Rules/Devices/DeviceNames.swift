import JSON

/// The names that device drivers and claims use.
enum DeviceNames {
    /// The name of a driver, as of a CSI driver.
    static func checkDriver(_ path: String, _ name: String, _ errors: inout FieldErrors) {
        guard !name.isEmpty else { return errors.required(path) }
        if name.utf8.count > 63 { errors.tooLong(path, 63) }
        for reason in NameRules.dns1123Subdomain(name.lowercased()) { errors.invalid(path, .string(name), reason) }
    }

    static func checkPool(_ path: String, _ name: String, _ errors: inout FieldErrors) {
        guard !name.isEmpty else { return errors.required(path) }
        if name.utf8.count > 253 { errors.tooLong(path, 253) }
        for part in name.split(separator: "/", omittingEmptySubsequences: false).map(String.init) {
            errors.check(path, part, NameRules.dns1123Subdomain)
        }
    }

    /// The name of an attribute or capacity, with or without a domain.
    static func checkQualified(_ path: String, _ name: String, _ errors: inout FieldErrors) {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        switch parts.count {
        case 1: checkIdentifier(path, name, &errors)
        case 2:
            if parts[0].isEmpty {
                errors.invalid(path, "", "the domain must not be empty")
            } else {
                checkDriver(path, parts[0], &errors)
            }
            if parts[1].isEmpty {
                errors.invalid(path, "", "the name must not be empty")
            } else {
                checkIdentifier(path, parts[1], &errors)
            }
        default: break
        }
    }

    static func checkFullyQualified(_ path: String, _ name: String, _ errors: inout FieldErrors) {
        checkQualified(path, name, &errors)
        if !name.contains("/") {
            errors.invalid(
                path, .string(name), "a fully qualified name must be a domain and a name separated by a slash")
        }
    }

    private static func checkIdentifier(_ path: String, _ name: String, _ errors: inout FieldErrors) {
        if name.utf8.count > 32 { errors.tooLong(path, 32) }
        func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "_") }
        let isGood =
            name.utf8.first.map(isLetter) == true
            && name.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) }
        if !isGood {
            errors.invalid(
                path, .string(name),
                "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric "
                    + "characters or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName', regex used for validation is "
                    + "'[A-Za-z_][A-Za-z0-9_]*')")
        }
    }

    /// RFC 9562, with dashes and in lower case.
    static func checkUID(_ path: String, _ uid: String, _ errors: inout FieldErrors) {
        guard !TextFormats.isValid(uid, as: "uuid") || uid.utf8.count != 36 || uid != uid.lowercased() else { return }
        errors.invalid(
            path, .string(uid),
            "uid must be in RFC 4122 normalized form, `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` with lowercase hexadecimal "
                + "characters")
    }

    /// Conditions that must hold, and those that must not, before a Pod is bound.
    static func checkBinding(_ path: String, _ value: JSONValue, _ errors: inout FieldErrors) {
        let (needed, failed) = (value.texts("bindingConditions"), value.texts("bindingFailureConditions"))
        let places = ("\(path).bindingConditions", "\(path).bindingFailureConditions")
        for (place, names) in [(places.0, needed), (places.1, failed)] {
            if names.count > 4 {
                errors.tooMany(place, names.count, 4)
            } else {
                for (index, name) in names.enumerated() { errors.check("\(place)[\(index)]", name, NameRules.qualifiedName) }
            }
        }
        var seen: Set<String> = []
        for (index, name) in needed.enumerated() where !seen.insert(name).inserted {
            errors.duplicate("\(places.0)[\(index)]", .string(name))
        }
        seen = []
        for (index, name) in failed.enumerated() {
            let place = "\(places.1)[\(index)]"
            if !seen.insert(name).inserted { errors.duplicate(place, .string(name)) }
            if needed.contains(name) {
                errors.invalid(place, .string(name), "bindingFailureConditions must not overlap with bindingConditions")
            }
        }
        if needed.isEmpty, !failed.isEmpty {
            errors.invalid(places.0, .null, "bindingConditions are required to use bindingFailureConditions")
        }
        if failed.isEmpty, !needed.isEmpty {
            errors.invalid(places.1, .null, "bindingFailureConditions are required to use bindingConditions")
        }
    }
}

extension FieldErrors {
    /// The elements of a list: not too many, each checked, and no two with the same key.
    ///
    /// - Parameter key: what an element is known by; `nil`: elements may repeat.
    mutating func checkEach(
        _ path: String, _ elements: [JSONValue], atMost limit: Int, key: ((JSONValue) -> JSONValue)? = nil,
        _ check: (_ path: String, _ element: JSONValue, _ errors: inout FieldErrors) -> Void
    ) {
        if elements.count > limit { return tooMany(path, elements.count, limit) }
        for (index, element) in elements.enumerated() { check("\(path)[\(index)]", element, &self) }
        guard let key else { return }
        var seen: Set<JSONValue> = []
        for (index, element) in elements.enumerated() where !seen.insert(key(element)).inserted {
            duplicate("\(path)[\(index)]", key(element))
        }
    }
}
