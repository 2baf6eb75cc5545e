import AsyncTools
import NIOCore
import NIOHTTP1
import NIOSSL

/// Sends requests to one server over HTTP/1.1 and keeps its connections.
///
/// - An answer comes as `.bytes` when its length is told and at most `bufferedBodyLimit`, as `.stream` otherwise.
///   `collect(limit:)` makes bytes of both. Read a stream to its end or let go of it: it occupies a connection.
/// - A request with `Connection: Upgrade` that is answered with 101 gives `.upgrade`; call its closure to use the tunnel.
/// - Cancelling the task that waits closes the connection under way.
/// - Throws `TransportError` when there is no answer. A request without effects is tried once more when a kept
///   connection turns out to be closed.
package final class HTTPClient: Exchange {
    private struct Pool: Sendable {
        var idle: [ClientConnection] = []
        var isClosed = false
        /// Raised with every change of certificates: connections of an older one are not kept.
        var generation = 0
    }

    package let configuration: Configuration
    private let tls: Guarded<NIOSSLContext?>
    private let pool = Guarded(Pool())

    /// Throws when the certificates in `configuration.tls` cannot be used.
    package init(configuration: Configuration) throws {
        self.configuration = configuration
        tls = Guarded(try Self.context(configuration.endpoint, configuration.tls))
    }

    deinit { close() }

    /// New connections use these certificates; kept ones are closed once they are idle. Throws when they cannot be used, and
    /// then goes on with the old ones.
    package func replaceTLS(_ certificates: ClientTLS) throws {
        let context = try Self.context(configuration.endpoint, certificates)
        tls.withLock { $0 = context }
        pool.withLock { $0.generation += 1 }
        for connection in takeIdle() { connection.channel.close(promise: nil) }
    }

    package func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let head = try await head(of: request)
        let wantsUpgrade = request.headers["Connection"]?.listsToken("upgrade") == true
        if let kept = takeKept() {
            do { return try await kept.send(head, body: request.body, wantsUpgrade: wantsUpgrade) } catch is ConnectionGone {
            } catch TransportError.connectionLost where ["GET", "HEAD", "OPTIONS"].contains(request.method) {}
        }
        // Before the certificates are read: a connection with new ones may be taken for an old one, never the other way round.
        let generation = pool.withLock { $0.generation }
        let connection = try await ClientConnection.open(configuration, tls: tls.current) { [weak self] connection in
            if let self { self.keep(connection, of: generation) } else { connection.channel.close(promise: nil) }
        }
        do { return try await connection.send(head, body: request.body, wantsUpgrade: wantsUpgrade) } catch is ConnectionGone {
            throw TransportError.connectionLost("the server closed the connection")
        }
    }

    /// Closes idle connections, and the others as soon as they are.
    package func close() {
        pool.withLock { $0.isClosed = true }
        for connection in takeIdle() { connection.channel.close(promise: nil) }
    }

    private func keep(_ connection: ClientConnection, of generation: Int) {
        let kept = pool.withLock { pool in
            guard !pool.isClosed, pool.generation == generation, pool.idle.count < configuration.maxIdleConnections else {
                return false
            }
            pool.idle.append(connection)
            return true
        }
        if !kept { connection.channel.close(promise: nil) }
    }

    /// The connection used last, which is the likeliest to be open still.
    private func takeKept() -> ClientConnection? {
        pool.withLock { pool in
            while let connection = pool.idle.popLast() {
                if connection.channel.isActive { return connection }
            }
            return nil
        }
    }

    private func takeIdle() -> [ClientConnection] {
        pool.withLock { pool in
            defer { pool.idle = [] }
            return pool.idle
        }
    }

    private func head(of request: HTTPRequest) async throws -> HTTPRequestHead {
        let target = request.query.isEmpty ? request.path : "\(request.path)?\(request.query)"
        guard target.utf8.first == UInt8(ascii: "/"), target.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw TransportError.protocolViolation("malformed request target")
        }
        var headers = NIOHTTP1.HTTPHeaders()
        headers.reserveCapacity(request.headers.fields.count + 3)
        for field in request.headers.fields {
            guard field.isOneLine else { throw TransportError.protocolViolation("malformed header \(field.name)") }
            if field.name.equalsIgnoringASCIICase("Content-Length") { continue }
            headers.add(name: field.name, value: field.value)
        }
        if request.headers["Host"] == nil { headers.add(name: "Host", value: configuration.endpoint.authority) }
        if !request.body.isEmpty || ["POST", "PUT", "PATCH"].contains(request.method) {
            headers.add(name: "Content-Length", value: String(request.body.count))
        }
        if request.headers["Authorization"] == nil, let token = await configuration.bearerToken?() {
            headers.add(name: "Authorization", value: "Bearer \(token)")
        }
        return HTTPRequestHead(
            version: .http1_1, method: HTTPMethod(rawValue: request.method), uri: target, headers: headers)
    }

    private static func context(_ endpoint: Endpoint, _ tls: ClientTLS?) throws -> NIOSSLContext? {
        guard case .https = endpoint else { return nil }
        return try (tls ?? ClientTLS(caPEM: nil)).makeContext()
    }
}
