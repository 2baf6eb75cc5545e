/// The values below a prefix at one revision, in key order, page by page.
package struct ValuePages: AsyncSequence, Sendable {
    package typealias Element = [StoredValue]

    private let store: any Store
    private let prefix: String
    private let revision: Revision

    package init(_ store: any Store, prefix: String, at revision: Revision) {
        self.store = store
        self.prefix = prefix
        self.revision = revision
    }

    package func makeAsyncIterator() -> Iterator { Iterator(pages: self) }

    package struct Iterator: AsyncIteratorProtocol {
        private enum Position {
            case after(String?)
            case end
        }

        private let pages: ValuePages
        private var position = Position.after(nil)

        fileprivate init(pages: ValuePages) { self.pages = pages }

        package mutating func next() async throws -> [StoredValue]? {
            guard case .after(let last) = position else { return nil }
            let page = try await pages.store.list(prefix: pages.prefix, after: last, limit: 500, at: pages.revision)
            position = page.hasMore ? .after(page.values.last?.key) : .end
            return page.values.isEmpty ? nil : page.values
        }
    }
}
