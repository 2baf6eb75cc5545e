import Encodings

/// The parameters of a query, decoded, in the order they were sent. A name may occur more than once.
package struct QueryItems: Sendable, Hashable {
    package struct Item: Sendable, Hashable {
        package let name: String
        package let value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Why a query is refused; answer it with 400.
    package enum Malformed: Error, Sendable, Hashable, CustomStringConvertible {
        case tooMany(limit: Int)
        case escape(String)

        package var description: String {
            switch self {
            case .tooMany(let limit): "the query has more than \(limit) parameters"
            case .escape(let item): "malformed percent-encoding in the query parameter \"\(item.prefix(100))\""
            }
        }
    }

    package let items: [Item]

    package init(_ items: [Item] = []) { self.items = items }

    /// Reads `name=value&name=value`; a name without `=` has an empty value, `+` is a space.
    package init(_ query: String, limit: Int = 256) throws(Malformed) {
        var items: [Item] = []
        for part in query.utf8.split(separator: UInt8(ascii: "&")) {
            guard items.count < limit else { throw .tooMany(limit: limit) }
            let equals = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
            let rawValue = equals < part.endIndex ? part[part.index(after: equals)...] : part[equals...]
            guard let name = PercentEncoding.decode(Substring(part[..<equals]), plusIsSpace: true),
                let value = PercentEncoding.decode(Substring(rawValue), plusIsSpace: true)
            else { throw .escape(String(Substring(part))) }
            items.append(Item(name: name, value: value))
        }
        self.items = items
    }

    /// The first value under a name.
    package subscript(name: String) -> String? { items.first { $0.name == name }?.value }

    /// Every value under a name.
    package func all(_ name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }

    /// The query text for these items, without a `?`.
    package var encoded: String {
        items.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
    }
}

extension HTTPRequest {
    /// The decoded parameters of the query.
    package func queryItems(limit: Int = 256) throws(QueryItems.Malformed) -> QueryItems {
        try QueryItems(query, limit: limit)
    }

    /// The path with its escapes decoded; `nil` when they are malformed or hide a NUL.
    ///
    /// Decoded slashes and dots cannot be told from sent ones: split with `pathSegments` to find resources.
    package var percentDecodedPath: String? {
        guard let decoded = PercentEncoding.decode(path), !decoded.utf8.contains(0) else { return nil }
        return decoded
    }

    /// The decoded parts between the slashes of the path, without empty ones at its ends. `nil` when the path does not
    /// begin with a slash, an escape is malformed, or a part is empty, `.`, `..`, or holds a slash or NUL once decoded.
    package var pathSegments: [String]? {
        guard path.utf8.first == UInt8(ascii: "/") else { return nil }
        var raw = path.utf8.dropFirst()
        if raw.isEmpty { return [] }
        if raw.last == UInt8(ascii: "/") { raw = raw.dropLast() }
        var segments: [String] = []
        for part in raw.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard let segment = PercentEncoding.decode(Substring(part)), !segment.isEmpty, segment != ".", segment != "..",
                !segment.utf8.contains(where: { $0 == 0 || $0 == UInt8(ascii: "/") })
            else { return nil }
            segments.append(segment)
        }
        return segments
    }
}
