import Transport

/// `exec` and `attach`: the numbered channels of a `v5.channel.k8s.io` WebSocket on one side, SPDY streams on the other.
struct ChannelTranslator: Sendable {
    /// The first byte of a message.
    enum Channel: UInt8, CaseIterable, Sendable {
        case stdin = 0
        case stdout, stderr, error, resize
        /// The second byte names a channel on which nothing more will come.
        case close = 255

        /// The `streamtype` header of the SPDY stream.
        var streamType: String { "\(self)" }
    }

    /// Which streams a request asks for.
    struct Streams: Sendable {
        let stdin: Bool
        let stdout: Bool
        let stderr: Bool
        let tty: Bool

        init(_ query: Query) {
            stdin = query.flag("stdin")
            stdout = query.flag("stdout")
            tty = query.flag("tty")
            stderr = query.flag("stderr") && !tty
        }

        /// In the order that they are opened: the error stream is always there.
        var channels: [Channel] {
            [.error] + (stdin ? [.stdin] : []) + (stdout ? [.stdout] : []) + (stderr ? [.stderr] : []) + (tty ? [.resize] : [])
        }
    }

    let client: any ByteTunnel
    let kubelet: any ByteTunnel

    func run(_ streams: Streams) async throws {
        var encoder = SPDYEncoder()
        var streamOf: [Channel: UInt32] = [:]
        for channel in streams.channels {
            let opened = encoder.open(headers: [("streamtype", channel.streamType)])
            streamOf[channel] = opened.stream
            try await kubelet.write(opened.frame)
        }
        // An empty message tells the client that the connection stands.
        try await send([], on: streams.stdout ? .stdout : streams.stderr ? .stderr : .error)
        try await WebSocketEnd.race(client: client) { [streamOf] in
            try await passOnInput(streamOf)
        } fromServer: { [streamOf] in
            try await passOnOutput(streamOf)
        }
    }

    /// Channels that were not asked for are ignored.
    private func passOnInput(_ streamOf: [Channel: UInt32]) async throws {
        var messages = WebSocketReader(client)
        while let message = try await messages.next() {
            guard let channel = message.first.flatMap(Channel.init(rawValue:)) else { continue }
            switch channel {
            case .stdin, .resize:
                guard let stream = streamOf[channel], message.count > 1 else { continue }
                try await kubelet.write(SPDYEncoder.data(stream: stream, message.dropFirst()))
            case .close:
                guard message.dropFirst().first == Channel.stdin.rawValue, let stream = streamOf[.stdin] else { continue }
                try await kubelet.write(SPDYEncoder.data(stream: stream, [], isLast: true))
            case .stdout, .stderr, .error: continue
            }
        }
    }

    /// Ends when the kubelet has said how the command ended, or has gone without a word.
    private func passOnOutput(_ streamOf: [Channel: UInt32]) async throws -> WebSocketFrame {
        let channelOf = Dictionary(streamOf.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
        var frames = SPDYDecoder()
        var hasResult = false
        while let bytes = try await kubelet.read() {
            frames.append(bytes)
            while let frame = try frames.next() {
                switch frame {
                case .data(let stream, let payload, _):
                    guard let channel = channelOf[stream], !payload.isEmpty else { continue }
                    if channel == .error { hasResult = true }
                    try await send(payload, on: channel)
                case .ping(let number) where number % 2 == 0: try await kubelet.write(SPDYEncoder.ping(number))
                case .reply, .reset, .ping, .goAway, .other: continue
                }
            }
        }
        return hasResult ? .close(code: 1000) : .close(code: 1011, reason: "the node ended the connection")
    }

    private func send(_ bytes: [UInt8], on channel: Channel) async throws {
        try await client.write(WebSocketFrame(.binary, [channel.rawValue] + bytes).encoded())
    }
}
