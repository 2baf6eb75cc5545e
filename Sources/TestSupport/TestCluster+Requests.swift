package import JSON
import KubeClient
package import Transport

/// A whole answer.
package struct TestAnswer: Sendable {
    package let status: Int
    package let headers: HTTPHeaders
    package let bytes: [UInt8]
    /// `null` when the body is not JSON.
    package let body: JSONValue

    package var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension TestCluster {
    /// Sends one raw request as the administrator. `target` is a path with an optional query, both percent-encoded.
    package func send(
        _ method: String, _ target: String, _ body: JSONValue? = nil, contentType: String = "application/json",
        accept: String? = "application/json", agent: String? = nil, as exchange: (any Exchange)? = nil
    ) async throws -> TestAnswer {
        try await send(
            method, target, bytes: body.map { JSONWriter.bytes($0) } ?? [], contentType: contentType, accept: accept,
            agent: agent, as: exchange)
    }

    package func send(
        _ method: String, _ target: String, bytes: [UInt8], contentType: String = "application/json",
        accept: String? = "application/json", agent: String? = nil, as exchange: (any Exchange)? = nil
    ) async throws -> TestAnswer {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        var request = HTTPRequest(method, parts[0], query: parts.count > 1 ? parts[1] : "", body: bytes)
        if !bytes.isEmpty { request.headers["Content-Type"] = contentType }
        if let accept { request.headers["Accept"] = accept }
        if let agent { request.headers["User-Agent"] = agent }
        let response = try await (exchange ?? self.exchange).send(request)
        var answer: [UInt8] = []
        switch response.body {
        case .bytes(let bytes): answer = bytes
        case .stream(let stream): for try await chunk in stream { answer += chunk }
        case .upgrade: break
        }
        return TestAnswer(
            status: response.status, headers: response.headers, bytes: answer,
            body: (try? JSONReader.read(answer)) ?? .null)
    }
}
