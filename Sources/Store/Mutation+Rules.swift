extension Mutation {
    /// Values past this are refused: the API server takes requests of 3 MiB at most.
    static let maxValueBytes = 16 << 20

    /// Whether the mutation may be made on a key that is at `current` (`nil`: absent). An absent key cannot be deleted.
    func isAllowed(onRevision current: Revision?) -> Bool {
        if value == nil && current == nil { return false }
        switch precondition {
        case .none: return true
        case .absent: return current == nil
        case .modRevision(let expected): return current == expected
        }
    }

    /// What watchers are told of it.
    func event(revision: Revision, createRevision: Revision) -> StoreEvent {
        let change = value.map { StoreEvent.Change.put($0, createRevision: createRevision) } ?? .delete
        return StoreEvent(key: key, revision: revision, change: change)
    }

    /// Throws `tooLarge` for a value that no backend takes.
    package func checkSize() throws(StoreError) {
        if let value, value.count > Self.maxValueBytes {
            throw .tooLarge("the value of \(key) has \(value.count) bytes; at most \(Self.maxValueBytes) are stored")
        }
    }
}
