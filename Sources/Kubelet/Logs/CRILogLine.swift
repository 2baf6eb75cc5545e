/// One line of a container's log as the runtime writes it: `2026-01-02T03:04:05.678901234Z stdout F text`.
struct CRILogLine: Sendable, Hashable {
    enum Stream: String, Sendable { case stdout, stderr }

    let timestamp: String
    let stream: Stream
    /// The line goes on in the next one.
    let isPartial: Bool
    let content: [UInt8]

    /// `nil` for bytes that are not such a line. The newline at the end is not part of it.
    init?(_ bytes: ArraySlice<UInt8>) {
        let space = UInt8(ascii: " ")
        guard let first = bytes.firstIndex(of: space), let second = bytes[(first + 1)...].firstIndex(of: space),
            let stream = Stream(rawValue: String(decoding: bytes[(first + 1)..<second], as: UTF8.self))
        else { return nil }
        let third = bytes[(second + 1)...].firstIndex(of: space) ?? bytes.endIndex
        let tags = bytes[(second + 1)..<third].split(separator: UInt8(ascii: ":"))
        guard let tag = tags.first, tag.elementsEqual("F".utf8) || tag.elementsEqual("P".utf8) else { return nil }
        timestamp = String(decoding: bytes[..<first], as: UTF8.self)
        self.stream = stream
        isPartial = tag.elementsEqual("P".utf8)
        content = third < bytes.endIndex ? Array(bytes[(third + 1)...]) : []
    }
}
