import Glibc
import JSON
import Logging
import Schema

/// Writes each log message to standard error as one line that programs can read, logfmt or JSON, in one write.
struct StructuredLogHandler: LogHandler {
    let label: String
    let format: LogFormat
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }.sorted { $0.key < $1.key }
        var line: [UInt8] = []
        let head = [
            ("time", Timestamp.now.rfc3339Micro), ("level", event.level.rawValue), ("component", label),
            ("msg", event.message.description),
        ]
        switch format {
        case .json: Self.json(head, all, &line)
        case .text, .logfmt: Self.logfmt(head + all.map { ($0.key, $0.value.description) }, &line)
        }
        line.append(0x0A)
        _ = line.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
    }

    private static func json(
        _ head: [(String, String)], _ metadata: [(key: String, value: Logger.MetadataValue)], _ line: inout [UInt8]
    ) {
        var object = JSONObject()
        for (key, value) in head { object.append(key, .string(value)) }
        for (key, value) in metadata { object[key] = self.value(value) }
        JSONWriter.append(.object(object), to: &line)
    }

    private static func value(_ value: Logger.MetadataValue) -> JSONValue {
        switch value {
        case .string(let text): .string(text)
        case .stringConvertible(let value): .string(value.description)
        case .array(let values): .array(values.map(self.value))
        case .dictionary(let values):
            .object(JSONObject(values.sorted { $0.key < $1.key }.map { .init(key: $0.key, value: self.value($0.value)) }))
        }
    }

    private static func logfmt(_ pairs: [(String, String)], _ line: inout [UInt8]) {
        for (index, (key, value)) in pairs.enumerated() {
            if index > 0 { line.append(UInt8(ascii: " ")) }
            line.append(contentsOf: key.utf8)
            line.append(UInt8(ascii: "="))
            if value.isEmpty || value.utf8.contains(where: { $0 <= 0x20 || $0 == 0x22 || $0 == 0x3D || $0 == 0x5C }) {
                JSONWriter.append(string: value, to: &line)
            } else {
                line.append(contentsOf: value.utf8)
            }
        }
    }
}
