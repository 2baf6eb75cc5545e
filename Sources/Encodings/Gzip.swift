import CZlib

/// The gzip format (RFC 1952), by the system's zlib.
package enum Gzip {
    /// The bytes compressed with little effort, which suits answers that are sent once.
    ///
    /// `nil` when there is no memory for it, or for more bytes than zlib takes at once (4 GiB).
    package static func compress(_ bytes: [UInt8]) -> [UInt8]? {
        guard let count = UInt32(exactly: bytes.count) else { return nil }
        var stream = z_stream()
        // 15 + 16: the largest window, in gzip's frame and not zlib's own.
        let started = deflateInit2_(
            &stream, Z_BEST_SPEED, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard started == Z_OK else { return nil }
        defer { deflateEnd(&stream) }
        let bound = Int(deflateBound(&stream, uLong(count)))
        guard let room = UInt32(exactly: bound) else { return nil }
        var isWhole = false
        let output = [UInt8](unsafeUninitializedCapacity: bound) { output, written in
            bytes.withUnsafeBufferPointer { input in
                // zlib reads its input only, whatever the type says.
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.avail_in = count
                stream.next_out = output.baseAddress
                stream.avail_out = room
                isWhole = deflate(&stream, Z_FINISH) == Z_STREAM_END
            }
            written = bound - Int(stream.avail_out)
        }
        return isWhole ? output : nil
    }
}
