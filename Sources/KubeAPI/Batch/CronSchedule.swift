/// When a CronJob starts a Job: five cron fields, or a name such as `@daily`.
///
/// The fields are minute, hour, day of the month, month and day of the week. Each is a list of numbers, ranges and steps
/// (`1,5-10,*/15`); months and days have names of three letters. A leading `TZ=` or `CRON_TZ=` names a time zone.
package struct CronSchedule: Sendable, Hashable {
    package struct Failure: Error, Hashable {
        /// What is wrong, as Kubernetes says it.
        package let reason: String
    }

    /// Which values of a field match, one bit each.
    package struct Field: Sendable, Hashable {
        package fileprivate(set) var bits: UInt64 = 0
        /// Whether the field was given as `*`: of the two fields for days, one that is not restricted does not count.
        package fileprivate(set) var isAny = false

        package func contains(_ value: Int) -> Bool { (0..<64).contains(value) && bits & (1 << UInt64(value)) != 0 }
    }

    package let minutes: Field
    package let hours: Field
    package let days: Field
    package let months: Field
    package let weekdays: Field
    /// `@every 1h30m`: the seconds between two Jobs, in place of the fields.
    package let interval: Int64?
    package let timeZone: String?

    package init(_ text: String) throws(Failure) {
        var rest = Substring(text)
        var zone: String?
        if let prefix = ["TZ=", "CRON_TZ="].first(where: text.hasPrefix) {
            let end = rest.firstIndex(of: " ") ?? rest.endIndex
            zone = String(rest[rest.index(rest.startIndex, offsetBy: prefix.count)..<end])
            rest = rest[end...].drop { $0 == " " }
        }
        timeZone = zone
        if rest.hasPrefix("@every ") {
            interval = try CronDuration.seconds(rest.dropFirst("@every ".count))
            (minutes, hours, days, months, weekdays) = (Field(), Field(), Field(), Field(), Field())
            return
        }
        interval = nil
        if rest.hasPrefix("@") {
            guard let fields = Self.names[String(rest)] else {
                throw Failure(reason: "unrecognized descriptor: \(rest)")
            }
            rest = Substring(fields)
        }
        let fields = rest.split { $0.isWhitespace }
        guard fields.count == 5 else {
            let shown = fields.joined(separator: " ")
            throw Failure(reason: "expected exactly 5 fields, found \(fields.count): [\(shown)]")
        }
        minutes = try CronField.minute.read(fields[0])
        hours = try CronField.hour.read(fields[1])
        days = try CronField.day.read(fields[2])
        months = try CronField.month.read(fields[3])
        weekdays = try CronField.weekday.read(fields[4])
    }

    private static let names = [
        "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
        "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
    ]
}

/// The values one field can have.
private struct CronField {
    let range: ClosedRange<Int>
    var names: [String] = []

    static let minute = CronField(range: 0...59)
    static let hour = CronField(range: 0...23)
    static let day = CronField(range: 1...31)
    static let month = CronField(
        range: 1...12, names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])
    static let weekday = CronField(range: 0...6, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"])

    func read(_ text: Substring) throws(CronSchedule.Failure) -> CronSchedule.Field {
        var field = CronSchedule.Field()
        for part in text.split(separator: ",") { try add(part, to: &field) }
        return field
    }

    /// One element of a list: `*`, `5`, `1-10`, each with a step behind a slash or without.
    private func add(_ part: Substring, to field: inout CronSchedule.Field) throws(CronSchedule.Failure) {
        let stepped = part.split(separator: "/", omittingEmptySubsequences: false)
        let bounds = (stepped.first ?? "").split(separator: "-", omittingEmptySubsequences: false)
        let isSingle = bounds.count == 1
        var (start, end) = (range.lowerBound, range.upperBound)
        var isAny = bounds[0] == "*" || bounds[0] == "?"
        if !isAny {
            start = try number(bounds[0])
            switch bounds.count {
            case 1: end = start
            case 2: end = try number(bounds[1])
            default: throw CronSchedule.Failure(reason: "too many hyphens: \(part)")
            }
        }
        var step = 1
        switch stepped.count {
        case 1: break
        case 2:
            step = try plainNumber(stepped[1])
            if isSingle { end = range.upperBound }
            if step > 1 { isAny = false }
        default: throw CronSchedule.Failure(reason: "too many slashes: \(part)")
        }
        try check(start, end, step, part)
        for value in stride(from: start, through: end, by: step) { field.bits |= 1 << UInt64(value) }
        field.isAny = field.isAny || isAny
    }

    private func check(_ start: Int, _ end: Int, _ step: Int, _ part: Substring) throws(CronSchedule.Failure) {
        if start < range.lowerBound {
            throw CronSchedule.Failure(
                reason: "beginning of range (\(start)) below minimum (\(range.lowerBound)): \(part)")
        }
        if end > range.upperBound {
            throw CronSchedule.Failure(reason: "end of range (\(end)) above maximum (\(range.upperBound)): \(part)")
        }
        if start > end {
            throw CronSchedule.Failure(reason: "beginning of range (\(start)) beyond end of range (\(end)): \(part)")
        }
        if step == 0 { throw CronSchedule.Failure(reason: "step of range should be a positive number: \(part)") }
    }

    private func number(_ text: Substring) throws(CronSchedule.Failure) -> Int {
        if let index = names.firstIndex(of: text.lowercased()) { return index + range.lowerBound }
        return try plainNumber(text)
    }

    private func plainNumber(_ text: Substring) throws(CronSchedule.Failure) -> Int {
        guard let number = Int(text) else {
            throw CronSchedule.Failure(
                reason: "failed to parse int from \(text): strconv.Atoi: parsing \"\(text)\": invalid syntax")
        }
        if number < 0 { throw CronSchedule.Failure(reason: "negative number (\(number)) not allowed: \(text)") }
        return number
    }
}

/// Spans of time as Go writes them: `1h30m`, `1.5h`, `90s`.
private enum CronDuration {
    private static let units = [("ns", 1e-9), ("us", 1e-6), ("µs", 1e-6), ("ms", 1e-3), ("s", 1.0), ("m", 60.0), ("h", 3600.0)]

    /// Whole seconds, at least one.
    static func seconds(_ text: Substring) throws(CronSchedule.Failure) -> Int64 {
        var rest = text
        var total = 0.0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            let after = rest.dropFirst(digits.count)
            let name = after.prefix { $0.isLetter }
            guard let amount = Double(digits), let unit = units.first(where: { $0.0 == name }) else { throw failure(text) }
            total += amount * unit.1
            rest = after.dropFirst(name.count)
        }
        guard !text.isEmpty, let seconds = Int64(exactly: total.rounded(.down)) else { throw failure(text) }
        return max(1, seconds)
    }

    private static func failure(_ text: Substring) -> CronSchedule.Failure {
        CronSchedule.Failure(reason: "failed to parse duration @every \(text): time: invalid duration \"\(text)\"")
    }
}
