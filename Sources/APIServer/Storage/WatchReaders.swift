/// Who watches one kind: how far each has read, and whether he waits for more.
struct WatchReaders: Sendable {
    private struct Reader: Sendable {
        let filter: ObjectFilter
        let wake: @Sendable () -> Void
        /// Nothing up to here is of concern any more.
        var position: Int64
        /// Of `MonotonicClock`. `nil`: he has not found the end of the changes yet, and will come again by himself.
        var waitsUntil: Int64?
    }

    /// To be called outside the lock.
    typealias Wakes = [@Sendable () -> Void]

    private var readers: [UInt64: Reader] = [:]
    private var nextID: UInt64 = 0

    mutating func add(after position: Int64, filter: ObjectFilter, wake: @escaping @Sendable () -> Void) -> UInt64 {
        nextID += 1
        readers[nextID] = Reader(filter: filter, wake: wake, position: position)
        return nextID
    }

    mutating func remove(_ id: UInt64) { readers[id] = nil }

    func position(_ id: UInt64) -> Int64 { readers[id]?.position ?? 0 }

    mutating func read(_ id: UInt64, upTo revision: Int64) { readers[id]?.position = revision }

    mutating func wait(_ id: UInt64, until deadline: Int64) { readers[id]?.waitsUntil = deadline }

    /// Those who wait and whom a change concerns.
    mutating func concerned(by event: WatchEvent) -> Wakes {
        wakes(after: event.revision - 1) { $0.waitsUntil != nil && event.seen(through: $0.filter) != nil }
    }

    /// Those who have waited long enough, and have missed nothing up to a revision.
    mutating func due(_ now: Int64, revision: Int64) -> Wakes {
        wakes(after: revision) { reader in reader.waitsUntil.map { $0 <= now } ?? false }
    }

    /// Everybody who waits.
    mutating func all() -> Wakes { wakes(after: 0) { $0.waitsUntil != nil } }

    private mutating func wakes(after position: Int64, _ isWoken: (Reader) -> Bool) -> Wakes {
        var wakes: Wakes = []
        // Not over `indices`, which hold on to the dictionary, so that the first change would copy it.
        var index = readers.startIndex
        while index != readers.endIndex {
            if isWoken(readers.values[index]) {
                readers.values[index].waitsUntil = nil
                readers.values[index].position = max(readers.values[index].position, position)
                wakes.append(readers.values[index].wake)
            }
            readers.formIndex(after: &index)
        }
        return wakes
    }
}
