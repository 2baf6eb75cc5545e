/// What a store holds, page by page. Nothing is read ahead.
struct StatePages<Position: Sendable>: AsyncSequence, Sendable {
    typealias Element = [StoreEvent]
    typealias Failure = any Error

    struct Page: Sendable {
        let events: [StoreEvent]
        /// Where the next page begins; `nil` after the last one.
        let next: Position?
    }

    let start: Position
    let read: @Sendable (_ position: Position) async throws -> Page

    func makeAsyncIterator() -> Iterator { Iterator(read: read, position: start) }

    struct Iterator: AsyncIteratorProtocol {
        let read: @Sendable (Position) async throws -> Page
        var position: Position?

        mutating func next() async throws -> [StoreEvent]? {
            while let position {
                let page = try await read(position)
                self.position = page.next
                if !page.events.isEmpty { return page.events }
            }
            return nil
        }

        mutating func next(isolation actor: isolated (any Actor)?) async throws(any Error) -> [StoreEvent]? {
            try await next()
        }
    }
}

extension Store {
    package func state(
        prefix: String, at revision: Revision
    ) async throws -> any AsyncSequence<[StoreEvent], any Error> & Sendable {
        try await listedState(prefix: prefix, at: revision)
    }

    /// By pages of a list: for backends that know no faster way.
    func listedState(
        prefix: String, at revision: Revision
    ) async throws -> any AsyncSequence<[StoreEvent], any Error> & Sendable {
        StatePages(start: "") { last in
            let range = try await list(prefix: prefix, after: last.isEmpty ? nil : last, limit: 1000, at: revision)
            let events = range.values.map { value in
                StoreEvent(
                    key: value.key, revision: value.modRevision,
                    change: .put(value.value, createRevision: value.createRevision))
            }
            return .init(events: events, next: range.hasMore ? range.values.last?.key : nil)
        }
    }
}
