import NIOHTTP1

/// A request's head, checked, and what it says about the exchange.
struct HTTP1RequestHead {
    var request: HTTPRequest
    let isHead: Bool
    let isHTTP10: Bool
    let keepsAlive: Bool
    let expectsContinue: Bool
    let wantsUpgrade: Bool
    let contentLength: Int?

    /// Why a head is refused: the status and what to say.
    struct Refusal: Error {
        let status: Int
        let message: String
    }

    init(_ head: HTTPRequestHead, connection: ServerConnection) throws(Refusal) {
        let configuration = connection.configuration
        guard head.uri.utf8.count <= configuration.maxPathBytes else {
            throw Refusal(status: 414, message: "the request's path is too long")
        }
        var facts = HeaderFacts()
        var fields: [HTTPHeaders.Field] = []
        fields.reserveCapacity(head.headers.count)
        for (name, value) in head.headers {
            facts.note(name, value)
            fields.append(.init(name: name, value: value))
        }
        guard facts.bytes <= configuration.maxHeaderBytes, fields.count <= configuration.maxHeaderFields else {
            throw Refusal(status: 431, message: "the request's headers are too large")
        }
        let isHTTP10 = head.version.minor == 0
        guard facts.hosts == 1 || (isHTTP10 && facts.hosts == 0) else {
            throw Refusal(status: 400, message: "exactly one Host header is needed")
        }
        guard let target = RequestTarget(head.uri) else { throw Refusal(status: 400, message: "malformed request target") }
        request = HTTPRequest(
            head.method.rawValue, target.path, query: target.query, headers: HTTPHeaders(fields),
            peer: connection.peer, remoteAddress: connection.remoteAddress)
        isHead = head.method == .HEAD
        self.isHTTP10 = isHTTP10
        keepsAlive = head.isKeepAlive
        expectsContinue = facts.expectsContinue && !isHTTP10
        wantsUpgrade = facts.hasUpgrade && facts.connectionUpgrades
        contentLength = facts.contentLength
    }

    /// What is needed of the headers, gathered in one pass.
    private struct HeaderFacts {
        var bytes = 0
        var hosts = 0
        var expectsContinue = false
        var hasUpgrade = false
        var connectionUpgrades = false
        var contentLength: Int?

        mutating func note(_ name: String, _ value: String) {
            bytes += name.utf8.count + value.utf8.count + 4
            switch name.utf8.count {
            case 4 where name.equalsIgnoringASCIICase("Host"): hosts += 1
            case 6 where name.equalsIgnoringASCIICase("Expect"):
                expectsContinue = value.equalsIgnoringASCIICase("100-continue")
            case 7 where name.equalsIgnoringASCIICase("Upgrade"): hasUpgrade = true
            case 10 where name.equalsIgnoringASCIICase("Connection"):
                connectionUpgrades =
                    connectionUpgrades || value.listsToken("upgrade")
            case 14 where name.equalsIgnoringASCIICase("Content-Length"): contentLength = Int(value)
            default: break
            }
        }
    }
}

/// A request target in origin form (`/path?query`) or absolute form, whose authority is ignored (RFC 9112, section 3.2).
struct RequestTarget {
    let path: String
    let query: String

    init?(_ target: String) {
        var rest = target[...]
        if rest.utf8.first != UInt8(ascii: "/"), let authority = Self.authorityStart(rest) {
            rest = rest[authority...]
            rest = rest.firstIndex { $0 == "/" || $0 == "?" }.map { rest[$0...] } ?? "/"
            if rest.first == "?" { rest = "/" + rest }
        }
        guard rest.utf8.first == UInt8(ascii: "/") else { return nil }
        guard let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?")) else {
            path = String(rest)
            query = ""
            return
        }
        path = String(rest[..<mark])
        query = String(rest[rest.index(after: mark)...])
    }

    private static func authorityStart(_ target: Substring) -> Substring.Index? {
        for scheme in ["http://", "https://"] where String(target.prefix(scheme.count)).equalsIgnoringASCIICase(scheme) {
            return target.index(target.startIndex, offsetBy: scheme.count)
        }
        return nil
    }
}

extension String {
    /// Whether a comma-separated list header names a token, without regard to case.
    func listsToken(_ token: String) -> Bool {
        utf8.split(separator: UInt8(ascii: ",")).contains { part in
            let trimmed = part.drop { $0 == 0x20 || $0 == 0x09 }
            let end = trimmed.lastIndex { $0 != 0x20 && $0 != 0x09 }
            guard let end else { return false }
            return String(Substring(trimmed[...end])).equalsIgnoringASCIICase(token)
        }
    }
}
