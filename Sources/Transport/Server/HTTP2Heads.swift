import NIOHPACK

/// Reads the header block of a request. The framing layer has checked the pseudo-headers (RFC 9113, section 8.3).
enum HTTP2RequestHead {
    struct Read {
        var request: HTTPRequest
        var contentLength: Int?
        var expectsContinue = false
    }

    static func read(_ headers: HPACKHeaders, connection: ServerConnection) -> Read? {
        var method: String?
        var target: String?
        var contentLength: Int?
        var expectsContinue = false
        var hasHost = false
        var fields: [HTTPHeaders.Field] = []
        fields.reserveCapacity(headers.count)
        for (name, value, _) in headers {
            switch name {
            case ":method": method = value
            case ":path": target = value
            case ":authority":
                hasHost = true
                fields.append(.init(name: "host", value: value))
            case "host" where hasHost: break
            case "content-length":
                contentLength = Int(value)
                fields.append(.init(name: name, value: value))
            case "expect": expectsContinue = value.equalsIgnoringASCIICase("100-continue")
            default:
                if name.utf8.first != UInt8(ascii: ":") { fields.append(.init(name: name, value: value)) }
            }
        }
        guard let method, let target, target.utf8.count <= connection.configuration.maxPathBytes,
            fields.count <= connection.configuration.maxHeaderFields, let parts = RequestTarget(target)
        else { return nil }
        let request = HTTPRequest(
            method, parts.path, query: parts.query, headers: HTTPHeaders(fields), peer: connection.peer,
            remoteAddress: connection.remoteAddress)
        return Read(request: request, contentLength: contentLength, expectsContinue: expectsContinue)
    }
}

enum HTTP2ResponseHead {
    /// `nil` when a header would not be valid. Connection headers of HTTP/1.1 are left out (RFC 9113, section 8.2.2).
    static func headers(_ response: HTTPResponse, length: Int?) -> HPACKHeaders? {
        var headers = HPACKHeaders()
        headers.reserveCapacity(response.headers.fields.count + 3)
        headers.add(name: ":status", value: String(response.status))
        var hasDate = false
        var hasLength = false
        for field in response.headers.fields {
            guard field.isOneLine else { return nil }
            let name = field.name.lowercased()
            switch name {
            case "connection", "transfer-encoding", "keep-alive", "upgrade", "proxy-connection": continue
            case "content-length" where length != nil: continue
            case "content-length": hasLength = true
            case "date": hasDate = true
            default: break
            }
            headers.add(name: name, value: field.value)
        }
        if !hasDate { headers.add(name: "date", value: HTTPDate.now()) }
        if let length, !hasLength, response.status != 204, response.status != 304 {
            headers.add(name: "content-length", value: String(length))
        }
        return headers
    }
}
