/// Header fields in order; names compare without case (RFC 9110, section 5.1).
package struct HTTPHeaders: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    package struct Field: Sendable, Hashable {
        package let name: String
        package let value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package private(set) var fields: [Field]

    package init(_ fields: [Field] = []) { self.fields = fields }

    package init(dictionaryLiteral elements: (String, String)...) {
        fields = elements.map { Field(name: $0.0, value: $0.1) }
    }

    /// The first value of a header. Setting replaces every value; `nil` removes.
    package subscript(name: String) -> String? {
        get { fields.first { $0.name.equalsIgnoringASCIICase(name) }?.value }
        set {
            fields.removeAll { $0.name.equalsIgnoringASCIICase(name) }
            if let newValue { fields.append(Field(name: name, value: newValue)) }
        }
    }

    package func all(_ name: String) -> [String] {
        fields.filter { $0.name.equalsIgnoringASCIICase(name) }.map(\.value)
    }

    package mutating func add(_ name: String, _ value: String) { fields.append(Field(name: name, value: value)) }
}

extension String {
    package func equalsIgnoringASCIICase(_ other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        // Nearly always they are equal.
        if self == other { return true }
        return zip(utf8, other.utf8).allSatisfy { left, right in
            left == right || (left | 0x20 == right | 0x20 && (0x61...0x7A).contains(left | 0x20))
        }
    }
}

/// Who is at the other end of a connection, as far as the transport knows.
package enum HTTPPeer: Sendable, Hashable {
    case anonymous
    /// The client's certificate chain, leaf first, DER. The transport has verified it against the client CA.
    case certificates([[UInt8]])
    /// The client's certificate chain, leaf first, DER. The client has proved that it holds the leaf's key, and nobody has
    /// looked whom the certificate is from: see `ServerTLS.verifiesClients`.
    case presentedCertificates([[UInt8]])
    /// A component in this process, which the assembly vouches for.
    case inProcess(user: String, groups: [String])
}

/// A request whose body has been read whole.
package struct HTTPRequest: Sendable {
    package var method: String
    /// The path as sent, still percent-encoded, without the query.
    package var path: String
    /// The query as sent, still percent-encoded, without the `?`.
    package var query: String
    package var headers: HTTPHeaders
    package var body: [UInt8]
    package var peer: HTTPPeer
    /// `address:port` of the client, when it came over a socket.
    package var remoteAddress: String?

    package init(
        _ method: String, _ path: String, query: String = "", headers: HTTPHeaders = [:], body: [UInt8] = [],
        peer: HTTPPeer = .anonymous, remoteAddress: String? = nil
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.peer = peer
        self.remoteAddress = remoteAddress
    }
}

/// What follows the head of a response.
package enum HTTPBody: Sendable {
    case bytes([UInt8])
    /// Sent chunk by chunk, each flushed; the next is asked for when the last one was written, so a slow reader holds
    /// the producer back.
    case stream(any AsyncSequence<[UInt8], any Error> & Sendable)
    /// The connection leaves HTTP (status 101). The closure is given the tunnel to the one who asked, and uses it until it
    /// returns; then the connection ends. In an answer that a client received it carries bytes between that tunnel and
    /// the server, so a proxy passes the answer on as it is; `withTunnel` gives the server's bytes to a caller.
    case upgrade(@Sendable (any ByteTunnel) async throws -> Void)
}

package struct HTTPResponse: Sendable {
    package var status: Int
    package var headers: HTTPHeaders
    package var body: HTTPBody

    package init(status: Int, headers: HTTPHeaders = [:], body: HTTPBody = .bytes([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// A two-way stream of bytes with back-pressure in both directions.
package protocol ByteTunnel: Sendable {
    /// The next bytes from the peer; `nil` once it has ended its side. One reader at a time.
    func read() async throws -> [UInt8]?
    /// Returns when the bytes were handed to the socket.
    func write(_ bytes: [UInt8]) async throws
    /// Ends our side; the peer may go on sending.
    func finishWriting() async
    /// Ends both sides at once.
    func close() async
}

/// Answers requests: the server's side.
package protocol HTTPResponder: Sendable {
    func respond(to request: HTTPRequest) async -> HTTPResponse

    /// Asked with the head of a request alone, before more than 64 KiB of its body are held: a refusal is the answer, and
    /// the body is not read.
    func refusal(of head: HTTPRequest) async -> HTTPResponse?
}

extension HTTPResponder {
    package func refusal(of head: HTTPRequest) async -> HTTPResponse? { nil }
}

/// Sends requests: the client's side. One protocol, two implementations: over HTTPS, and in-process.
///
/// Throws when there was no answer at all (`TransportError`). A status of 400 and above is an answer.
package protocol Exchange: Sendable {
    func send(_ request: HTTPRequest) async throws -> HTTPResponse
}

/// Hands requests to a responder in this process, under a fixed identity.
package struct LocalExchange: Exchange {
    private let responder: any HTTPResponder
    private let peer: HTTPPeer

    package init(_ responder: any HTTPResponder, user: String, groups: [String]) {
        self.responder = responder
        peer = .inProcess(user: user, groups: groups)
    }

    package func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        var request = request
        request.peer = peer
        return await responder.respond(to: request)
    }
}

/// Why there was no answer.
package enum TransportError: Error, Sendable, CustomStringConvertible {
    case cannotConnect(to: String, cause: String)
    case connectionLost(String)
    case timedOut(String)
    case protocolViolation(String)
    case closed

    package var description: String {
        switch self {
        case .cannotConnect(let peer, let cause): "cannot connect to \(peer): \(cause)"
        case .connectionLost(let cause): "connection lost: \(cause)"
        case .timedOut(let what): "timed out: \(what)"
        case .protocolViolation(let what): "protocol violation: \(what)"
        case .closed: "closed"
        }
    }
}
