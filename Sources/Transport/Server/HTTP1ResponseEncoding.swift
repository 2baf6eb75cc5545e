import NIOCore
import NIOHTTP1

/// The bytes of an HTTP/1.1 response (RFC 9112), head and first body bytes in one buffer: one TLS record, one write.
enum HTTP1ResponseEncoding {
    /// How the end of the body is told.
    enum Framing {
        case length(Int)
        case chunked
        /// By the end of the connection (a streamed body for an HTTP/1.0 client).
        case untilClose
        /// There is no body, and headers about one stay as the responder set them.
        case none
    }

    /// `false` when a header would break out of its line; nothing useful is in the buffer then.
    static func writeHead(
        _ response: HTTPResponse, framing: Framing, closes: Bool, into buffer: inout ByteBuffer
    ) -> Bool {
        writeStatusLine(response.status, into: &buffer)
        for field in response.headers.fields {
            if isFraming(field.name) {
                if case .none = framing {} else { continue }
            }
            guard field.isOneLine else { return false }
            buffer.writeString(field.name)
            buffer.writeStaticString(": ")
            buffer.writeString(field.value)
            buffer.writeStaticString("\r\n")
        }
        if response.headers["Date"] == nil {
            buffer.writeStaticString("Date: ")
            buffer.writeString(HTTPDate.now())
            buffer.writeStaticString("\r\n")
        }
        switch framing {
        case .length(let count):
            buffer.writeStaticString("Content-Length: ")
            buffer.writeString(String(count))
            buffer.writeStaticString("\r\n")
        case .chunked: buffer.writeStaticString("Transfer-Encoding: chunked\r\n")
        case .untilClose, .none: break
        }
        if closes { buffer.writeStaticString("Connection: close\r\n") }
        buffer.writeStaticString("\r\n")
        return true
    }

    static func writeChunk(_ bytes: ArraySlice<UInt8>, into buffer: inout ByteBuffer) {
        buffer.writeString(String(bytes.count, radix: 16))
        buffer.writeStaticString("\r\n")
        buffer.writeBytes(bytes)
        buffer.writeStaticString("\r\n")
    }

    private static func writeStatusLine(_ status: Int, into buffer: inout ByteBuffer) {
        if status == 200 { return _ = buffer.writeStaticString("HTTP/1.1 200 OK\r\n") }
        buffer.writeStaticString("HTTP/1.1 ")
        buffer.writeString(String(status))
        buffer.writeStaticString(" ")
        buffer.writeString(HTTPResponseStatus(statusCode: status).reasonPhrase)
        buffer.writeStaticString("\r\n")
    }

    /// Headers that only the transport can set rightly.
    private static func isFraming(_ name: String) -> Bool {
        switch name.utf8.count {
        case 10: name.equalsIgnoringASCIICase("Connection")
        case 14: name.equalsIgnoringASCIICase("Content-Length")
        case 17: name.equalsIgnoringASCIICase("Transfer-Encoding")
        default: false
        }
    }
}

extension HTTPHeaders.Field {
    /// Without this check, a value from outside could add headers of its own.
    var isOneLine: Bool {
        !name.isEmpty && !name.hasByte { $0 <= 0x20 || $0 == UInt8(ascii: ":") || $0 == 0x7F }
            && !value.hasByte { $0 == 13 || $0 == 10 || $0 == 0 }
    }
}

extension String {
    /// Looks at the bytes where they are, many at a time.
    @inline(__always)
    fileprivate func hasByte(_ isOne: (UInt8) -> Bool) -> Bool {
        let found = utf8.withContiguousStorageIfAvailable { bytes in bytes.reduce(0) { $0 | (isOne($1) ? 1 : 0) } != 0 }
        return found ?? utf8.contains(where: isOne)
    }
}
