import JSON
package import KubeAPI
package import Logging
package import Schema

/// What a reflector tells of the server's objects, in order. A replacement says all there is; then come changes.
package enum ReflectorEvent<S: Resource>: Sendable {
    case replaced(ObjectList<S>)
    case applied(Object<S>)
    case deleted(Object<S>)
    /// Nothing else happened up to this resource version.
    case bookmark(resourceVersion: String)
}

/// Keeps somebody informed of every object of a kind: list, then watch from there, for ever.
///
/// A watch that ends or breaks is resumed from the last resource version seen, bookmarks included; a resource version
/// that is too old (410), or that the server has not reached yet after a restore, leads to a new list. Failures are
/// repeated after a growing delay with jitter. Holds no objects. Who set which field (`managedFields`) is left out: it is
/// often larger than the rest.
package struct Reflector<S: Resource>: Sendable {
    private let client: KubeClient
    private let scope: ListScope
    /// The members of `metadata` that are left out of every object.
    private let omitted: Set<String>
    private let logger: Logger

    package init(
        _ client: KubeClient, _: S.Type, namespace: String? = nil, labelSelector: String? = nil,
        fieldSelector: String? = nil, logger: Logger
    ) {
        self.client = client
        scope = ListScope(
            type: S.type, namespace: namespace, labelSelector: labelSelector, fieldSelector: fieldSelector)
        omitted = ["managedFields"]
        self.logger = logger
    }

    /// Follows a kind that is only known at run time; asks for metadata only, and leaves out labels and annotations.
    package init(_ client: KubeClient, metadataOf type: ResourceType, as _: S.Type, logger: Logger) {
        self.client = client
        scope = ListScope(type: type, isMetadataOnly: true)
        omitted = ["managedFields", "labels", "annotations"]
        self.logger = logger
    }

    /// Calls `sink` with every change, one at a time. Ends by throwing `CancellationError`.
    package func run(_ sink: @Sendable (ReflectorEvent<S>) -> Void) async throws {
        let backoff = Backoff(base: .milliseconds(100), limit: .seconds(30))
        var position: String?
        var failures = 0
        while true {
            try Task.checkCancellation()
            let before = position
            do {
                if position == nil {
                    let list = try await client.list(S.self, scope, trim: trimmed)
                    sink(.replaced(list))
                    position = list.resourceVersion
                }
                try await follow(&position, sink)
                failures = position == before ? failures : 0
                // A server that ends watches at once must not be asked in a tight loop.
                if position == before { try await Task.sleep(for: .milliseconds(100)) }
            } catch let error as APIError where error.isGone || error.isFromTheFuture {
                logger.debug("watch expired", metadata: ["resource": "\(scope.type.qualifiedName)"])
                if before == nil { failures += 1 }
                position = nil
            } catch {
                try Task.checkCancellation()
                failures = position == before ? failures + 1 : 1
                report(error, failures)
            }
            try await Task.sleep(for: backoff.delay(failures: failures))
        }
    }

    /// Watches from `position` and moves it along, until the server ends the watch.
    private func follow(_ position: inout String?, _ sink: @Sendable (ReflectorEvent<S>) -> Void) async throws {
        let stream = WatchStream<S>(
            client: client, scope: scope, resourceVersion: position ?? "0",
            timeoutSeconds: Int.random(in: 300...600))
        for try await event in stream {
            switch event {
            case .added(let object), .modified(let object):
                sink(.applied(Object(json: trimmed(object.json))))
                position = object.resourceVersion
            case .deleted(let object):
                sink(.deleted(Object(json: trimmed(object.json))))
                position = object.resourceVersion
            case .bookmark(let resourceVersion):
                guard !resourceVersion.isEmpty else { continue }
                if let reached = UInt64(resourceVersion), let known = position.flatMap({ UInt64($0) }), reached < known {
                    throw APIError(code: 410, reason: "Expired", message: "the server went back to \(resourceVersion)")
                }
                sink(.bookmark(resourceVersion: resourceVersion))
                position = resourceVersion
            }
        }
    }

    private func trimmed(_ object: JSONValue) -> JSONValue {
        guard let metadata = object["metadata"]?.objectValue, metadata.contains(where: { omitted.contains($0.key) }) else {
            return object
        }
        var object = object
        object["metadata"] = .object(JSONObject(metadata.members.filter { !omitted.contains($0.key) }))
        return object
    }

    private func report(_ error: any Error, _ failures: Int) {
        let metadata: Logger.Metadata = [
            "resource": "\(scope.type.qualifiedName)", "error": "\(error)", "failures": "\(failures)",
        ]
        if failures < 3 {
            logger.debug("watch interrupted", metadata: metadata)
        } else {
            logger.warning("watch fails", metadata: metadata)
        }
    }
}
