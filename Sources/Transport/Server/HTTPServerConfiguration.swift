extension HTTPServer {
    package struct Configuration: Sendable {
        package var host: String
        /// 0: the system picks a free one; see `bind()`.
        package var port: Int
        /// `nil`: plain HTTP.
        package var tls: ServerTLS?
        package var maxBodyBytes = 3 << 20
        /// Of all large bodies that are held at one time; further ones are answered with 503.
        package var maxHeldBodyBytes = 256 << 20
        /// Of all large answers that clients have not taken yet; further ones are answered with 503.
        package var maxHeldAnswerBytes = 512 << 20
        /// All names and values of a request's head together.
        package var maxHeaderBytes = 64 << 10
        package var maxHeaderFields = 128
        package var maxPathBytes = 16 << 10
        /// More clients wait in the system's backlog.
        package var maxConnections = 10_000
        /// At a time, on one HTTP/2 connection.
        package var maxStreams = 250
        package var handshakeTimeout = Duration.seconds(10)
        /// From the first byte of a request to its last.
        package var requestTimeout = Duration.seconds(60)
        /// For the client to take one part of a streamed body, or a whole one.
        package var writeTimeout = Duration.seconds(120)
        /// Between requests.
        package var idleTimeout = Duration.seconds(120)
        /// How long unfinished requests may go on once `run()` is cancelled.
        package var drainTimeout = Duration.seconds(5)
        package var http2 = true
        /// What the transport answers by itself: status 400, 413, 414, 431, 500, 503.
        package var refusal: @Sendable (_ status: Int, _ message: String) -> HTTPResponse = { status, message in
            HTTPResponse(
                status: status, headers: ["Content-Type": "text/plain; charset=utf-8"], body: .bytes(Array((message + "\n").utf8))
            )
        }

        /// Told of every connection whose TLS handshake was not completed.
        package var handshakeFailed: @Sendable () -> Void = {}

        package init(host: String, port: Int, tls: ServerTLS?, maxBodyBytes: Int = 3 << 20) {
            self.host = host
            self.port = port
            self.tls = tls
            self.maxBodyBytes = maxBodyBytes
        }
    }
}
