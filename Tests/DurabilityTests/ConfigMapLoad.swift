import AsyncTools
import JSON
import Store
import StoreTestSupport
import Transport

/// Writers and watchers of ConfigMaps in one namespace, who note what they try and what they are told. They go on across
/// restarts of the server, each with a connection of its own.
final class ConfigMapLoad: Sendable {
    private struct State: Sendable {
        var history = WriteHistory()
        var answered: [Revision: String] = [:]
        var isStopped = false
        /// Why the last write failed, for a test that gets stuck.
        var lastFailure = "none"
    }

    private let server: ServerProcess
    private let state = Guarded(State())

    private static let path = "/api/v1/namespaces/default/configmaps"

    init(_ server: ServerProcess) { self.server = server }

    var history: WriteHistory { state.withLock { $0.history } }
    var answered: [Revision: String] { state.withLock { $0.answered } }
    func stop() { state.withLock { $0.isStopped = true } }

    private var isStopped: Bool { state.withLock { $0.isStopped } }

    /// Waits until so many more writes were answered. Throws when there are none for a minute.
    func progress(by count: Int) async throws {
        let target = history.answers + count
        var last = (answers: history.answers, time: ContinuousClock.now)
        while history.answers < target {
            try await Task.sleep(for: .milliseconds(2))
            let answers = history.answers
            if answers > last.answers { last = (answers, .now) }
            if ContinuousClock.now - last.time > .seconds(60) {
                throw Stuck(lastFailure: state.withLock { $0.lastFailure }, log: server.log)
            }
        }
    }

    struct Stuck: Error {
        let lastFailure: String
        let log: String
    }

    // MARK: Writing

    /// Creates, updates and deletes, one write at a time; a key whose write was not answered is left alone from then on.
    func write(as writer: Int) async throws {
        let client = try server.client()
        var turn = 0
        while !isStopped {
            turn += 1
            let name = "w-\(writer)-\(turn)"
            guard let created = await write(client, "POST", name, "new", version: nil),
                let changed = await write(client, "PUT", name, "changed", version: created)
            else {
                // The server may be away.
                try await Task.sleep(for: .milliseconds(5))
                continue
            }
            if !turn.isMultiple(of: 3) { _ = await write(client, "DELETE", name, nil, version: changed) }
        }
    }

    /// The revision; `nil` when the write was refused or not answered.
    private func write(
        _ client: HTTPClient, _ method: String, _ name: String, _ value: String?, version: Revision?
    ) async -> Revision? {
        state.withLock { $0.history.note(.tries("/w/\(name)", value: value)) }
        let body = value.map { Self.object(name, $0, version) } ?? Self.preconditions(version)
        let path = method == "POST" ? Self.path : "\(Self.path)/\(name)"
        let request = HTTPRequest(method, path, headers: ["Content-Type": "application/json"], body: JSONWriter.bytes(body))
        do {
            let response = try await client.send(request)
            return note(response.status, try await response.collect(limit: 1 << 20), "/w/\(name)", value)
        } catch {
            state.withLock { $0.lastFailure = "\(ContinuousClock.now) \(method) \(name): \(error)" }
            return nil
        }
    }

    private func note(_ status: Int, _ bytes: [UInt8], _ key: String, _ value: String?) -> Revision? {
        switch status {
        case 200..<300:
            let version = (try? JSONReader.read(bytes))?[path: "metadata", "resourceVersion"]?.stringValue
            let revision = version.flatMap { Revision($0) } ?? 0
            state.withLock { state in
                state.history.note(.answered(key, revision))
                if let value { state.answered[revision] = "\(key)=\(value)" }
            }
            return revision
        default:
            state.withLock { state in
                state.lastFailure = "\(status) \(String(decoding: bytes, as: UTF8.self))"
                if status != 504 { state.history.note(.refused(key)) }
            }
            return nil
        }
    }

    private static func object(_ name: String, _ value: String, _ version: Revision?) -> JSONValue {
        var metadata: JSONObject = ["name": .string(name)]
        metadata["resourceVersion"] = version.map { .string("\($0)") }
        return ["apiVersion": "v1", "kind": "ConfigMap", "metadata": .object(metadata), "data": ["value": .string(value)]]
    }

    private static func preconditions(_ version: Revision?) -> JSONValue {
        ["apiVersion": "v1", "kind": "DeleteOptions", "preconditions": ["resourceVersion": .string("\(version ?? 0)")]]
    }

    // MARK: Reading

    /// What is there now, and at which revision.
    func list() async throws -> (values: [StoredValue], revision: Revision) {
        let response = try await server.client().send(HTTPRequest("GET", Self.path))
        let list = try JSONReader.read(try await response.collect(limit: 256 << 20))
        let values = (list["items"]?.arrayValue ?? []).compactMap(Self.value)
        let revision = list[path: "metadata", "resourceVersion"]?.stringValue.flatMap { Revision($0) }
        return (values, revision ?? 0)
    }

    private static func value(_ object: JSONValue) -> StoredValue? {
        guard let name = object[path: "metadata", "name"]?.stringValue, let text = object[path: "data", "value"]?.stringValue,
            let version = object[path: "metadata", "resourceVersion"]?.stringValue, let revision = Revision(version)
        else { return nil }
        return StoredValue(key: "/w/\(name)", value: Array(text.utf8), createRevision: 0, modRevision: revision)
    }

    /// Watches from a revision until a ConfigMap named `end` appears, taking the watch up again from the last event
    /// whenever it breaks.
    func watch(after start: Revision) async throws -> WatchHistory {
        var history = WatchHistory()
        var position = start
        let client = try server.client()
        while true {
            let query = "watch=true&resourceVersion=\(position)"
            guard let response = try? await client.send(HTTPRequest("GET", Self.path, query: query)), response.status == 200,
                case .stream(let chunks) = response.body
            else {
                try await Task.sleep(for: .milliseconds(10))
                continue
            }
            do {
                var rest: [UInt8] = []
                for try await chunk in chunks {
                    rest += chunk
                    while let end = rest.firstIndex(of: 0x0A) {
                        let event = try JSONReader.read(Array(rest[..<end]))
                        rest.removeSubrange(...end)
                        guard try note(event, &history, &position) else { return history }
                    }
                }
            } catch is Expired {
                throw Expired()
            } catch {
                continue
            }
        }
    }

    struct Expired: Error {}

    /// `false` at the end.
    private func note(_ event: JSONValue, _ history: inout WatchHistory, _ position: inout Revision) throws -> Bool {
        let type = event["type"]?.stringValue
        guard type != "ERROR" else { throw Expired() }
        guard let object = event["object"], let value = Self.value(object) else { return true }
        position = value.modRevision
        if value.key == "/w/end" { return false }
        history.note(
            StoreEvent(
                key: value.key, revision: value.modRevision,
                change: type == "DELETED" ? .delete : .put(value.value, createRevision: 0)))
        return true
    }

    /// Writes what ends the watches.
    func end() async throws {
        let client = try server.client()
        let body = JSONWriter.bytes(Self.object("end", "end", nil))
        let response = try await client.send(
            HTTPRequest("POST", Self.path, headers: ["Content-Type": "application/json"], body: body))
        guard response.status == 201 else { throw ServerProcess.ServerError.notReady("the end was answered \(response.status)") }
    }
}
