extension HTTPClient {
    package enum Endpoint: Sendable, Hashable, CustomStringConvertible {
        case https(host: String, port: Int)
        case http(host: String, port: Int)
        case unix(path: String)

        package var description: String {
            switch self {
            case .https(let host, let port): "https://\(Self.authority(host, port))"
            case .http(let host, let port): "http://\(Self.authority(host, port))"
            case .unix(let path): "unix:\(path)"
            }
        }

        /// The `Host` header.
        var authority: String {
            switch self {
            case .https(let host, let port): port == 443 ? Self.bracketed(host) : Self.authority(host, port)
            case .http(let host, let port): port == 80 ? Self.bracketed(host) : Self.authority(host, port)
            case .unix: "localhost"
            }
        }

        private static func bracketed(_ host: String) -> String {
            host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
        }

        private static func authority(_ host: String, _ port: Int) -> String { "\(bracketed(host)):\(port)" }
    }

    package struct Configuration: Sendable {
        package var endpoint: Endpoint
        /// Needed for `.https` with an authority of one's own; without it the system's are believed.
        package var tls: ClientTLS?
        /// Asked before every request, for its `Authorization: Bearer` header.
        package var bearerToken: (@Sendable () async -> String?)?
        package var connectTimeout = Duration.seconds(10)
        /// From sending a request to the head of its answer, and to the end of an answer that comes as `.bytes`. A
        /// stream has no limit: cancel the task that reads it.
        package var responseTimeout = Duration.seconds(60)
        /// An answer whose length is told and is not greater comes as `.bytes`, any other as `.stream`.
        package var bufferedBodyLimit = 4 << 20
        package var maxIdleConnections = 16
        /// Less than the servers' 120 s, so that a kept connection is rarely closed under a request.
        package var idleTimeout = Duration.seconds(60)

        package init(
            endpoint: Endpoint, tls: ClientTLS? = nil, bearerToken: (@Sendable () async -> String?)? = nil,
            responseTimeout: Duration = .seconds(60)
        ) {
            self.endpoint = endpoint
            self.tls = tls
            self.bearerToken = bearerToken
            self.responseTimeout = responseTimeout
        }
    }
}
