import AsyncTools
import JSON
import KubeAPI

/// Something worked out from all objects of a few kinds, that follows them change by change.
protocol ObjectIndex: Sendable {
    /// The kinds it is made of.
    static var kinds: [ResourceType] { get }

    init()

    /// Takes an object in, in place of what it was before; `nil` when it is gone. Doing so twice changes nothing.
    mutating func put(_ object: JSONValue?, at key: ObjectKey, of type: ResourceType)
}

/// Keeps an index up to date: whoever asks for it first after a change applies that change. Nobody asks, nothing is done.
///
/// The index is read whole only at first, and when more happened than is remembered.
struct LiveIndex<Index: ObjectIndex>: Sendable {
    private struct State: Sendable {
        /// For each kind, the revision up to which the index has everything.
        var positions: [Int64]
        var index: Index
    }

    private let reader: any ObjectReader
    private let state = Guarded<State?>(nil)

    init(reader: any ObjectReader) { self.reader = reader }

    /// As it is after every change that was there when this was called.
    func current() async throws(StatusError) -> Index {
        while true {
            // The index first: what others apply to it meanwhile is not older than what is newest then.
            let basis = state.withLock { $0?.positions }
            // Before the objects are read: what changes in between is seen once more next time.
            let newest = await reader.revisions(Index.kinds)
            guard let basis else { return try await rebuild(at: newest) }
            if basis == newest, let index = state.withLock({ $0?.positions == newest ? $0?.index : nil }) { return index }
            var changes: [(ResourceType, [ObjectChange])] = []
            var positions = basis
            for (place, kind) in Index.kinds.enumerated() where newest[place] != basis[place] {
                let recent = await reader.changes(kind, after: basis[place])
                guard let recent, newest[place] > basis[place] else { return try await rebuild(at: newest) }
                changes.append((kind, recent))
                positions[place] = max(newest[place], recent.last?.revision ?? 0)
            }
            if let index = apply(changes, from: basis, to: positions) { return index }
        }
    }

    /// `nil` when somebody else was faster.
    private func apply(_ changes: [(ResourceType, [ObjectChange])], from basis: [Int64], to positions: [Int64]) -> Index? {
        state.withLock { state in
            guard state?.positions == basis else { return nil }
            for (kind, changes) in changes {
                for change in changes { state?.index.put(change.object, at: change.key, of: kind) }
            }
            state?.positions = positions
            return state?.index
        }
    }

    private func rebuild(at positions: [Int64]) async throws(StatusError) -> Index {
        var index = Index()
        for kind in Index.kinds {
            for object in try await reader.objects(kind, namespace: nil) {
                let metadata = object["metadata"] ?? .null
                index.put(
                    object, at: ObjectKey(namespace: metadata.text("namespace"), name: metadata.text("name")), of: kind)
            }
        }
        let fresh = State(positions: positions, index: index)
        state.withLock { $0 = fresh }
        return index
    }
}
