import JSON
import TestSupport
import Testing
import Transport

/// Requests about Pods in the namespace `default`.
enum PodRequests {
    static let path = "/api/v1/namespaces/default/pods"

    /// A Pod of one container `c`, unless the spec says otherwise.
    static func object(
        _ name: String, spec: JSONValue = .emptyObject, container: JSONValue = .emptyObject, labels: JSONValue? = nil
    ) -> JSONValue {
        var container = container
        container["name"] = container["name"] ?? "c"
        container["image"] = container["image"] ?? "example.com/x:1"
        var spec = spec
        spec["automountServiceAccountToken"] = false
        if spec["containers"] == nil { spec["containers"] = [container] }
        var pod: JSONValue = ["apiVersion": "v1", "kind": "Pod", "metadata": ["name": .string(name)], "spec": spec]
        if let labels { pod[path: ["metadata", "labels"]] = labels }
        return pod
    }

    /// A container that `restricted` lets through.
    static let restrictedContainer: JSONValue = [
        "securityContext": [
            "allowPrivilegeEscalation": false, "capabilities": ["drop": ["ALL"]], "runAsNonRoot": true,
            "seccompProfile": ["type": "RuntimeDefault"],
        ]
    ]
}

extension TestCluster {
    /// Creates an object and fails the test when that does not work.
    @discardableResult
    func created(_ path: String, _ object: JSONValue) async throws -> JSONValue {
        let answer = try await send("POST", path, object)
        #expect(answer.status == 201, "\(answer.text)")
        return answer.body
    }

    /// Makes a namespace with the account `default`.
    func makeNamespace(_ name: String, labels: JSONValue = .emptyObject) async throws {
        try await created(
            "/api/v1/namespaces",
            ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name), "labels": labels]])
        try await created(
            "/api/v1/namespaces/\(name)/serviceaccounts",
            ["apiVersion": "v1", "kind": "ServiceAccount", "metadata": ["name": "default"]])
    }

    func mergePatch(_ target: String, _ patch: JSONValue) async throws -> TestAnswer {
        try await send("PATCH", target, patch, contentType: "application/merge-patch+json")
    }
}

extension TestAnswer {
    var message: String { body["message"]?.stringValue ?? "" }
    /// The texts of the `Warning` headers.
    var warnings: [String] {
        headers.all("Warning").map { String($0.dropFirst("299 - \"".count).dropLast()).replacing("\\\"", with: "\"") }
    }
}
