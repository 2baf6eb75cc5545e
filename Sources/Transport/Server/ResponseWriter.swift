import Logging
import NIOCore

/// Where a response goes: an HTTP/1.1 connection or an HTTP/2 stream. Used on the event loop only.
protocol ResponseWriter: AnyObject, SendableMetatype {
    /// Sends a whole response and ends the exchange; the promise is kept when the socket has taken it.
    func send(_ response: HTTPResponse, body: [UInt8], promise: EventLoopPromise<Void>?)
    /// Sends the head of a response whose body follows in parts, of `length` bytes together if that is known. `false`:
    /// nobody wants the body (HEAD, or the client has left), and the exchange has ended.
    func begin(_ response: HTTPResponse, length: Int?) -> Bool
    /// Sends a part of the body; the promise is kept when the socket has taken it.
    func write(_ chunk: ArraySlice<UInt8>, promise: EventLoopPromise<Void>)
    /// The body is complete.
    func end()
    /// The body cannot be completed: the client must see that it was cut.
    func abort()
    /// Sends the head and leaves HTTP. `nil`: this connection cannot (HTTP/2, or the client did not ask).
    func upgrade(_ response: HTTPResponse) -> ChannelTunnel?
}

/// Asks whether a request is to be refused before its body is held, and says so on the event loop.
func askForRefusal<Owner: AnyObject & SendableMetatype>(
    of request: HTTPRequest, connection: ServerConnection, of owner: Owner,
    _ then: @escaping @Sendable (Owner, HTTPResponse?) -> Void
) -> Task<Void, Never> {
    let owner = NIOLoopBound(owner, eventLoop: connection.eventLoop)
    return Task(executorPreference: connection.executor) {
        let refusal = await connection.responder.refusal(of: request)
        if Task.isCancelled { return }
        await onLoop(connection.eventLoop) { then(owner.value, refusal) }
    }
}

/// Lets the responder answer one request, and carries the answer to the writer. Cancel the task when the client leaves.
func startResponding<Writer: ResponseWriter>(
    to request: HTTPRequest, writer: Writer, connection: ServerConnection
) -> Task<Void, Never> {
    let writer = NIOLoopBound(writer, eventLoop: connection.eventLoop)
    return Task(executorPreference: connection.executor) {
        let response = await connection.responder.respond(to: request)
        await deliver(response, to: writer, of: connection)
    }
}

private func deliver<Writer: ResponseWriter>(
    _ response: HTTPResponse, to writer: NIOLoopBound<Writer>, of connection: ServerConnection
) async {
    let loop = connection.eventLoop
    switch response.body {
    case .bytes(let bytes) where bytes.count <= BodyBudget.free:
        await onLoop(loop) { writer.value.send(response, body: bytes, promise: nil) }
    case .bytes(let bytes):
        let loan = connection.answers.loan()
        guard loan.covers(bytes.count) else {
            connection.logger.warning("too many large answers at a time", metadata: ["peer": "\(connection.remoteAddress ?? "")"])
            let refusal = connection.configuration.refusal(503, BodyBudget.answerRefusal)
            guard case .bytes(let text) = refusal.body else { return }
            return await onLoop(loop) { writer.value.send(refusal, body: text, promise: nil) }
        }
        if bytes.count <= largestWholeBody {
            let promise = loop.makePromise(of: Void.self)
            promise.futureResult.whenComplete { _ in withExtendedLifetime(loan) {} }
            return await onLoop(loop) { writer.value.send(response, body: bytes, promise: promise) }
        }
        defer { withExtendedLifetime(loan) {} }
        guard await onLoop(loop, { writer.value.begin(response, length: bytes.count) }) else { return }
        do {
            try await pump(bytes, to: writer, loop: loop)
            await onLoop(loop) { writer.value.end() }
        } catch { await onLoop(loop) { writer.value.abort() } }
    case .stream(let stream as any PolledStream):
        guard await onLoop(loop, { writer.value.begin(response, length: nil) }) else { return }
        await pump(stream, to: writer, of: connection)
    case .stream(let chunks):
        guard await onLoop(loop, { writer.value.begin(response, length: nil) }) else { return }
        do {
            try await pump(chunks, to: writer, loop: loop)
            await onLoop(loop) { writer.value.end() }
        } catch is CancellationError {
            // The server is draining, or the client has left: an end that a watcher may meet at any time.
            await onLoop(loop) { writer.value.end() }
        } catch {
            connection.logger.debug("response cut", metadata: ["error": "\(error)"])
            await onLoop(loop) { writer.value.abort() }
        }
    case .upgrade(let use):
        guard let tunnel = await onLoop(loop, { writer.value.upgrade(response) }) else {
            let refusal = connection.configuration.refusal(400, "this connection cannot be upgraded")
            guard case .bytes(let bytes) = refusal.body else { return }
            return await onLoop(loop) { writer.value.send(refusal, body: bytes, promise: nil) }
        }
        do { try await use(tunnel) } catch {
            connection.logger.debug("tunnel ended", metadata: ["error": "\(error)"])
        }
        await tunnel.close()
    }
}

/// Larger bodies go out in slices, so that a slow reader's connection holds no second, encrypted copy of the whole.
private let largestWholeBody = 512 << 10

private func pump<Writer: ResponseWriter>(
    _ stream: some PolledStream, to writer: NIOLoopBound<Writer>, of connection: ServerConnection
) async {
    let loop = connection.eventLoop
    let pump = await onLoop(loop) { NIOLoopBound(StreamPump(to: writer.value, over: connection), eventLoop: loop) }
    await withTaskCancellationHandler {
        await withCheckedContinuation { continuation in
            loop.execute { pump.value.start(stream) { continuation.resume() } }
        }
    } onCancel: {
        loop.execute { pump.value.stop() }
    }
}

/// Asks for the next chunk only when the socket has taken the last one.
private func pump<Writer: ResponseWriter>(
    _ chunks: some AsyncSequence<[UInt8], any Error>, to writer: NIOLoopBound<Writer>, loop: any EventLoop
) async throws {
    for try await chunk in chunks where !chunk.isEmpty {
        try await write(chunk[...], to: writer, loop: loop)
    }
}

private func pump<Writer: ResponseWriter>(
    _ bytes: [UInt8], to writer: NIOLoopBound<Writer>, loop: any EventLoop
) async throws {
    var rest = bytes[...]
    while !rest.isEmpty {
        try await write(rest.prefix(128 << 10), to: writer, loop: loop)
        rest = rest.dropFirst(128 << 10)
    }
}

private func write<Writer: ResponseWriter>(
    _ chunk: ArraySlice<UInt8>, to writer: NIOLoopBound<Writer>, loop: any EventLoop
) async throws {
    try Task.checkCancellation()
    let promise = loop.makePromise(of: Void.self)
    await onLoop(loop) { writer.value.write(chunk, promise: promise) }
    try await promise.futureResult.get()
}

/// At once when already there, which is the rule: the response's task runs on the event loop.
private func onLoop<R: Sendable>(_ loop: any EventLoop, _ body: @escaping @Sendable () -> R) async -> R {
    if loop.inEventLoop { return body() }
    return await withCheckedContinuation { continuation in
        loop.execute { continuation.resume(returning: body()) }
    }
}
