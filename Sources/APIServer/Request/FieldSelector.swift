/// A field selector (`spec.nodeName=n1,status.phase!=Failed`), as the query parameter spells it.
package struct FieldSelector: Sendable, Hashable {
    struct Requirement: Sendable, Hashable {
        let field: String
        let value: String
        let isEqual: Bool
    }

    let requirements: [Requirement]

    package static let everything = FieldSelector(requirements: [])

    package var isEmpty: Bool { requirements.isEmpty }

    init(requirements: [Requirement]) { self.requirements = requirements }

    /// Refuses with a 400 what is not a selector. Whether the kind knows the fields is for the caller to check.
    package init(_ text: String) throws(StatusError) {
        var result: [Requirement] = []
        for term in Self.terms(text) where !term.isEmpty {
            guard let requirement = Self.requirement(term) else {
                throw .badRequest("invalid selector: '\(text)'; can't understand '\(term)'")
            }
            result.append(requirement)
        }
        requirements = result
    }

    /// Splits at commas that no backslash escapes.
    private static func terms(_ text: String) -> [String] {
        var terms: [String] = [""]
        var isEscaped = false
        for character in text {
            if character == ",", !isEscaped {
                terms.append("")
            } else {
                terms[terms.count - 1].append(character)
            }
            isEscaped = character == "\\" && !isEscaped
        }
        return terms
    }

    private static func requirement(_ term: String) -> Requirement? {
        guard let sign = term.firstIndex(of: "=") else { return nil }
        let isNegated = sign > term.startIndex && term[term.index(before: sign)] == "!"
        let field = term[..<(isNegated ? term.index(before: sign) : sign)]
        var value = term[term.index(after: sign)...]
        if !isNegated, value.first == "=" { value = value.dropFirst() }
        guard let text = unescaped(value) else { return nil }
        return Requirement(field: String(field), value: text, isEqual: !isNegated)
    }

    private static func unescaped(_ text: Substring) -> String? {
        var result = ""
        var isEscaped = false
        for character in text {
            if isEscaped {
                guard character == "\\" || character == "," || character == "=" else { return nil }
                result.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                guard character != "," && character != "=" else { return nil }
                result.append(character)
            }
        }
        return isEscaped ? nil : result
    }
}
