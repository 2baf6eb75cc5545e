import JSON
import Schema
import Transport

/// One line of the audit log: what happened to one request at one stage.
struct AuditEvent: Sendable {
    /// A body as it was sent or received, in whatever format.
    struct Body: Sendable {
        let bytes: [UInt8]
        let contentType: String
    }

    struct Outcome: Sendable {
        var code: Int
        var error: StatusError?
    }

    let level: AuditLevel
    let omitsManagedFields: Bool
    let id: String
    var stage: AuditStage
    let uri: String
    /// `user` is who the request is judged as.
    var attributes: RequestAttributes
    let caller: UserInfo
    /// The verb of the narrow right by which the caller acts as somebody else; empty: he does not, or by the wide one.
    var impersonationConstraint = ""
    let sourceAddresses: [String]
    let userAgent: String
    var outcome: Outcome?
    /// A patch, or what a delete is to heed.
    var requestBody: Body?
    var sent: AuditAnnotations.SentObject?
    /// Bytes of the request.
    let requestSize: Int
    var responseBody: Body?
    let received: MicroTimestamp
    var stageTime: MicroTimestamp
    var annotations: [Annotation] = []

    struct Annotation: Sendable, Hashable {
        let key: String
        let value: String
    }

    /// About how much memory it holds.
    var size: Int {
        let request = sent?.body == nil ? requestBody?.bytes.count ?? 0 : requestSize
        return 512 + uri.utf8.count + request + (responseBody?.bytes.count ?? 0)
    }
}

extension AuditEvent {
    static let longestUserAgent = 1024

    /// The client's addresses, the farthest first: what proxies tell, then the other end of the connection.
    static func sourceAddresses(of request: HTTPRequest) -> [String] {
        var addresses: [String] = []
        for text in request.headers.all("X-Forwarded-For") {
            addresses += text.split(separator: ",").prefix(16).map(\.trimmedSpace).filter(isAddress)
        }
        if let real = request.headers["X-Real-Ip"], isAddress(real), addresses.isEmpty { addresses.append(real) }
        if let remote = request.remoteAddress, let colon = remote.lastIndex(of: ":") {
            let host = remote[..<colon].filter { $0 != "[" && $0 != "]" }
            if addresses.last != host { addresses.append(host) }
        }
        return addresses
    }

    private static func isAddress(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 45
            && text.utf8.allSatisfy {
                (0x30...0x3A).contains($0) || (0x41...0x46).contains($0) || (0x61...0x66).contains($0) || $0 == 0x2E
            }
    }
}
