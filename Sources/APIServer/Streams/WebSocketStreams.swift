import Transport

/// The WebSocket protocols that a new kubectl speaks and kubelets do not. This server ends the WebSocket and goes on in
/// SPDY/3.1 (KEP-4006).
enum WebSocketStreams: String, CaseIterable, Sendable {
    /// `exec` and `attach`: channels that can be closed one by one.
    case channels = "v5.channel.k8s.io"
    /// `portforward`: SPDY itself, wrapped in messages.
    case portForward = "SPDY/3.1+portforward.k8s.io"

    /// What the SPDY connection to the kubelet carries.
    var upstreamProtocol: String {
        switch self {
        case .channels: "v4.channel.k8s.io"
        case .portForward: "portforward.k8s.io"
        }
    }

    /// The headers of the request that opens the SPDY connection.
    var upstreamHeaders: HTTPHeaders {
        ["Connection": "Upgrade", "Upgrade": "SPDY/3.1", "X-Stream-Protocol-Version": upstreamProtocol]
    }

    /// Carries bytes between a client and a kubelet until one of them ends.
    func carry(client: any ByteTunnel, kubelet: any ByteTunnel, _ streams: ChannelTranslator.Streams) async throws {
        switch self {
        case .channels: try await ChannelTranslator(client: client, kubelet: kubelet).run(streams)
        case .portForward: try await Self.unwrap(client: client, kubelet: kubelet)
        }
    }

    private static func unwrap(client: any ByteTunnel, kubelet: any ByteTunnel) async throws {
        try await WebSocketEnd.race(client: client) {
            var messages = WebSocketReader(client)
            while let bytes = try await messages.next() { try await kubelet.write(bytes) }
        } fromServer: {
            while let bytes = try await kubelet.read() {
                try await client.write(WebSocketFrame(.binary, bytes).encoded())
            }
            return .close(code: 1000)
        }
    }
}

/// How a WebSocket of ours ends.
enum WebSocketEnd {
    /// How long a client that was told of the end may take to answer.
    private static let patience = Duration.seconds(2)

    /// Runs both directions until one has ended. When that is the server's, the client is sent the close frame it returns,
    /// and its answer is awaited for a moment, so that nothing sent before is lost.
    static func race(
        client: any ByteTunnel, fromClient: @escaping @Sendable () async throws -> Void,
        fromServer: @escaping @Sendable () async throws -> WebSocketFrame
    ) async throws {
        try await withThrowingTaskGroup(of: WebSocketFrame?.self) { group in
            group.addTask {
                try await fromClient()
                return nil
            }
            group.addTask { try await fromServer() }
            defer { group.cancelAll() }
            guard let close = try await group.next() ?? nil else { return }
            try await client.write(close.encoded())
            group.addTask {
                try await Task.sleep(for: patience)
                return nil
            }
            _ = try await group.next()
        }
    }
}
