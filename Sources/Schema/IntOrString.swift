package import JSON

/// An integer, or a name or percentage (`8080`, `"http"`, `"25%"`).
package enum IntOrString: Sendable, Hashable, JSONRepresentable {
    case int(Int32)
    case string(String)

    package init?(json: JSONValue) {
        if let text = json.stringValue {
            self = .string(text)
        } else if let number = Int32(json: json) {
            self = .int(number)
        } else {
            return nil
        }
    }

    package var json: JSONValue {
        switch self {
        case .int(let number): .int(Int64(number))
        case .string(let text): .string(text)
        }
    }

    package static var schemaType: SchemaType { .intOrString }
    package static var zero: IntOrString { .int(0) }

    /// The number, or the percentage of `total`; `nil` for text that is neither.
    package func scaled(of total: Int, roundingUp: Bool) -> Int? {
        switch self {
        case .int(let number): return Int(number)
        case .string(let text):
            guard text.last == "%", let percent = Int32(text.dropLast()) else { return nil }
            let (product, overflow) = total.multipliedReportingOverflow(by: Int(percent))
            guard !overflow else { return nil }
            return (product + (roundingUp ? 99 : 0)) / 100
        }
    }
}
