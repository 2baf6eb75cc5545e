import JSON
import Transport

/// The objects that benchmarks store.
enum BenchObject {
    /// A request that makes a ConfigMap of about so many bytes as JSON.
    static func creation(_ name: String, at path: String, bytes: Int, label: String) -> HTTPRequest {
        let body = configMap(name, bytes: bytes, label: label)
        return HTTPRequest("POST", path, headers: ["Content-Type": "application/json"], body: JSONWriter.bytes(body))
    }

    static func configMap(_ name: String, bytes: Int, label: String) -> JSONValue {
        // What a server adds to the text: names, times, a uid, who wrote which field.
        let text = max(16, bytes - 420)
        return [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": ["name": .string(name), "labels": ["bench": .string(label)]],
            "data": ["text": .string(String(repeating: "0123456789abcdef", count: text / 16 + 1))],
        ]
    }
}
