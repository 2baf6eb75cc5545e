import AsyncTools
import Testing

@testable import Transport

@Suite(.timeLimit(.minutes(10)))
struct ClientCancellationTests {
    /// A cancellation that comes when its answer has come already must not hit the next request on the connection.
    @Test func lateCancellationDoesNotHitTheNextRequest() async throws {
        try await withServer(answer: { echo($0) }) { _, port in
            let client = try plainClient(port)
            for _ in 0..<500 {
                let early = Task { try? await client.send(HTTPRequest("GET", "/early")) }
                // Anywhere between before it is sent and after it was answered.
                for _ in 0..<Int.random(in: 0..<200) { await Task.yield() }
                early.cancel()
                let next = try await client.send(HTTPRequest("POST", "/next"))
                #expect(next.headers["X-Seen"] == "POST /next ")
                _ = await early.value
            }
        }
    }
}
