import AsyncTools
import NIOCore
import NIOPosix
import NIOSSL
import Testing

@testable import Transport

/// Frames of HTTP/2 as bytes (RFC 9113, section 4.1), for what no library would send.
enum RawHTTP2 {
    static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    static func frame(_ type: UInt8, flags: UInt8 = 0, stream: UInt32 = 0, _ payload: [UInt8] = []) -> [UInt8] {
        let length = UInt32(payload.count)
        let head = [UInt8(length >> 16 & 255), UInt8(length >> 8 & 255), UInt8(length & 255), type, flags]
        return head + number(stream) + payload
    }

    static func number(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(value >> (24 - 8 * $0) & 255) } }

    /// SETTINGS; `window` is what the server may send on each stream.
    static func settings(window: UInt32? = nil) -> [UInt8] { frame(4, window.map { [0, 4] + number($0) } ?? []) }

    /// HEADERS of a GET without body, in HPACK's static table and literals (RFC 7541).
    static func get(_ path: String, stream: UInt32) -> [UInt8] {
        let literal = { (index: UInt8, text: String) in [index, UInt8(text.utf8.count)] + Array(text.utf8) }
        return frame(1, flags: 5, stream: stream, [0x82, 0x87] + literal(0x04, path) + literal(0x01, "a"))
    }

    static func reset(_ stream: UInt32) -> [UInt8] { frame(3, stream: stream, number(8)) }
    static func ping() -> [UInt8] { frame(6, [UInt8](repeating: 1, count: 8)) }
    static func continuation(_ stream: UInt32) -> [UInt8] { frame(9, stream: stream, [0x00, 1, 0x61, 1, 0x62]) }
}

/// A TLS connection that speaks HTTP/2 byte by byte.
struct RawConnection {
    let port: Int

    /// Sends bytes and returns what comes until the server closes, or until `enough` says so.
    func exchange(_ bytes: [UInt8], until enough: @escaping @Sendable ([UInt8]) -> Bool = { _ in false }) async throws -> [UInt8]
    {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .none
        configuration.applicationProtocols = ["h2"]
        let tls = try NIOSSLContext(configuration: configuration)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: tls, serverHostname: nil))
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try? await outbound.write(ByteBuffer(bytes: bytes))
            var answer: [UInt8] = []
            do {
                for try await buffer in inbound {
                    answer += [UInt8](buffer: buffer)
                    if enough(answer) { break }
                }
            } catch is IOError {} catch is NIOSSLError {}
            return answer
        }
    }
}
