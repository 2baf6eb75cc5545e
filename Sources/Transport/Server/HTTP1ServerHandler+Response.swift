import NIOCore
import NIOHTTP1

extension HTTP1ServerHandler: ResponseWriter {
    /// Whether the connection ends with this exchange. After `Upgrade` the decoder has stopped, whatever the answer was.
    private var closes: Bool {
        guard let head else { return true }
        return isLastExchange || !head.keepsAlive || head.wantsUpgrade
    }

    func send(_ response: HTTPResponse, body: [UInt8], promise: EventLoopPromise<Void>?) {
        guard case .responding = state, let head, let context else {
            promise?.fail(TransportError.closed)
            return
        }
        let closes = closes
        let framing = framing(of: response, length: body.count, isHead: head.isHead)
        var buffer = context.channel.allocator.buffer(capacity: 384 + body.count)
        guard HTTP1ResponseEncoding.writeHead(response, framing: framing, closes: closes, into: &buffer) else {
            promise?.fail(TransportError.closed)
            return refuse(500, "the response has a malformed header")
        }
        if case .length = framing, !head.isHead { buffer.writeBytes(body) }
        context.writeAndFlush(wrapOutboundOut(buffer), promise: promise)
        finishExchange(closes: closes)
    }

    func begin(_ response: HTTPResponse, length: Int?) -> Bool {
        guard case .responding = state, let head, let context else { return false }
        let framing: HTTP1ResponseEncoding.Framing =
            length.map { .length($0) } ?? (head.isHTTP10 ? .untilClose : .chunked)
        let endsHere = closes || head.isHTTP10 || (head.isHead && length == nil)
        var buffer = context.channel.allocator.buffer(capacity: 512)
        guard HTTP1ResponseEncoding.writeHead(response, framing: framing, closes: endsHere, into: &buffer) else {
            refuse(500, "the response has a malformed header")
            return false
        }
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        guard !head.isHead else {
            finishExchange(closes: endsHere)
            return false
        }
        state = .streaming(framing)
        return true
    }

    func write(_ chunk: ArraySlice<UInt8>, promise: EventLoopPromise<Void>) {
        guard case .streaming(let framing) = state, let context else { return promise.fail(TransportError.closed) }
        var buffer = context.channel.allocator.buffer(capacity: chunk.count + 16)
        if case .chunked = framing {
            HTTP1ResponseEncoding.writeChunk(chunk, into: &buffer)
        } else {
            buffer.writeBytes(chunk)
        }
        holdDeadline(until: promise)
        context.writeAndFlush(wrapOutboundOut(buffer), promise: promise)
    }

    func end() {
        guard case .streaming(let framing) = state, let context else { return }
        let closes = closes || head?.isHTTP10 == true
        if case .chunked = framing {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(staticString: "0\r\n\r\n")), promise: nil)
        }
        finishExchange(closes: closes)
    }

    func abort() {
        guard let context else { return }
        state = .left
        context.close(promise: nil)
    }

    func upgrade(_ response: HTTPResponse) -> ChannelTunnel? {
        guard case .responding = state, let head, head.wantsUpgrade, let context else { return nil }
        var buffer = context.channel.allocator.buffer(capacity: 256)
        guard HTTP1ResponseEncoding.writeHead(response, framing: .none, closes: false, into: &buffer) else { return nil }
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        let tunnel = ChannelTunnel(context.channel)
        guard leave(for: tunnel) else {
            abort()
            return nil
        }
        return tunnel
    }

    private func framing(of response: HTTPResponse, length: Int, isHead: Bool) -> HTTP1ResponseEncoding.Framing {
        if response.status < 200 || response.status == 204 || response.status == 304 { return .none }
        // A responder that answers HEAD without making the body may tell its length.
        if isHead, length == 0, response.headers["Content-Length"] != nil { return .none }
        return .length(length)
    }
}
