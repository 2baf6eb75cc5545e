import AsyncTools
import JSON
import KubeAPI
import Logging
import Schema
import Store
import Transport

extension Server {
    /// Feeds the cache, ends watches in time, forgets old Events and puts the built-in objects in place.
    ///
    /// Ends when its task is cancelled; throws only when it cannot go on at all.
    package func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.cache.run() }
            group.addTask { await self.wakeWatchers() }
            group.addTask { await self.expireEvents() }
            group.addTask { await self.bootstrapUntilDone() }
            group.addTask { await CustomResourceController(server: self, logger: self.logger).run() }
            group.addTask { await self.fairQueue.controller.run(cache: self.cache) }
            group.addTask {
                try await self.waitUntilReady()
                await FlowSchemaConditions(server: self).run()
            }
            if let audit = self.audit { group.addTask { await audit.pipeline.run() } }
            for plugin in self.admission { group.addTask { await plugin.run() } }
            for controller in self.controllers {
                group.addTask {
                    try await self.waitUntilReady()
                    await controller.run(in: self)
                }
            }
            try await group.waitForAll()
        }
    }

    /// Returns once the state is loaded and the built-in objects are in place. Never times out; cancel to stop.
    package func waitUntilReady() async throws {
        while !progress.isComplete { try await Task.sleep(for: .milliseconds(2)) }
    }

    /// From now on `/readyz` fails, so that nobody sends new requests here; everything is still answered.
    package func beginShutdown() { progress.beginShutdown() }

    private func wakeWatchers() async {
        while !Task.isCancelled {
            cache.wakeWatchers(now: MonotonicClock.now)
            do { try await Task.sleep(for: .milliseconds(500)) } catch { return }
        }
    }

    /// Removes Events that nobody has touched for the configured time and that the store does not remove itself: they came
    /// from a backup or another store, without a time to live.
    private func expireEvents() async {
        guard let events = cache.kind(EventShape.type) else { return }
        await cache.waitUntilApplied(0)
        while !Task.isCancelled {
            let oldest = Timestamp.now.advanced(bySeconds: -configuration.eventTTL)
            for object in events.snapshot(namespace: nil, after: nil).objects {
                guard let tree = try? object.decoded(), Self.lastTouched(tree) < oldest else { continue }
                _ = try? await cache.remove(object.path, of: events, at: object.revision)
            }
            do { try await Task.sleep(for: .seconds(max(30, configuration.eventTTL))) } catch { return }
        }
    }

    private static func lastTouched(_ event: JSONValue) -> Timestamp {
        let texts = [
            event[path: "series", "lastObservedTime"], event["lastTimestamp"], event["eventTime"],
            event[path: "metadata", "creationTimestamp"],
        ]
        return texts.compactMap { $0?.stringValue.flatMap(Timestamp.init(rfc3339:)) }.max() ?? .now
    }

    private func bootstrapUntilDone() async {
        var pause = Duration.milliseconds(200)
        while !Task.isCancelled {
            do {
                try await bootstrap()
                return
            } catch {
                logger.warning("bootstrap failed", metadata: ["error": "\(error)"])
            }
            do { try await Task.sleep(for: pause) } catch { return }
            pause = min(pause * 2, .seconds(10))
        }
    }
}
