import AsyncTools
import Transport

/// Streams the changes of a collection.
struct Watch: Verb {
    let cache: StateCache
    /// Seconds a watch may last when the client sets no `timeoutSeconds`; between this and twice as long.
    let minimumTimeout: Int64

    func respond(to context: RequestContext) async throws(StatusError) -> HTTPResponse {
        let isWebSocket = WebSocketHandshake.isRequested(by: context.request)
        let stream = try await stream(context, isWebSocket: isWebSocket)
        if isWebSocket { return try Self.webSocket(stream, context.request) }
        return HTTPResponse(
            status: 200,
            headers: ["Content-Type": stream.encoder.contentType, "Cache-Control": "no-cache, private"],
            body: .stream(stream))
    }

    /// The same events as messages. What the client sends is read only to see it leave.
    private static func webSocket(_ stream: WatchStream, _ request: HTTPRequest) throws(StatusError) -> HTTPResponse {
        switch WebSocketHandshake.accept(request, protocols: []) {
        case .failure(let refusal): throw .badRequest(refusal.message)
        case .success(let accepted):
            let body = HTTPBody.upgrade { client in
                try await WebSocketEnd.race(client: client) {
                    var messages = WebSocketReader(client)
                    while try await messages.next() != nil {}
                } fromServer: {
                    for try await events in stream { try await client.write(events) }
                    return .close(code: 1000)
                }
            }
            return HTTPResponse(status: 101, headers: accepted.headers, body: body)
        }
    }

    private func stream(_ context: RequestContext, isWebSocket: Bool) async throws(StatusError) -> WatchStream {
        let options = try ListOptions(context.query, for: .watch)
        let filter = try context.filter()
        let seconds = min(options.timeoutSeconds ?? Int64.random(in: minimumTimeout...minimumTimeout * 2), 86_400)
        let kind = context.kind
        let version = options.version.number
        var initial: [CachedObject] = []
        var position = version
        var failure: StatusError?
        if options.sendsInitialEvents ?? (version == 0) {
            do { try await kind.waitUntil(version) } catch { failure = error }
            let snapshot = kind.snapshot(namespace: filter.namespace)
            initial = snapshot.objects.filter(filter.matches)
            position = snapshot.revision
        } else if version == 0 {
            position = kind.revision
        }
        return WatchStream(
            initial: Guarded(initial), marksInitialEnd: options.sendsInitialEvents == true && options.allowsBookmarks,
            position: position, filter: filter, kind: kind,
            encoder: WatchEncoder(
                definition: context.definition, form: kind.form, negotiation: context.negotiation, isWebSocket: isWebSocket),
            sendsBookmarks: options.allowsBookmarks, end: MonotonicClock.after(seconds: seconds), failure: failure)
    }
}
