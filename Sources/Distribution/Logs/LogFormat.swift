import Glibc
import Logging

/// How a process writes its log.
enum LogFormat: String, Sendable, CaseIterable {
    /// For people: swift-log's own form.
    case text
    /// `time=… level=info component=… msg="…" key=value`
    case logfmt
    /// An object a line.
    case json
}

extension LogFormat {
    private static let variable = "SWIFTLET_LOG_FORMAT"

    /// The processes that this one starts write their logs so.
    static func forProcesses(_ format: LogFormat) { setenv(variable, format.rawValue, 1) }

    /// Sets up logging, as the environment says: `SWIFTLET_LOG` is the level, `SWIFTLET_LOG_FORMAT` the form.
    static func bootstrap() {
        let level = value("SWIFTLET_LOG").flatMap(Logger.Level.init(rawValue:)) ?? .info
        let format = value(variable).flatMap(LogFormat.init(rawValue:)) ?? .text
        LoggingSystem.bootstrap { label in
            guard format == .text else { return StructuredLogHandler(label: label, format: format, logLevel: level) }
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
    }

    private static func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
