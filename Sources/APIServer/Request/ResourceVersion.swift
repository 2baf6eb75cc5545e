import JSON

/// What a read says about the state it wants to see (`resourceVersion`, `resourceVersionMatch`).
enum ResourceVersion: Sendable, Hashable {
    /// The newest state.
    case newest
    /// Any state, however old.
    case any
    case notOlderThan(Int64)
    case exactly(Int64)

    /// The version of a read of one object, which is always a lower bound.
    static func minimum(_ query: Query) throws(StatusError) -> Int64? {
        let number = try number(query["resourceVersion"] ?? "")
        return number == 0 ? nil : number
    }

    /// As lists read it.
    static func ofList(_ query: Query, isPaged: Bool) throws(StatusError) -> ResourceVersion {
        let text = query["resourceVersion"] ?? ""
        let match = query["resourceVersionMatch"] ?? ""
        let number = try number(text)
        if match.isEmpty {
            guard let number else { return .newest }
            if number == 0 { return .any }
            return isPaged ? .exactly(number) : .notOlderThan(number)
        }
        guard let number else {
            throw forbidden("resourceVersionMatch is forbidden unless resourceVersion is provided")
        }
        switch match {
        case "NotOlderThan": return number == 0 ? .any : .notOlderThan(number)
        case "Exact":
            if number == 0 {
                throw forbidden("resourceVersionMatch \"Exact\" is forbidden for resourceVersion \"0\"")
            }
            return .exactly(number)
        default:
            throw .invalid(
                StatusError.Subject(group: "meta.k8s.io", kind: "ListOptions"),
                [.notSupported("resourceVersionMatch", .string(match), allowed: ["Exact", "NotOlderThan", ""])])
        }
    }

    /// `nil` for the empty text.
    static func number(_ text: String) throws(StatusError) -> Int64? {
        if text.isEmpty { return nil }
        guard let number = UInt64(text) else {
            throw .badRequest(
                "invalid resource version: resourceVersion: Invalid value: \"\(text)\": strconv.ParseUint: parsing "
                    + "\"\(text)\": invalid syntax")
        }
        return Int64(clamping: number)
    }

    private static func forbidden(_ why: String) -> StatusError {
        .invalid(
            StatusError.Subject(group: "meta.k8s.io", kind: "ListOptions"), [.forbidden("resourceVersionMatch", why)])
    }
}

extension StatusError {
    static func futureVersion(_ version: Int64, current: Int64) -> StatusError {
        StatusError(
            code: 504, reason: "Timeout", message: "Timeout: Too large resource version: \(version), current: \(current)",
            subject: Subject(),
            causes: [Cause(reason: "ResourceVersionTooLarge", message: "Too large resource version", field: "")],
            retryAfterSeconds: 1)
    }
}
