import Schema

/// Turns the runtime's log lines into what a reader asked for. Pure; fed with chunks of the file.
struct LogFormatter: Sendable {
    /// A line longer than this is cut; the runtime splits lines at 16 KiB.
    static let maximumLine = 1 << 20

    private let options: LogOptions
    private var rest: [UInt8] = []
    private var remaining: Int64?
    private var isPastSince: Bool
    private var beginsLine = true

    init(_ options: LogOptions) {
        self.options = options
        remaining = options.limitBytes
        isPastSince = options.since == nil
    }

    /// The reader has got all it may.
    var isFull: Bool { remaining == 0 }

    /// The text of the complete lines; the beginning of another is kept for the next chunk.
    mutating func take(_ chunk: some Collection<UInt8>) -> [UInt8] {
        rest.append(contentsOf: chunk)
        var output: [UInt8] = []
        var start = rest.startIndex
        while let end = rest[start...].firstIndex(of: 0x0A) {
            if let line = CRILogLine(rest[start..<end]) { append(line, to: &output) }
            start = end + 1
        }
        rest.removeSubrange(..<start)
        if rest.count > Self.maximumLine { rest = [] }
        return limited(output)
    }

    private mutating func append(_ line: CRILogLine, to output: inout [UInt8]) {
        if let stream = options.stream, line.stream != stream { return }
        if !isPastSince {
            guard let since = options.since, let time = Timestamp(rfc3339: line.timestamp), time >= since else { return }
            isPastSince = true
        }
        if options.timestamps, beginsLine {
            output.append(contentsOf: line.timestamp.utf8)
            output.append(UInt8(ascii: " "))
        }
        output.append(contentsOf: line.content)
        if !line.isPartial { output.append(0x0A) }
        beginsLine = !line.isPartial
    }

    private mutating func limited(_ output: [UInt8]) -> [UInt8] {
        guard let left = remaining else { return output }
        let part = output.prefix(Int(clamping: left))
        remaining = left - Int64(part.count)
        return Array(part)
    }
}
