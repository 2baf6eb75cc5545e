import Store

/// The objects of one kind while the state is being read. Used by one task only.
final class KindLoad {
    let kind: KindCache
    private var objects: [String: CachedObject] = [:]
    private var unreadable: [String: Int64] = [:]

    init(_ kind: KindCache) { self.kind = kind }

    /// Takes one change in. Of several changes of a path the last one counts.
    func take(_ event: StoreEvent, path: String) {
        objects[path] = nil
        unreadable[path] = nil
        guard case .put(let value, _) = event.change else { return }
        objects[path] = kind.object(path: path, value: value, revision: event.revision)
        if objects[path] == nil { unreadable[path] = event.revision }
    }

    /// Hands everything over to the cache. Returns the paths of what could not be read.
    func finish(at revision: Int64) -> [String] {
        kind.replaceAll(with: objects, unreadable: unreadable, revision: revision)
        return unreadable.keys.sorted()
    }
}
