/// Cuts a stream of chunks into newline-delimited frames. Pure; holds at most one unfinished frame.
struct FrameDecoder {
    /// A frame was longer than allowed.
    struct FrameTooLong: Error, CustomStringConvertible {
        let limit: Int
        var description: String { "a watch frame is longer than \(limit) bytes" }
    }

    /// Well above the largest object a server stores (1.5 MiB in etcd).
    static let defaultLimit = 16 << 20

    private let limit: Int
    private var unfinished: [UInt8] = []

    init(limit: Int = Self.defaultLimit) { self.limit = limit }

    /// The frames that `chunk` completes, in order. Empty lines are left out.
    mutating func push(_ chunk: [UInt8]) throws(FrameTooLong) -> [[UInt8]] {
        // The usual chunk is one whole frame: hand it on without a copy.
        if unfinished.isEmpty, chunk.last == 0x0A, chunk.count > 1, chunk.firstIndex(of: 0x0A) == chunk.count - 1 {
            guard chunk.count <= limit else { throw FrameTooLong(limit: limit) }
            return [chunk]
        }
        var frames: [[UInt8]] = []
        var rest = chunk[...]
        while let end = rest.firstIndex(of: 0x0A) {
            try take(rest[..<end])
            if !unfinished.isEmpty { frames.append(unfinished) }
            unfinished = []
            rest = rest[(end + 1)...]
        }
        try take(rest)
        return frames
    }

    /// What is left when the stream ends without a last newline; `nil` when nothing is.
    mutating func finish() -> [UInt8]? {
        defer { unfinished = [] }
        return unfinished.isEmpty ? nil : unfinished
    }

    private mutating func take(_ bytes: ArraySlice<UInt8>) throws(FrameTooLong) {
        guard bytes.count <= limit - unfinished.count else { throw FrameTooLong(limit: limit) }
        unfinished.append(contentsOf: bytes)
    }
}
