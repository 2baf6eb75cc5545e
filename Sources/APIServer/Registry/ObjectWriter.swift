package import JSON
package import KubeAPI
import Schema
import Store

/// Also writes objects, for the parts of the server that keep some of their own (quota usage, allocated addresses).
///
/// No admission and no validation: the caller knows what it stores. Every write is durable when it returns and seen by
/// the next read.
package protocol ObjectWriter: ObjectReader {
    /// Changes a stored object; begins again with the newer state when somebody else wrote first. `nil` from the closure
    /// leaves it as it is. Returns the object afterwards, `nil` when there is none.
    func change(
        _ type: ResourceType, namespace: String, name: String,
        _ change: (_ current: JSONValue) throws(StatusError) -> JSONValue?
    ) async throws(StatusError) -> JSONValue?

    /// Stores a new object with an identity of its own. `false`: there is one of that name.
    func insert(_ object: JSONValue, _ type: ResourceType) async throws(StatusError) -> Bool

    /// Removes an object, whatever its finalizers, if the closure still wants that when it is looked at. `false`: it did
    /// not, or there was none.
    func remove(
        _ type: ResourceType, namespace: String, name: String, where isUnwanted: (_ current: JSONValue) -> Bool
    ) async throws(StatusError) -> Bool

    /// The objects of a kind, given as `plural` or `plural.group`, as they are cached; `nil` when it is not served.
    func cacheOfKind(named name: String) -> KindCache?
}

extension StateCache: ObjectWriter {
    package func cacheOfKind(named name: String) -> KindCache? { kinds[name] }

    package func change(
        _ type: ResourceType, namespace: String, name: String,
        _ change: (_ current: JSONValue) throws(StatusError) -> JSONValue?
    ) async throws(StatusError) -> JSONValue? {
        guard let kind = kind(type) else { return nil }
        let path = kind.path(namespace: namespace, name: name)
        guard kind.object(path) != nil else { return nil }
        var last: JSONValue?
        let update = GuaranteedUpdate(
            cache: self, kind: kind, path: path,
            subject: StatusError.Subject(group: type.group, kind: type.plural, name: name))
        do {
            _ = try await update.run(isDryRun: false) { _, old throws(StatusError) in
                let new = try change(old) ?? old
                last = new
                return .write(new)
            }
        } catch  where error.code == 404 {
            return nil
        }
        return last
    }

    package func insert(_ object: JSONValue, _ type: ResourceType) async throws(StatusError) -> Bool {
        guard let kind = kind(type) else { throw .noSuchPath }
        var object = object
        let name = object.text(path: "metadata", "name")
        let namespace = object.text(path: "metadata", "namespace")
        ObjectIdentity.fill(&object, name: name, namespace: type.isNamespaced ? namespace : nil, now: .now)
        switch try await put(object, at: kind.path(namespace: namespace, name: name), of: kind, if: .absent) {
        case .committed: return true
        case .conflict: return false
        }
    }

    package func remove(
        _ type: ResourceType, namespace: String, name: String, where isUnwanted: (_ current: JSONValue) -> Bool
    ) async throws(StatusError) -> Bool {
        guard let kind = kind(type) else { return false }
        let path = kind.path(namespace: namespace, name: name)
        while let current = kind.object(path) {
            guard isUnwanted(try current.decoded()) else { return false }
            if try await remove(path, of: kind, at: current.revision) != nil { return true }
        }
        return false
    }
}
