import Encodings

/// A URL with a scheme, or an absolute path (Kubernetes' URL library; RFC 3986).
struct CELURL: CELObject, Equatable, CustomStringConvertible {
    let description: String
    let scheme: String
    /// With the port, IPv6 addresses in brackets.
    let host: String
    let path: String
    let query: String

    var typeName: String { "kubernetes.URL" }
    func isEqual(to other: any CELObject) -> Bool { self == other as? CELURL }

    /// `nil` for text that is no absolute URL or path.
    init?(_ text: String) {
        guard !text.isEmpty, !text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else { return nil }
        description = text
        var rest = Substring(text)
        if let fragment = rest.firstIndex(of: "#") { rest = rest[..<fragment] }
        if let mark = rest.firstIndex(of: "?") {
            query = String(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        } else {
            query = ""
        }
        guard !rest.hasPrefix("/") else {
            scheme = ""
            host = ""
            path = String(rest)
            return
        }
        guard let colon = rest.firstIndex(of: ":"), let first = rest.first, first.isASCII, first.isLetter else { return nil }
        let name = rest[..<colon]
        guard name.utf8.allSatisfy({ Unicode.Scalar($0).isURLScheme }) else { return nil }
        scheme = name.lowercased()
        rest = rest[rest.index(after: colon)...]
        guard rest.hasPrefix("//") else {
            host = ""
            path = String(rest)
            return
        }
        rest = rest.dropFirst(2)
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        var authority = rest[..<slash]
        if let at = authority.lastIndex(of: "@") { authority = authority[authority.index(after: at)...] }
        host = String(authority)
        path = String(rest[slash...])
        let digits = port
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    }

    /// Without brackets and port.
    var hostname: String {
        if host.hasPrefix("["), let end = host.firstIndex(of: "]") { return String(host.dropFirst()[..<end]) }
        return String(host.prefix { $0 != ":" })
    }

    var port: String {
        let rest = host.hasPrefix("[") ? host.drop { $0 != "]" }.dropFirst() : host.drop { $0 != ":" }
        return rest.hasPrefix(":") ? String(rest.dropFirst()) : ""
    }
}

extension Unicode.Scalar {
    fileprivate var isURLScheme: Bool {
        isDigit || ("a"..."z").contains(self) || ("A"..."Z").contains(self) || self == "+" || self == "-" || self == "."
    }
}

extension Functions {
    private static let urlType = CELType.opaque("kubernetes.URL")

    static let urls: [String: Function] = [
        "url": function("url", 1...1, gives: urlType) { (call) throws(CELError) in
            let text = try call.string(0)
            guard let url = CELURL(text) else { throw CELError("URL parse error during conversion from string: \(text)") }
            return .object(url)
        },
        "isURL": function("isURL", 1...1, gives: .bool) { (call) throws(CELError) in .bool(CELURL(try call.string(0)) != nil) },
        "getScheme": urlPart("getScheme", \.scheme), "getHost": urlPart("getHost", \.host),
        "getHostname": urlPart("getHostname", \.hostname), "getPort": urlPart("getPort", \.port),
        "getEscapedPath": urlPart("getEscapedPath", \.path),
        "getQuery": method("getQuery", on: urlType, gives: .map(.string, .list(.string))) { (call) throws(CELError) in
            var query = CELMap()
            for pair in try call.object(0, as: CELURL.self).query.split(separator: "&") {
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                let name = decoded(parts[0])
                var values: [CELValue] = []
                if case .list(let known)? = query[name: name] { values = known }
                query.set(.string(name), .list(values + [.string(parts.count > 1 ? decoded(parts[1]) : "")]))
            }
            return .map(query)
        },
    ]

    private static func decoded(_ text: Substring) -> String {
        PercentEncoding.decode(text, plusIsSpace: true) ?? String(text)
    }

    private static func urlPart(_ name: String, _ part: @escaping @Sendable (CELURL) -> String) -> Function {
        method(name, on: urlType, gives: .string) { (call) throws(CELError) in .string(part(try call.object(0, as: CELURL.self)))
        }
    }
}
