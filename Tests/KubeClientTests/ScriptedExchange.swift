import AsyncTools
import JSON
import Transport

/// Answers each request with the next answer of a script, and remembers what was asked.
final class ScriptedExchange: Exchange {
    enum Answer: Sendable {
        case json(JSONValue, status: Int = 200)
        /// A watch that carries these frames and then ends, breaks or stays open.
        case watch([JSONValue], then: Ending)
        case failure(TransportError)
    }

    enum Ending: Sendable {
        case end
        case breakOff
        case stayOpen
    }

    private struct State: Sendable {
        var script: [Answer]
        var requests: [HTTPRequest] = []
    }

    private let state: Guarded<State>

    init(_ script: [Answer]) { state = Guarded(State(script: script)) }

    var requests: [HTTPRequest] { state.current.requests }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let answer = state.withLock { state -> Answer? in
            state.requests.append(request)
            return state.script.isEmpty ? nil : state.script.removeFirst()
        }
        switch answer {
        case .json(let body, let status): return HTTPResponse(status: status, body: .bytes(JSONWriter.bytes(body)))
        case .failure(let error): throw error
        case .watch(let frames, let ending): return HTTPResponse(status: 200, body: .stream(Self.stream(frames, ending)))
        case nil: throw TransportError.closed
        }
    }

    private static func stream(_ frames: [JSONValue], _ ending: Ending) -> AsyncThrowingStream<[UInt8], any Error> {
        AsyncThrowingStream { continuation in
            for frame in frames { continuation.yield(JSONWriter.bytes(frame) + [0x0A]) }
            switch ending {
            case .end: continuation.finish()
            case .breakOff: continuation.finish(throwing: TransportError.connectionLost("test"))
            case .stayOpen: break
            }
        }
    }
}

/// Trees that a server would send.
enum Wire {
    static func configMap(_ name: String, _ version: Int, data: [String: String] = [:]) -> JSONValue {
        [
            "kind": "ConfigMap", "apiVersion": "v1",
            "metadata": [
                "name": .string(name), "namespace": "n", "uid": .string("uid-\(name)"),
                "resourceVersion": .string("\(version)"), "managedFields": [["manager": "somebody"]],
            ],
            "data": .object(JSONObject(data)),
        ]
    }

    static func list(_ items: [JSONValue], _ version: Int, next: String? = nil) -> ScriptedExchange.Answer {
        var metadata: JSONValue = ["resourceVersion": .string("\(version)")]
        if let next { metadata["continue"] = .string(next) }
        return .json(["kind": "ConfigMapList", "apiVersion": "v1", "metadata": metadata, "items": .array(items)])
    }

    static func event(_ type: String, _ object: JSONValue) -> JSONValue { ["type": .string(type), "object": object] }

    static func status(_ code: Int, _ reason: String) -> JSONValue {
        [
            "kind": "Status", "apiVersion": "v1", "status": "Failure", "code": .int(Int64(code)),
            "reason": .string(reason), "message": .string("because"),
        ]
    }
}
