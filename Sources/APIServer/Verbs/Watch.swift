import KubeAPI
import Transport

/// Streams the changes of a collection.
struct Watch: Verb {
    let cache: StateCache
    /// Seconds a watch may last when the client sets no `timeoutSeconds`; between this and twice as long.
    let minimumTimeout: Int64

    func respond(to context: RequestContext) async throws(StatusError) -> HTTPResponse {
        // A YAML document has no end that a reader could see before the next one begins.
        guard !context.negotiation.isYAML else { throw .notAcceptable }
        let stream = try stream(context)
        return HTTPResponse(
            status: 200,
            headers: ["Content-Type": context.negotiation.contentType, "Cache-Control": "no-cache, private"],
            body: .stream(stream))
    }

    private func stream(_ context: RequestContext) throws(StatusError) -> WatchStream {
        let filter = try context.filter()
        let version = try ResourceVersion.number(context.query["resourceVersion"] ?? "")
        let wantsInitial = try Self.wantsInitialEvents(context.query)
        let timeout = try context.query.integer("timeoutSeconds").flatMap { $0 > 0 ? $0 : nil }
        let seconds = min(timeout ?? Int64.random(in: minimumTimeout...minimumTimeout * 2), 86_400)
        let kind = context.kind
        var initial: [CachedObject] = []
        var position = version ?? 0
        var failure: StatusError?
        if wantsInitial ?? (position == 0) {
            if position > kind.revision { failure = .futureVersion(position, current: kind.revision) }
            let snapshot = kind.snapshot(namespace: filter.namespace, after: nil)
            initial = snapshot.objects.filter(filter.matches)
            position = snapshot.revision
        } else if position == 0 {
            position = kind.revision
        }
        return WatchStream(
            initial: initial, marksInitialEnd: wantsInitial == true, position: position, filter: filter, kind: kind,
            encoder: WatchEncoder(definition: context.definition, form: kind.form, format: context.negotiation.format),
            sendsBookmarks: context.query.flag("allowWatchBookmarks"), end: MonotonicClock.now + seconds, failure: failure)
    }

    /// `sendInitialEvents`: `nil` when the client does not say.
    private static func wantsInitialEvents(_ query: Query) throws(StatusError) -> Bool? {
        let match = query["resourceVersionMatch"] ?? ""
        guard let text = query["sendInitialEvents"], !text.isEmpty else {
            if match.isEmpty { return nil }
            throw invalid(
                "resourceVersionMatch", "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided")
        }
        guard match == "NotOlderThan" else {
            throw invalid("resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan")
        }
        let wanted = query.flag("sendInitialEvents")
        if wanted, !query.flag("allowWatchBookmarks") {
            throw invalid("sendInitialEvents", "sendInitialEvents requires setting allowWatchBookmarks to true")
        }
        return wanted
    }

    private static func invalid(_ field: String, _ why: String) -> StatusError {
        .invalid(StatusError.Subject(group: "meta.k8s.io", kind: "ListOptions"), [.forbidden(field, why)])
    }
}
