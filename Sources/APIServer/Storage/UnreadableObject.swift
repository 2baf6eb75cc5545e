import KubeAPI
import Store

extension StateCache {
    /// Why there is no object at a path: a 404, or a 500 with the cause when something is stored that cannot be read.
    func absence(of path: String, in kind: KindCache, _ subject: StatusError.Subject) async -> StatusError {
        guard kind.unreadable(path) != nil else { return .notFound(subject) }
        var cause = "it is not an object of kind \(kind.type.kind)"
        do { _ = try await store.get(kind.keyPrefix + path, at: nil) } catch { cause = "\(error)" }
        return .unreadable(subject, cause)
    }

    /// Removes a stored value that cannot be read, whatever it was, and returns once the cache knows. `false` when there is
    /// no such value (any more).
    func removeUnreadable(_ path: String, of kind: KindCache) async throws(StatusError) -> Bool {
        guard let revision = kind.unreadable(path) else { return false }
        return try await remove(path, of: kind, at: revision) != nil
    }
}

extension KindCache {
    private static let namedPaths = 5

    /// What the reader of a list is told of objects that are left out; empty when none is.
    func warningsOfUnreadable(namespace: String?) -> [String] {
        let paths = unreadablePaths(namespace: namespace)
        if paths.isEmpty { return [] }
        let more = paths.count > Self.namedPaths ? ", …" : ""
        let names = paths.prefix(Self.namedPaths).joined(separator: ", ") + more
        return ["left out: \(paths.count) \(type.plural) that cannot be read (\(names)); get one of them to see why"]
    }
}

extension StatusError {
    /// The option of a deletion that does without reading the object (KEP-3926).
    static let unreadableOption = "ignoreStoreReadErrorWithClusterBreakingPotential"

    fileprivate static func unreadable(_ subject: Subject, _ cause: String) -> StatusError {
        StatusError(
            code: 500, reason: "StorageReadError",
            message:
                "\(subject.kind) \"\(subject.name)\" is stored and cannot be read: \(cause). Restore the database or its key "
                + "file; or delete the object unread, with \(unreadableOption)=true", subject: subject)
    }
}
