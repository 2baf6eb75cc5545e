/// One media range of an `Accept` header (RFC 9110, section 12.5.1). Weights are not looked at: Kubernetes' clients list
/// what they want in order.
struct MediaType: Sendable, Hashable {
    /// Lower case, without parameters.
    let name: String
    let parameters: [String: String]

    init?(_ text: Substring) {
        let parts = text.split(separator: ";").map(Self.trimmed)
        guard let name = parts.first, !name.isEmpty else { return nil }
        self.name = name.lowercased()
        var parameters: [String: String] = [:]
        for part in parts.dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { continue }
            parameters[Self.trimmed(pair[0]).lowercased()] = Self.trimmed(pair[1])
        }
        self.parameters = parameters
    }

    static func list(_ accept: String) -> [MediaType] { accept.split(separator: ",").compactMap { MediaType($0) } }

    private static func trimmed(_ text: Substring) -> String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let tail = text.drop(while: isSpace)
        let end = tail.lastIndex { !isSpace($0) }.map { tail.index(after: $0) } ?? tail.startIndex
        return String(tail[..<end])
    }
}
