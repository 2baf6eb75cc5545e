import JSON

/// Conditions in the form that all newer kinds share (`metav1.Condition`).
enum ConditionValidation {
    static func check(_ path: String, _ conditions: [JSONValue], into errors: inout FieldErrors) {
        var seen: Set<String> = []
        for (index, condition) in conditions.enumerated() {
            let type = condition.text("type")
            if !seen.insert(type).inserted { errors.duplicate("\(path)[\(index)].type", .string(type)) }
            check("\(path)[\(index)]", condition, &errors)
        }
    }

    private static func check(_ path: String, _ condition: JSONValue, _ errors: inout FieldErrors) {
        errors.check("\(path).type", condition.text("type"), NameRules.qualifiedName)
        errors.checkOneOf("\(path).status", condition.text("status"), ["False", "True", "Unknown"])
        if let generation = condition["observedGeneration"], let number = generation.intValue, number < 0 {
            errors.invalid("\(path).observedGeneration", generation, "must be greater than or equal to zero")
        }
        if condition.lacks("lastTransitionTime") { errors.required("\(path).lastTransitionTime") }
        let reason = condition.text("reason")
        if reason.isEmpty {
            errors.required("\(path).reason")
        } else {
            if !isReason(reason) {
                errors.invalid(
                    "\(path).reason", .string(reason),
                    "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric "
                        + "characters or '_,:', and must end with an alphanumeric character or '_' (e.g. 'my_name',  or "
                        + "'MY_NAME',  or 'MyName',  or 'ReasonA,ReasonB',  or 'ReasonA:ReasonB', regex used for validation "
                        + "is '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?')")
            }
            if reason.utf8.count > 1024 { errors.tooLong("\(path).reason", 1024) }
        }
        if condition.text("message").utf8.count > 32 * 1024 { errors.tooLong("\(path).message", 32 * 1024) }
    }

    private static func isReason(_ text: String) -> Bool {
        func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
        func isWord(_ byte: UInt8) -> Bool { isLetter(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "_") }
        guard let first = text.utf8.first, let last = text.utf8.last else { return false }
        return isLetter(first) && isWord(last) && text.utf8.allSatisfy { isWord($0) || ",:".utf8.contains($0) }
    }
}
