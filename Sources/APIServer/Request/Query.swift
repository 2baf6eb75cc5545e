import Encodings

/// The parameters of a query string (`application/x-www-form-urlencoded`, WHATWG URL), decoded, in order.
package struct Query: Sendable, Hashable {
    package struct Item: Sendable, Hashable {
        package let name: String
        package let value: String
    }

    package private(set) var items: [Item]

    /// Parameters whose escapes are malformed are refused with a 400.
    package init(_ text: String) throws(StatusError) {
        items = []
        guard !text.isEmpty else { return }
        for pair in text.parts(separatedBy: "&") {
            let parts = pair.parts(separatedBy: "=", maxSplits: 1, omittingEmpty: false)
            guard let name = PercentEncoding.decode(parts[0], plusIsSpace: true),
                let value = PercentEncoding.decode(parts.count > 1 ? parts[1] : "", plusIsSpace: true)
            else { throw .badRequest("invalid URL escape in the query \"\(pair)\"") }
            items.append(Item(name: name, value: value))
        }
    }

    /// Parameters as a query string.
    package static func encode(_ items: [Item]) -> String {
        items.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
    }

    /// The first value of a parameter.
    package subscript(name: String) -> String? { items.first { $0.name == name }?.value }

    package func all(_ name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }

    /// Whether a boolean parameter is on. As Kubernetes reads them: anything but an absent value, `false` and `0`.
    package func flag(_ name: String) -> Bool {
        guard let value = self[name] else { return false }
        return value.lowercased() != "false" && value != "0"
    }

    /// A whole number, or `nil` when the parameter is absent.
    package func integer(_ name: String) throws(StatusError) -> Int64? {
        guard let text = self[name] else { return nil }
        guard let number = Int64(text) else {
            let digits = text.drop { $0 == "-" || $0 == "+" }
            let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            let why = isNumber && text.count <= digits.count + 1 ? "value out of range" : "invalid syntax"
            throw .badRequest("strconv.ParseInt: parsing \"\(text)\": \(why)")
        }
        return number
    }
}
