/// The parameters of a request's query string, decoded (RFC 3986; `+` stands for a space, as in forms).
struct QueryItems: Sendable {
    private let items: [(name: String, value: String)]

    init(_ query: String) {
        items = query.split(separator: "&").map { part in
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (Self.decoded(pair[0]), pair.count > 1 ? Self.decoded(pair[1]) : "")
        }
    }

    subscript(name: String) -> String? { items.first { $0.name == name }?.value }

    func all(_ name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }

    /// Whether any of the names is given as `1` or `true`.
    func flag(_ names: String...) -> Bool { names.contains { ["1", "true"].contains(self[$0] ?? "") } }

    func integer(_ name: String) -> Int64? { self[name].flatMap { Int64($0) } }

    /// Malformed escapes stay as they are.
    static func decoded(_ text: Substring) -> String {
        var output: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): output.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                let digits = rest.prefix(2)
                guard digits.count == 2, let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16) else {
                    output.append(byte)
                    continue
                }
                output.append(value)
                rest = rest.dropFirst(2)
            default: output.append(byte)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}
