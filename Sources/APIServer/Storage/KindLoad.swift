import Store

/// The objects of one kind while the state is being read. Used by one task only.
final class KindLoad {
    let kind: KindCache
    private var objects: [CachedObject] = []
    private var unreadable: [String: Int64] = [:]

    init(_ kind: KindCache) { self.kind = kind }

    /// Whether the value could be read.
    func add(_ value: StoredValue, path: String) -> Bool {
        guard let object = kind.object(path: path, value: value.value, revision: value.modRevision) else {
            unreadable[path] = value.modRevision
            return false
        }
        objects.append(object)
        return true
    }

    /// Hands everything over to the cache.
    func finish(at revision: Int64) { kind.replaceAll(with: objects, unreadable: unreadable, revision: revision) }
}
