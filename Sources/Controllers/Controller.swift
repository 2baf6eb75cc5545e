import AsyncTools
import KubeAPI
import KubeClient
import Logging
import Schema

/// One reconciler: it fills its queue from informers and brings each object to what is wanted of it.
///
/// Level-triggered: a pass looks at the present state only, so passes may be repeated, merged and reordered.
protocol Controller: Sendable {
    /// For logs (`deployment`).
    var name: String { get }
    var queue: WorkQueue<ObjectKey> { get }
    /// Puts the keys to look at in the queue as things change, until cancelled. The informers have listed before.
    func observe() async throws
    func reconcile(_ key: ObjectKey) async throws -> Next
}

extension Controller {
    /// Runs `observe` and the queue's workers until cancelled.
    func run(workers: Int, logger: Logger) async throws {
        let name = name
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.observe() }
            group.addTask {
                await self.queue.run(workers: workers) { key, error in
                    Self.report(error, name, key, logger)
                } _: { key in
                    try await self.reconcile(key)
                }
            }
            try await group.waitForAll()
        }
    }

    /// Lost races are routine; they are repeated at once.
    private static func report(_ error: any Error, _ name: String, _ key: ObjectKey, _ logger: Logger) {
        let metadata: Logger.Metadata = ["controller": "\(name)", "key": "\(key)", "error": "\(error)"]
        if let error = error as? APIError, error.isConflict || error.isNotFound || error.isNamespaceTerminating {
            logger.debug("reconcile repeated", metadata: metadata)
        } else {
            logger.warning("reconcile failed", metadata: metadata)
        }
    }

    /// Adds to the queue what a change of an informer's object calls for.
    func feed<S: Resource>(_ informer: Informer<S>, _ keys: @Sendable (InformerChange<S>) -> [ObjectKey]) async {
        for await change in informer.changes() {
            for key in keys(change) { queue.add(key) }
        }
    }

    /// Adds every changed object itself.
    func feed(_ informer: Informer<some Resource>) async {
        await feed(informer) { change in change.object.map { [$0.key] } ?? [] }
    }
}
