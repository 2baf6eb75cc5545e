import APIServer
import AsyncTools
import TestSupport
import Testing
import Transport

/// A kubelet that speaks SPDY only: it sends back what comes on stdin, and ends when stdin does.
private final class SPDYKubelet: Exchange, NodeConnector {
    let requests = Guarded([HTTPRequest]())

    func kubelet(onNode name: String, address: String, port: Int) async throws -> any Exchange { self }
    func endpoint(host: String, port: Int, usesTLS: Bool) async throws -> any Exchange { self }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        requests.withLock { $0.append(request) }
        guard request.headers["Upgrade"] == "SPDY/3.1" else { return HTTPResponse(status: 400) }
        let isForward = request.path.hasPrefix("/portForward")
        return HTTPResponse(
            status: 101, headers: ["Connection": "Upgrade", "Upgrade": "SPDY/3.1"],
            body: .upgrade { tunnel in
                if isForward { try await Self.echo(tunnel) } else { try await Self.run(tunnel) }
            })
    }

    private static func echo(_ tunnel: any ByteTunnel) async throws {
        while let bytes = try await tunnel.read() { try await tunnel.write(bytes) }
    }

    /// Streams are opened as 1 (error), 3 (stdin) and 5 (stdout).
    private static func run(_ tunnel: any ByteTunnel) async throws {
        var decoder = SPDYDecoder()
        try await tunnel.write(SPDYEncoder.ping(2))
        while let bytes = try await tunnel.read() {
            decoder.append(bytes)
            while let frame = try decoder.next() {
                guard case .data(3, let payload, let isLast) = frame else { continue }
                try await tunnel.write(SPDYEncoder.data(stream: 5, payload))
                guard isLast else { continue }
                try await tunnel.write(SPDYEncoder.data(stream: 1, Array("{\"status\":\"Success\"}".utf8), isLast: true))
                await tunnel.finishWriting()
            }
        }
    }
}

@Suite(.timeLimit(.minutes(10)))
struct WebSocketStreamsTests {
    private static func handshake(_ subresource: String, query: String, protocols: String) -> HTTPRequest {
        HTTPRequest(
            "GET", "\(PodOnNode.path)/\(subresource)", query: query,
            headers: [
                "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
                "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol": protocols,
            ])
    }

    private func withPod(
        _ body: @escaping @Sendable (TestCluster, SPDYKubelet) async throws -> Void
    ) async throws {
        let kubelet = SPDYKubelet()
        try await PodOnNode.run(kubelet) { cluster in try await body(cluster, kubelet) }
    }

    /// Sends messages as a client, and returns every frame that comes until the close.
    private static func talk(_ response: HTTPResponse, sending messages: [[UInt8]]) async throws -> [WebSocketFrame] {
        try await response.body.withTunnel { tunnel in
            for message in messages {
                try await tunnel.write(WebSocketFrame(.binary, message).encoded(maskingKey: [1, 2, 3, 4]))
            }
            var decoder = WebSocketDecoder(.client)
            var frames: [WebSocketFrame] = []
            while let bytes = try await tunnel.read() {
                decoder.append(bytes)
                while let frame = try decoder.next() {
                    frames.append(frame)
                    if frame.opcode == .close {
                        try await tunnel.write(frame.encoded(maskingKey: [1, 2, 3, 4]))
                        return frames
                    }
                }
            }
            return frames
        }
    }

    @Test func channelsOfVersionFiveBecomeSPDYStreams() async throws {
        try await withPod { cluster, kubelet in
            let request = Self.handshake(
                "exec", query: "command=cat&stdin=true&stdout=true", protocols: "v5.channel.k8s.io, v4.channel.k8s.io")
            let response = try await cluster.exchange.send(request)
            #expect(response.status == 101)
            #expect(response.headers["Sec-WebSocket-Accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
            #expect(response.headers["Sec-WebSocket-Protocol"] == "v5.channel.k8s.io")
            let frames = try await Self.talk(response, sending: [[0] + Array("hi".utf8), [9, 9], [255, 0]])
            let status = Array("{\"status\":\"Success\"}".utf8)
            #expect(
                frames == [
                    WebSocketFrame(.binary, [1]), WebSocketFrame(.binary, [1] + Array("hi".utf8)),
                    WebSocketFrame(.binary, [3] + status), .close(code: 1000),
                ])
            let seen = try #require(kubelet.requests.withLock { $0.first })
            #expect(seen.method == "POST")
            #expect(seen.path == "/exec/default/p/c")
            #expect(seen.query == "input=1&output=1&command=cat")
            #expect(seen.headers["X-Stream-Protocol-Version"] == "v4.channel.k8s.io")
            #expect(seen.headers["Sec-WebSocket-Key"] == nil)
        }
    }

    @Test func forwardedPortsAreUnwrapped() async throws {
        try await withPod { cluster, kubelet in
            let response = try await cluster.exchange.send(
                Self.handshake("portforward", query: "ports=80", protocols: "SPDY/3.1+portforward.k8s.io"))
            #expect(response.status == 101)
            #expect(response.headers["Sec-WebSocket-Protocol"] == "SPDY/3.1+portforward.k8s.io")
            let echoed = try await response.body.withTunnel { tunnel -> WebSocketFrame? in
                try await tunnel.write(WebSocketFrame(.binary, [1, 2, 3]).encoded(maskingKey: [1, 2, 3, 4]))
                var decoder = WebSocketDecoder(.client)
                decoder.append(try await tunnel.read() ?? [])
                return try decoder.next()
            }
            #expect(echoed == WebSocketFrame(.binary, [1, 2, 3]))
            #expect(kubelet.requests.withLock { $0.first?.headers["X-Stream-Protocol-Version"] } == "portforward.k8s.io")
        }
    }

    @Test func handshakesThatCannotBeAcceptedAreRefused() async throws {
        try await withPod { cluster, kubelet in
            let unknown = try await cluster.exchange.send(
                Self.handshake("exec", query: "command=ls", protocols: "v9.channel.k8s.io"))
            #expect(unknown.status == 400)
            var keyless = Self.handshake("exec", query: "command=ls", protocols: "v5.channel.k8s.io")
            keyless.headers["Sec-WebSocket-Key"] = nil
            #expect(try await cluster.exchange.send(keyless).status == 400)
            let stranger = try await cluster.exchange(user: "eve").send(
                Self.handshake("exec", query: "command=ls", protocols: "v5.channel.k8s.io"))
            #expect(stranger.status == 403)
            #expect(kubelet.requests.withLock { $0.isEmpty })
        }
    }
}
