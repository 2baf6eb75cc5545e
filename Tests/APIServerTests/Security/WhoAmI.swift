import APIServer
import JSON
import TestSupport
import Transport

extension TestCluster {
    /// What the server takes a caller for: the status, and the user (`null` when refused).
    func whoAmI(
        token: String? = nil, headers: HTTPHeaders = [:], peer: HTTPPeer = .anonymous
    ) async -> (status: Int, user: JSONValue) {
        var request = HTTPRequest(
            "POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", headers: headers,
            body: JSONWriter.bytes(["apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"]), peer: peer)
        request.headers["Content-Type"] = "application/json"
        if let token { request.headers["Authorization"] = "Bearer \(token)" }
        let response = await server.respond(to: request)
        guard case .bytes(let bytes) = response.body, let body = try? JSONReader.read(bytes) else {
            return (response.status, .null)
        }
        return (response.status, body[path: "status", "userInfo"] ?? .null)
    }

    /// Creates objects as an administrator; what one of them is answered with when it is not 201.
    func make(_ path: String, _ objects: JSONValue...) async throws {
        for object in objects {
            let answer = try await send("POST", path, object)
            if answer.status != 201 { throw RefusedObject(answer: answer.text) }
        }
    }

    struct RefusedObject: Error { let answer: String }
}
