import Schema

extension Functions {
    static let times: [String: Function] = [
        "timestamp": function("timestamp", 1...1, gives: .timestamp) { (call) throws(CELError) in
            switch try call.value(0) {
            case .timestamp: return call.values[0]
            case .int(let seconds):
                let time = Timestamp(seconds: seconds)
                guard time.seconds == seconds, time.isInRange else { throw CELError("timestamp overflow") }
                return .timestamp(time)
            case .string(let text):
                guard let time = Timestamp(rfc3339: text) else { throw CELError("Type conversion error: \(text)") }
                return .timestamp(time)
            default: throw call.mismatch
            }
        },
        "duration": function("duration", 1...1, gives: .duration) { (call) throws(CELError) in
            switch try call.value(0) {
            case .duration: return call.values[0]
            case .string(let text):
                guard let duration = CELDuration(text) else { throw CELError("time: invalid duration \"\(text)\"") }
                return .duration(duration)
            default: throw call.mismatch
            }
        },
        "getFullYear": part("getFullYear") { $0.year }, "getMonth": part("getMonth") { $0.month - 1 },
        "getDate": part("getDate") { $0.day }, "getDayOfMonth": part("getDayOfMonth") { $0.day - 1 },
        "getDayOfWeek": part("getDayOfWeek") { $0.weekday }, "getDayOfYear": part("getDayOfYear") { $0.dayOfYear },
        "getHours": part("getHours", of: 3_600_000_000_000) { $0.second / 3600 },
        "getMinutes": part("getMinutes", of: 60_000_000_000) { $0.second / 60 % 60 },
        "getSeconds": part("getSeconds", of: 1_000_000_000) { $0.second % 60 },
        "getMilliseconds": part("getMilliseconds", of: 1_000_000) { $0.millisecond },
    ]

    private struct Calendar {
        let year, month, day, weekday, dayOfYear, second, millisecond: Int64

        init(_ time: Timestamp) {
            let seconds = time.seconds
            let days = seconds >= 0 ? seconds / 86_400 : -((-seconds + 86_399) / 86_400)
            let date = Timestamp.civil(fromDays: days)
            year = date.year
            month = date.month
            day = date.day
            weekday = ((days + 4) % 7 + 7) % 7  // 1970-01-01 was a Thursday
            dayOfYear = days - Timestamp.days(year: date.year, month: 1, day: 1)
            second = seconds - days * 86_400
            millisecond = (time.microseconds - seconds * 1_000_000) / 1000
        }
    }

    /// A part of a point in time, in UTC or at a fixed offset (`+02:00`); or, with a unit, of a duration as a whole.
    private static func part(
        _ name: String, of unit: Int64? = nil, _ read: @escaping @Sendable (Calendar) -> Int64
    ) -> Function {
        let targets: [CELType] = unit == nil ? [.timestamp] : [.timestamp, .duration]
        return Function(method: 0...1, result: { isOne(of: targets, $0[0]) ? .int : nil }) { (values) throws(CELError) in
            let call = Arguments(name, values)
            switch (try call.value(0), unit) {
            case (.timestamp(let time), _):
                let offset = call.count > 1 ? try seconds(ofZone: call.string(1)) : 0
                return .int(read(Calendar(time.advanced(bySeconds: offset))))
            case (.duration(let duration), let unit?): return .int(duration.nanoseconds / unit)
            default: throw call.mismatch
            }
        }
    }

    private static func seconds(ofZone zone: String) throws(CELError) -> Int64 {
        if zone == "UTC" || zone == "Z" { return 0 }
        let isNegative = zone.hasPrefix("-")
        let parts = zone.drop { $0 == "-" || $0 == "+" }.split(separator: ":")
        guard parts.count == 2, let hours = Int64(parts[0]), let minutes = Int64(parts[1]),
            (0..<24).contains(hours), (0..<60).contains(minutes)
        else {
            throw CELError("unknown time zone \(zone)")
        }
        return (isNegative ? -1 : 1) * (hours * 3600 + minutes * 60)
    }
}

extension Timestamp {
    /// Whether the year has four digits: other times have no text, and cel-spec refuses them.
    var isInRange: Bool { (-62_135_596_800_000_000..<253_402_300_800_000_000).contains(microseconds) }

    /// RFC 3339 with a fraction only where there is one.
    var text: String {
        guard microseconds % 1_000_000 != 0 else { return rfc3339 }
        var text = rfc3339Micro.dropLast()
        while text.hasSuffix("0") { text = text.dropLast() }
        return text + "Z"
    }
}
