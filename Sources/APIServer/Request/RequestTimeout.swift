/// How long a client wants to wait for an answer (`timeout=10s`), in Go's notation of durations.
///
/// It is only checked: answers come sooner than any client gives up, and those that last have limits of their own.
enum RequestTimeout {
    private static let lasting: Set = ["watch", "proxy"]
    private static let lastingSubresources: Set = ["attach", "exec", "proxy", "log", "portforward"]
    private static let units: Set = ["ns", "us", "\u{B5}s", "\u{3BC}s", "ms", "s", "m", "h"]

    /// A 400 for what is no duration. Requests that last as long as the client likes are not looked at.
    static func check(_ query: Query, _ attributes: RequestAttributes) throws(StatusError) {
        guard !query.items.isEmpty, let text = query["timeout"], !text.isEmpty, !lasting.contains(attributes.verb),
            !lastingSubresources.contains(attributes.subresource), let problem = problem(of: text)
        else { return }
        throw .badRequest("invalid timeout specified in the request URL - time: \(problem)")
    }

    /// Why a text is no duration; `nil` when it is one.
    private static func problem(of text: String) -> String? {
        var rest = Substring(text)
        if rest.first == "-" || rest.first == "+" { rest = rest.dropFirst() }
        if rest == "0" { return nil }
        if rest.isEmpty { return "invalid duration \"\(text)\"" }
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
            guard number.contains(where: \.isNumber), number.count(where: { $0 == "." }) < 2 else {
                return "invalid duration \"\(text)\""
            }
            rest = rest.dropFirst(number.count)
            let unit = rest.prefix { $0 != "." && !($0.isASCII && $0.isNumber) }
            if unit.isEmpty { return "missing unit in duration \"\(text)\"" }
            guard units.contains(String(unit)) else { return "unknown unit \"\(unit)\" in duration \"\(text)\"" }
            rest = rest.dropFirst(unit.count)
        }
        return nil
    }
}
