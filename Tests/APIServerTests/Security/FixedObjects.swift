import APIServer
import AsyncTools
import JSON
import KubeAPI

/// Objects in memory, for the parts of the server that need no more.
final class FixedObjects: ObjectWriter {
    private struct State {
        var objects: [String: JSONValue] = [:]
        var revision: Int64 = 1
        var reads = 0
    }

    private let state = Guarded(State())

    init(_ objects: JSONValue...) { for object in objects { set(object) } }

    init(_ objects: [JSONValue]) { for object in objects { set(object) } }

    func set(_ object: JSONValue) {
        state.withLock { state in
            state.objects[Self.key(object)] = object
            state.revision += 1
        }
    }

    func remove(_ object: JSONValue) {
        state.withLock { state in
            state.objects[Self.key(object)] = nil
            state.revision += 1
        }
    }

    /// How often whole lists were read.
    var listReads: Int { state.current.reads }

    func object(_ type: ResourceType, namespace: String, name: String) async throws(StatusError) -> JSONValue? {
        state.current.objects["\(type.kind)/\(namespace)/\(name)"]
    }

    func objects(_ type: ResourceType, namespace: String?) async throws(StatusError) -> [JSONValue] {
        state.withLock { state in
            state.reads += 1
            return state.objects.sorted { $0.key < $1.key }.map(\.value).filter { object in
                object["kind"]?.stringValue == type.kind
                    && (namespace == nil || object[path: "metadata", "namespace"]?.stringValue == namespace)
            }
        }
    }

    func change(
        _ type: ResourceType, namespace: String, name: String,
        _ change: (_ current: JSONValue) throws(StatusError) -> JSONValue?
    ) async throws(StatusError) -> JSONValue? {
        guard let current = try await object(type, namespace: namespace, name: name) else { return nil }
        guard let changed = try change(current) else { return current }
        set(changed)
        return changed
    }

    func insert(_ object: JSONValue, _ type: ResourceType) async throws(StatusError) -> Bool {
        state.withLock { state in
            guard state.objects[Self.key(object)] == nil else { return false }
            state.objects[Self.key(object)] = object
            state.revision += 1
            return true
        }
    }

    func remove(
        _ type: ResourceType, namespace: String, name: String, where isUnwanted: (_ current: JSONValue) -> Bool
    ) async throws(StatusError) -> Bool {
        guard let current = try await object(type, namespace: namespace, name: name), isUnwanted(current) else { return false }
        remove(current)
        return true
    }

    func cacheOfKind(named name: String) -> KindCache? { nil }

    func revision(_ type: ResourceType) async -> Int64 { state.current.revision }

    /// Any change counts as one of every object.
    func revision(_ type: ResourceType, namespace: String, name: String) async -> Int64 {
        let state = state.current
        return state.objects["\(type.kind)/\(namespace)/\(name)"] == nil ? 0 : state.revision
    }

    private static func key(_ object: JSONValue) -> String {
        let namespace = object[path: "metadata", "namespace"]?.stringValue ?? ""
        return "\(object["kind"]?.stringValue ?? "")/\(namespace)/\(object[path: "metadata", "name"]?.stringValue ?? "")"
    }
}

/// Reads a literal; a mistake in it fails the test that uses it.
func tree(_ text: String) -> JSONValue { (try? JSONReader.read(text)) ?? .null }
