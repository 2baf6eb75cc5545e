import Schema
import Transport

/// What a reader wants of a container's log.
struct LogOptions: Sendable, Hashable {
    var follow = false
    var previous = false
    var tailLines: Int?
    var since: Timestamp?
    var timestamps = false
    var limitBytes: Int64?
    /// `nil`: both.
    var stream: CRILogLine.Stream?

    init() {}

    init(_ query: QueryItems, now: Timestamp) {
        follow = query.flag("follow")
        previous = query.flag("previous")
        timestamps = query.flag("timestamps")
        tailLines = query.integer("tailLines").flatMap { $0 >= 0 ? Int(clamping: $0) : nil }
        limitBytes = query.integer("limitBytes").flatMap { $0 > 0 ? $0 : nil }
        if let seconds = query.integer("sinceSeconds"), seconds > 0 {
            since = now.advanced(bySeconds: -min(seconds, 1 << 32))
        } else if let text = query["sinceTime"] {
            since = Timestamp(rfc3339: text)
        }
        switch query["stream"]?.lowercased() {
        case "stdout": stream = .stdout
        case "stderr": stream = .stderr
        default: break
        }
    }
}
