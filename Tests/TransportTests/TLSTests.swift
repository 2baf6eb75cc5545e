import AsyncTools
import PKI
import Testing

@testable import Transport

@Suite(.timeLimit(.minutes(10)))
struct TLSTests {
    private static func whoAmI(_ request: HTTPRequest) -> HTTPResponse {
        let text: String
        switch request.peer {
        case .anonymous: text = "anonymous"
        case .inProcess: text = "in process"
        case .certificates(let chain), .presentedCertificates(let chain):
            let summary = try? CertificateReader.summary(ofDER: chain.first ?? [])
            text = "\(summary?.commonName ?? "?") \(summary?.organizations ?? [])"
        }
        return HTTPResponse(status: 200, headers: ["X-Protocol": "seen"], body: .bytes(Array(text.utf8)))
    }

    private func text(_ response: HTTPResponse) async throws -> String {
        String(decoding: try await response.collect(limit: 1000), as: UTF8.self)
    }

    @Test func clientCertificateIsTheIdentity() async throws {
        let identity = try TestIdentity()
        try await withServer(tls: identity.serverTLS, answer: { Self.whoAmI($0) }) { _, port in
            let known = try identity.client(port, user: "jane", groups: ["system:masters", "dev"])
            #expect(try await text(known.send(HTTPRequest("GET", "/"))) == #"jane ["system:masters", "dev"]"#)
            #expect(try await text(identity.client(port).send(HTTPRequest("GET", "/"))) == "anonymous")
        }
    }

    @Test func certificateOfAnotherAuthorityIsRefused() async throws {
        let identity = try TestIdentity()
        let stranger = try CertificateAuthority.create(commonName: "test-ca").issue(
            .client(user: "jane", groups: ["system:masters"]))
        try await withServer(tls: identity.serverTLS, answer: { Self.whoAmI($0) }) { _, port in
            let client = try HTTPClient(
                configuration: .init(
                    endpoint: .https(host: "127.0.0.1", port: port),
                    tls: ClientTLS(
                        caPEM: identity.authority.certificatePEM, certificatePEM: stranger.certificatePEM,
                        keyPEM: stranger.privateKeyPEM)))
            await #expect(throws: TransportError.self) { try await client.send(HTTPRequest("GET", "/")) }
        }
    }

    @Test func connectionsThatComeToNothingAreTold() async throws {
        let identity = try TestIdentity()
        let failures = Guarded(0)
        try await withServer(
            tls: identity.serverTLS, configure: { $0.handshakeFailed = { failures.withLock { $0 += 1 } } },
            answer: { Self.whoAmI($0) }
        ) { _, port in
            #expect(try await identity.client(port).send(HTTPRequest("GET", "/")).status == 200)
            #expect(failures.withLock { $0 } == 0)
            _ = try await rawExchange(port, "GET / HTTP/1.1\r\n\r\n")
            #expect(failures.withLock { $0 } == 1)
        }
        #expect(failures.withLock { $0 } == 1)
    }

    @Test func serverThatDoesNotVerifyLeavesTheJudgementToTheAnswer() async throws {
        let identity = try TestIdentity()
        let stranger = try CertificateAuthority.create(commonName: "test-ca").issue(.client(user: "eve", groups: []))
        var tls = identity.serverTLS
        tls.verifiesClients = false
        try await withServer(
            tls: tls,
            answer: { request in
                guard case .presentedCertificates(let chain) = request.peer else { return Self.whoAmI(request) }
                return HTTPResponse(status: 200, body: .bytes(Array("presented \(chain.count)".utf8)))
            }
        ) { _, port in
            let client = try HTTPClient(
                configuration: .init(
                    endpoint: .https(host: "127.0.0.1", port: port),
                    tls: ClientTLS(
                        caPEM: identity.authority.certificatePEM, certificatePEM: stranger.certificatePEM,
                        keyPEM: stranger.privateKeyPEM)))
            #expect(try await text(client.send(HTTPRequest("GET", "/"))) == "presented 2")
            #expect(try await text(identity.client(port).send(HTTPRequest("GET", "/"))) == "anonymous")
        }
    }

    @Test func serverOfAnotherAuthorityOrNameIsNotBelieved() async throws {
        let identity = try TestIdentity(addresses: [])
        let other = try CertificateAuthority.create(commonName: "other")
        try await withServer(tls: identity.serverTLS, answer: { Self.whoAmI($0) }) { _, port in
            func client(ca: CertificateAuthority, name: String?) throws -> HTTPClient {
                try HTTPClient(
                    configuration: .init(
                        endpoint: .https(host: "127.0.0.1", port: port),
                        tls: ClientTLS(caPEM: ca.certificatePEM, serverName: name)))
            }
            let error = await #expect(throws: TransportError.self) {
                try await client(ca: other, name: nil).send(HTTPRequest("GET", "/"))
            }
            #expect(error?.description.contains("not from a trusted authority") == true, "\(error as (any Error)?)")
            await #expect(throws: TransportError.self) {
                try await client(ca: identity.authority, name: "elsewhere.test").send(HTTPRequest("GET", "/"))
            }
            await #expect(throws: TransportError.self) {
                try await client(ca: identity.authority, name: nil).send(HTTPRequest("GET", "/"))
            }
            let right = try client(ca: identity.authority, name: "api.test")
            #expect(try await right.send(HTTPRequest("GET", "/")).status == 200)
        }
    }

    @Test func newConnectionsSeeAReplacedCertificate() async throws {
        let old = try TestIdentity()
        let new = try TestIdentity()
        try await withServer(tls: old.serverTLS, answer: { Self.whoAmI($0) }) { server, port in
            let oldClient = try old.client(port)
            #expect(try await oldClient.send(HTTPRequest("GET", "/")).status == 200)
            try server.replaceCertificate(new.serverTLS)
            #expect(try await oldClient.send(HTTPRequest("GET", "/")).status == 200)
            #expect(try await new.client(port).send(HTTPRequest("GET", "/")).status == 200)
            await #expect(throws: TransportError.self) { try await old.client(port).send(HTTPRequest("GET", "/")) }
            #expect(throws: ServerError.self) {
                try server.replaceCertificate(ServerTLS(certificateChainPEM: "nonsense", privateKeyPEM: "nonsense"))
            }
        }
    }

    @Test func answerBeforeACloseArrivesWhole() async throws {
        let identity = try TestIdentity()
        let body = [UInt8](repeating: 5, count: 500_000)
        try await withServer(tls: identity.serverTLS, answer: { _ in HTTPResponse(status: 200, body: .bytes(body)) }) {
            server, port in
            let response = try await identity.client(port).send(HTTPRequest("GET", "/", headers: ["Connection": "close"]))
            #expect(response.headers["Connection"] == "close")
            #expect(try await response.collect(limit: 1_000_000) == body)
            try await eventually("the connection closes") { server.connections.count == 0 }
        }
    }

    @Test func plainRequestOnATLSPortIsRefused() async throws {
        let identity = try TestIdentity()
        try await withServer(tls: identity.serverTLS, answer: { echo($0) }) { _, port in
            let answer = try await rawExchange(port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(!answer.contains("200"))
            await #expect(throws: TransportError.self) { try await plainClient(port).send(HTTPRequest("GET", "/")) }
            let response = try await identity.client(port).send(HTTPRequest("GET", "/"))
            #expect(response.status == 200)
        }
    }

    @Test func largeBodiesTogetherAreBoundedAndTheirRoomIsGivenBack() async throws {
        let identity = try TestIdentity()
        try await withServer(tls: identity.serverTLS, configure: { $0.maxHeldBodyBytes = 100_000 }, answer: { echo($0) }) {
            _, port in
            let data = ["https://127.0.0.1:\(port)/", "--data-binary", "@-", "-o", "/dev/null", "-w", "%{http_code}"]
            for version in ["--http1.1", "--http2"] {
                let fits = String(repeating: "x", count: 150_000)
                var answers: [String] = []
                for body in [fits, fits, fits + fits, fits] { answers.append(try await curl([version] + data, input: body)) }
                #expect(answers == ["200", "200", "503", "200"])
            }
        }
    }

    @Test func curlSpeaksHTTP2() async throws {
        let identity = try TestIdentity()
        try await withServer(tls: identity.serverTLS, configure: { $0.maxBodyBytes = 100_000 }, answer: { echo($0) }) { _, port in
            let url = "https://127.0.0.1:\(port)/a/b?c=d"
            let get = try await curl(["--http2", "-i", url])
            #expect(get.hasPrefix("HTTP/2 200"))
            #expect(get.contains("x-seen: GET /a/b c=d"))
            let post = try await curl(["--http2", "-d", "some body", "-w", " %{http_version} %{http_code}", url])
            #expect(post == "some body 2 200")
            let large = String(repeating: "x", count: 90_000)
            let data = ["--data-binary", "@-"]
            #expect(try await curl(["--http2", url] + data, input: large) == large)
            let tooLarge = try await curl(["--http2", "-w", "%{http_code}", "-o", "/dev/null", url] + data, input: large + large)
            #expect(tooLarge.hasPrefix("413"))
            let head = try await curl(["--http2", "-I", url])
            #expect(head.hasPrefix("HTTP/2 200"))
            let many = try await curl(
                ["--http2", "--no-progress-meter", "-Z", "-w", "%{http_code} "] + (0..<50).map { _ in url })
            #expect(many == String(repeating: "200 ", count: 50))
            #expect(try await curl(["--http1.1", "-w", "%{http_version}", url]) == "1.1")
        }
    }

    @Test func streamsOverHTTP2ArriveWholeAndEndWithTheServer() async throws {
        let identity = try TestIdentity()
        let producer = Producer(chunk: [UInt8](repeating: 65, count: 50_000), count: 40)
        let endless = Producer(chunk: [66], count: .max, pause: .milliseconds(5))
        var watching: Task<String, any Error>?
        try await withServer(
            tls: identity.serverTLS,
            answer: { request in
                HTTPResponse(status: 200, body: .stream(request.path == "/endless" ? endless : producer))
            }
        ) { _, port in
            let size = try await curl(["--http2", "-o", "/dev/null", "-w", "%{size_download}", "https://127.0.0.1:\(port)/"])
            #expect(size == "2000000")
            watching = Task {
                try await curl([
                    "--http2", "-o", "/dev/null", "-w", "%{exitcode} %{http_code}", "https://127.0.0.1:\(port)/endless",
                ])
            }
            try await eventually("the stream flows") { endless.produced.current > 3 }
        }
        #expect(try await watching?.value == "0 200")
        #expect(endless.ended.current)
    }

    @Test func streamOverHTTP2EndsWhenTheClientLeaves() async throws {
        let identity = try TestIdentity()
        let producer = Producer(chunk: [1], count: .max, pause: .milliseconds(5))
        try await withServer(tls: identity.serverTLS, answer: { _ in HTTPResponse(status: 200, body: .stream(producer)) }) {
            _, port in
            try await whileCurlRuns(["--http2", "https://127.0.0.1:\(port)/"]) {
                try await eventually("the stream flows") { producer.produced.current > 3 }
            }
            try await eventually("the producer ends") { producer.ended.current }
        }
    }
}
