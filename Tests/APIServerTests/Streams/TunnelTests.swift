import APIServer
import JSON
import TestSupport
import Testing
import Transport

/// Answers every request with what it was asked.
private struct EchoNode: Exchange, NodeConnector {
    func kubelet(onNode name: String, address: String, port: Int) async throws -> any Exchange { self }
    func endpoint(host: String, port: Int, usesTLS: Bool) async throws -> any Exchange { EchoNode(origin: "\(host):\(port)") }

    var origin = "kubelet"

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        if request.headers["Connection"] != nil {
            let seen = "\(request.path)?\(request.query)"
            return HTTPResponse(
                status: 101, headers: ["Connection": "Upgrade", "Upgrade": request.headers["Upgrade"] ?? ""],
                body: .upgrade { tunnel in
                    try await tunnel.write(Array(seen.utf8))
                    while let bytes = try await tunnel.read() { try await tunnel.write(bytes) }
                    await tunnel.finishWriting()
                })
        }
        if request.query.contains("previous=true") {
            return HTTPResponse(status: 400, body: .bytes(Array("previous terminated container \"c\" not found".utf8)))
        }
        return HTTPResponse(
            status: 200, headers: ["Content-Type": "text/x-echo"],
            body: .bytes(
                Array(
                    "\(origin) \(request.method) \(request.path)?\(request.query) auth=\(request.headers["Authorization"] ?? "")"
                        .utf8)))
    }
}

struct TunnelTests {
    private static let pod = PodOnNode.path

    private func withPod(_ body: @escaping @Sendable (TestCluster) async throws -> Void) async throws {
        try await PodOnNode.run(EchoNode(), body)
    }

    @Test func logsComeFromTheKubelet() async throws {
        try await withPod { cluster in
            let answer = try await cluster.send("GET", "\(Self.pod)/log?follow=true&tailLines=5&pretty=true")
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer.text.hasPrefix("kubelet GET /containerLogs/default/p/c?follow=true&tailLines=5 "))
            let refused = try await cluster.send("GET", "\(Self.pod)/log?previous=true")
            #expect(refused.status == 400)
            #expect(refused.body["message"] == "previous terminated container \"c\" not found")
            #expect(try await cluster.send("GET", "\(Self.pod)/log?tailLines=-1").status == 422)
            let unknown = try await cluster.send("GET", "\(Self.pod)/log?container=zz")
            #expect(unknown.status == 400)
            #expect(unknown.body["message"] == "container zz is not valid for pod p")
        }
    }

    @Test func execTunnelsBytesBothWays() async throws {
        try await withPod { cluster in
            let response = try await cluster.exchange.send(
                HTTPRequest(
                    "POST", "\(Self.pod)/exec", query: "command=sh&command=-c&stdin=true&stdout=true&tty=false",
                    headers: ["Connection": "Upgrade", "Upgrade": "SPDY/3.1", "Authorization": "Bearer secret"]))
            #expect(response.status == 101)
            #expect(response.headers["Upgrade"] == "SPDY/3.1")
            let text = try await response.body.withTunnel { tunnel -> String in
                let first = String(decoding: try await tunnel.read() ?? [], as: UTF8.self)
                try await tunnel.write(Array("ping".utf8))
                let second = String(decoding: try await tunnel.read() ?? [], as: UTF8.self)
                return "\(first) \(second)"
            }
            #expect(text == "/exec/default/p/c?input=1&output=1&command=sh&command=-c ping")
        }
    }

    @Test func streamsNeedAnUpgradeThatIsUnderstood() async throws {
        try await withPod { cluster in
            let plain = try await cluster.send("POST", "\(Self.pod)/exec?command=sh")
            #expect(plain.status == 400)
            #expect(plain.body["message"] == "Upgrade request required")
            let response = try await cluster.exchange.send(
                HTTPRequest(
                    "GET", "\(Self.pod)/exec", query: "command=sh",
                    headers: [
                        "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Protocol": "v9.channel.k8s.io",
                    ]))
            #expect(response.status == 400)
        }
    }

    @Test func proxyPassesRequestsOnWithoutCredentials() async throws {
        try await withPod { cluster in
            let pod = try await cluster.send("GET", "\(Self.pod):8080/proxy/a%20b/c?x=1")
            #expect(pod.text == "10.42.0.9:8080 GET /a%20b/c?x=1 auth=")
            let node = try await cluster.send("GET", "/api/v1/nodes/n1/proxy/stats/summary")
            #expect(node.text.hasPrefix("kubelet GET /stats/summary?"))
            let redirect = try await cluster.send("GET", "\(Self.pod)/proxy")
            #expect(redirect.status == 301)
            #expect(redirect.headers["Location"] == "\(Self.pod)/proxy/")
        }
    }

    @Test func podsWithoutANodeHaveNoStreams() async throws {
        try await TestCluster.run(nodes: EchoNode()) { cluster in
            _ = try await cluster.send("POST", "/api/v1/namespaces/default/pods", Pods.object("p"))
            let answer = try await cluster.send("GET", "\(Self.pod)/log")
            #expect(answer.status == 400)
            #expect(answer.body["message"] == "pod p does not have a host assigned")
        }
        try await TestCluster.run { cluster in
            _ = try await cluster.send("POST", "/api/v1/namespaces/default/pods", Pods.object("p"))
            #expect(try await cluster.send("GET", "\(Self.pod)/log").status == 503)
        }
    }
}
