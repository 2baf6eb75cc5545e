/// The events of a prefix after a revision: from the log until the ring reaches back far enough, then live.
///
/// Every iterator begins at the same revision. An iterator ends with `nil` when its task is cancelled, with `compacted`
/// when its next event is no longer kept, and with `unavailable` when the store is closed. It holds no events.
struct EventStream: AsyncSequence, Sendable {
    typealias Element = [StoreEvent]
    typealias Failure = any Error

    let hub: WatchHub
    let log: any EventLog
    let prefix: String
    let after: Revision

    func makeAsyncIterator() -> Iterator { Iterator(stream: self, position: after) }

    struct Iterator: AsyncIteratorProtocol {
        typealias Element = [StoreEvent]
        typealias Failure = any Error

        let stream: EventStream
        var position: Revision

        mutating func next() async throws -> [StoreEvent]? {
            while !Task.isCancelled {
                switch stream.hub.pull(after: position, prefix: stream.prefix) {
                case .page(let page):
                    position = page.reached
                    if !page.events.isEmpty { return page.events }
                    position = await stream.hub.wait(after: position, prefix: stream.prefix)
                case .behind:
                    let page = try await readLog()
                    position = page.reached
                    if !page.events.isEmpty { return page.events }
                case .ended(let error):
                    throw error
                }
            }
            return nil
        }

        mutating func next(isolation actor: isolated (any Actor)?) async throws(any Error) -> [StoreEvent]? {
            try await next()
        }

        private func readLog() async throws -> LogPage {
            do {
                return try await stream.log.events(after: position, prefix: stream.prefix, limit: .watch)
            } catch is CancellationError {
                return LogPage(events: [], reached: position)
            }
        }
    }
}
