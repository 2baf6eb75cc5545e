import KubeAPI
import Store

/// Reads collections, whole or in pages that all show one revision.
///
/// The newest state comes from memory. So does an earlier one while every change since is remembered; then from the
/// store's history; and once that is compacted the answer is a 410.
struct CollectionReader: Sendable {
    let store: any Store
    let kind: KindCache
    let filter: ObjectFilter

    /// What a list found.
    struct Page: Sendable {
        let objects: [CachedObject]
        let revision: Int64
        let next: ContinueToken?
        /// How many objects follow; `nil` when a selector makes that unknown.
        let remaining: Int?
    }

    /// Objects to choose a page from, in order; `count` says how many there are when they are not all here, as far as known.
    private struct Candidates {
        var objects: [CachedObject]
        var count: Int?
        var revision: Int64
    }

    func page(_ options: ListOptions) async throws(StatusError) -> Page {
        if let token = options.continueToken {
            if token.revision == ContinueToken.newest { return newest(options.limit, after: token.after) }
            return try await page(at: token.revision, options.limit, after: token.after)
        }
        switch options.version {
        case .newest, .any: return newest(options.limit, after: nil)
        case .notOlderThan(let version):
            try await kind.waitUntil(version)
            return newest(options.limit, after: nil)
        case .exactly(let version): return try await page(at: version, options.limit, after: nil)
        }
    }

    /// Whether every object of the namespace is wanted, so that a page is known without looking at them.
    private var takesAll: Bool { filter.selectsByKeyOnly && filter.name == nil }

    private func newest(_ limit: Int?, after: String?) -> Page {
        let snapshot = kind.snapshot(
            namespace: filter.namespace, after: after, limit: takesAll ? limit.map { $0 + 1 } : nil)
        return cut(
            Candidates(objects: snapshot.objects, count: snapshot.count, revision: snapshot.revision), limit)
    }

    private func page(at revision: Int64, _ limit: Int?, after: String?) async throws(StatusError) -> Page {
        try await kind.waitUntil(revision)
        if kind.lastChange <= revision {
            let page = newest(limit, after: after)
            // Unless something changed between the two looks.
            if kind.lastChange <= revision { return page.at(revision) }
        }
        if let known = kind.snapshot(namespace: filter.namespace, after: after, changesSince: revision) {
            let objects = known.snapshot.objects.undoing(known.changes) { object in
                filter.matchesNamespace(object.key) && after.map { object.path > $0 } ?? true
            }
            return cut(Candidates(objects: objects, count: objects.count, revision: revision), limit)
        }
        return try await history(at: revision, limit, after: after)
    }

    private static let chunk = 1000

    /// The page from the store's history, a part of it at a time until the page is full.
    private func history(at revision: Int64, _ limit: Int?, after: String?) async throws(StatusError) -> Page {
        let prefix = kind.keyPrefix + (kind.type.isNamespaced ? filter.namespace.map { $0 + "/" } ?? "" : "")
        var found = Candidates(objects: [], count: nil, revision: revision)
        var last = after
        do {
            while true {
                let range = try await store.list(
                    prefix: prefix, after: last.map { kind.keyPrefix + $0 }, limit: Self.chunk, at: revision)
                for value in range.values {
                    let path = String(value.key.dropFirst(kind.keyPrefix.count))
                    last = path
                    guard let object = kind.object(path: path, value: value.value, revision: value.modRevision),
                        filter.matches(object)
                    else { continue }
                    found.objects.append(object)
                }
                found.count = range.hasMore ? nil : found.objects.count
                if !range.hasMore || range.values.isEmpty { break }
                if let limit, found.objects.count > limit { break }
            }
        } catch StoreError.compacted {
            throw .compacted(after: after)
        } catch {
            throw StatusError(storeError: error)
        }
        return cut(found, limit)
    }

    private func cut(_ candidates: Candidates, _ limit: Int?) -> Page {
        var picked: [CachedObject] = []
        for object in candidates.objects where filter.matches(object) {
            if let limit, picked.count == limit, let last = picked.last {
                return Page(
                    objects: picked, revision: candidates.revision,
                    next: ContinueToken(revision: candidates.revision, after: last.path),
                    remaining: takesAll ? candidates.count.map { $0 - limit } : nil)
            }
            picked.append(object)
        }
        return Page(objects: picked, revision: candidates.revision, next: nil, remaining: nil)
    }
}

extension CollectionReader.Page {
    fileprivate func at(_ revision: Int64) -> Self {
        Self(
            objects: objects, revision: revision, next: next.map { ContinueToken(revision: revision, after: $0.after) },
            remaining: remaining)
    }
}

extension [CachedObject] {
    /// These objects, which are in path order, as they were before some changes.
    ///
    /// - Parameter isInside: whether an object that is gone belongs between these.
    func undoing(_ changes: [WatchEvent], where isInside: (CachedObject) -> Bool) -> [CachedObject] {
        var before: [String: CachedObject?] = [:]
        for change in changes where before[change.object.path] == nil {
            before[change.object.path] = .some(change.previous)
        }
        let unchanged = filter { before[$0.path] == nil }
        let restored = before.values.compactMap(\.self).filter(isInside).sorted { $0.path < $1.path }
        guard !restored.isEmpty else { return unchanged }
        var merged: [CachedObject] = []
        merged.reserveCapacity(unchanged.count + restored.count)
        var rest = restored[...]
        for object in unchanged {
            while let first = rest.first, first.path < object.path {
                merged.append(first)
                rest = rest.dropFirst()
            }
            merged.append(object)
        }
        return merged + rest
    }
}

extension StatusError {
    /// - Parameter after: where the list would have gone on; `nil` at its beginning.
    fileprivate static func compacted(after: String?) -> StatusError {
        guard let after else { return .expired("The resourceVersion for the provided list is too old.") }
        var error = StatusError.expired(
            "The provided continue parameter is too old to display a consistent list result. You can start a new list "
                + "without the continue parameter, or use the continue token in this response to retrieve the remainder of "
                + "the results. Continuing with the provided token results in an inconsistent list - objects that were "
                + "created, modified, or deleted between the time the first chunk was returned and now may show up in the "
                + "list.")
        error.continueToken = ContinueToken(revision: ContinueToken.newest, after: after).text
        return error
    }
}
