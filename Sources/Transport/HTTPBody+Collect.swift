extension HTTPBody {
    /// The whole body. Throws `TransportError.protocolViolation` when it is longer than `limit` bytes, or when it is a
    /// tunnel, and whatever the stream throws.
    package func collect(limit: Int) async throws -> [UInt8] {
        switch self {
        case .bytes(let bytes):
            guard bytes.count <= limit else { throw TransportError.protocolViolation("a body of more than \(limit) bytes") }
            return bytes
        case .stream(let chunks):
            var bytes: [UInt8] = []
            for try await chunk in chunks {
                guard bytes.count + chunk.count <= limit else {
                    throw TransportError.protocolViolation("a body of more than \(limit) bytes")
                }
                bytes.append(contentsOf: chunk)
            }
            return bytes
        case .upgrade: throw TransportError.protocolViolation("an upgraded connection has no body")
        }
    }
}

extension HTTPResponse {
    /// See `HTTPBody.collect(limit:)`.
    package func collect(limit: Int) async throws -> [UInt8] { try await body.collect(limit: limit) }
}
