/// Every kept version of every key, in memory. A plain value: the rules of the store without its concurrency.
struct VersionedMap: Sendable {
    /// A key that compares by bytes.
    private struct Key: Sendable, Hashable {
        let text: String

        static func == (left: Key, right: Key) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

        func hash(into hasher: inout Hasher) {
            for byte in text.utf8 { hasher.combine(byte) }
        }
    }

    private struct Version: Sendable {
        let revision: Revision
        let created: Revision
        let value: [UInt8]?
    }

    private var versions: [Key: [Version]] = [:]
    private var sorted: [String] = []
    private var log: [StoreEvent] = []
    private(set) var newest: Revision = 1
    private(set) var compacted: Revision = 0

    func resolve(_ revision: Revision?) throws(StoreError) -> Revision {
        guard let revision else { return newest }
        guard revision <= newest else { throw .future(current: newest) }
        guard revision >= compacted else { throw .compacted(oldest: compacted) }
        return revision
    }

    func value(of key: String, at revision: Revision) -> StoredValue? {
        guard let version = versions[Key(text: key)]?.last(where: { $0.revision <= revision }) else { return nil }
        return version.value.map {
            StoredValue(key: key, value: $0, createRevision: version.created, modRevision: version.revision)
        }
    }

    func range(_ range: KeyRange, limit: Int?, at revision: Revision) -> StoreRange {
        var values: [StoredValue] = []
        for key in sorted[firstIndex(notBefore: range.lower)...] {
            if let upper = range.upper, !key.precedesByBytes(upper) { break }
            guard let value = value(of: key, at: revision) else { continue }
            if let limit, values.count >= limit { return StoreRange(values: values, revision: revision, hasMore: true) }
            values.append(value)
        }
        return StoreRange(values: values, revision: revision, hasMore: false)
    }

    func events(after revision: Revision, prefix: String, limit: PageLimit) throws(StoreError) -> LogPage {
        guard revision >= compacted else { throw .compacted(oldest: compacted) }
        var found: [StoreEvent] = []
        for event in log where event.revision > revision && event.key.hasBytePrefix(prefix) {
            found.append(event)
            if found.count >= limit.events { return LogPage(events: found, reached: event.revision) }
        }
        return LogPage(events: found, reached: newest)
    }

    mutating func apply(_ mutation: Mutation) throws(StoreError) -> StoreEvent {
        let current = value(of: mutation.key, at: newest)
        guard mutation.isAllowed(onRevision: current?.modRevision) else { throw .conflict(current: current) }
        newest += 1
        let created = current?.createRevision ?? newest
        let key = Key(text: mutation.key)
        if versions[key] == nil { sorted.insert(mutation.key, at: firstIndex(notBefore: mutation.key)) }
        versions[key, default: []].append(Version(revision: newest, created: created, value: mutation.value))
        let event = mutation.event(revision: newest, createRevision: created)
        log.append(event)
        return event
    }

    /// Removes what no read at `revision` or later can see.
    mutating func compact(to revision: Revision) throws(StoreError) {
        guard revision <= newest else { throw .future(current: newest) }
        guard revision > max(compacted, 1) else { return }
        compacted = revision
        let end = log.firstIndex { $0.revision > revision } ?? log.endIndex
        for event in log[..<end] { removeVersions(of: event.key, before: revision) }
        log.removeSubrange(..<end)
    }

    private mutating func removeVersions(of key: String, before revision: Revision) {
        guard var kept = versions[Key(text: key)] else { return }
        let current = kept.lastIndex { $0.revision <= revision } ?? 0
        kept.removeFirst(current)
        if let first = kept.first, first.value == nil, first.revision <= revision { kept.removeFirst() }
        versions[Key(text: key)] = kept.isEmpty ? nil : kept
        if kept.isEmpty { sorted.remove(at: firstIndex(notBefore: key)) }
    }

    private func firstIndex(notBefore key: String) -> Int {
        var low = 0
        var high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle].precedesByBytes(key) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
