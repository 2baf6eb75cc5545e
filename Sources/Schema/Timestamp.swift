package import JSON

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A point in time in whole microseconds since 1970-01-01T00:00:00Z. Text form: RFC 3339 in UTC.
package struct Timestamp: Sendable, Hashable, Comparable {
    package let microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }
    package init(seconds: Int64) { microseconds = seconds.multipliedReportingOverflow(by: 1_000_000).partialValue }

    package var seconds: Int64 { microseconds.floorDivided(by: 1_000_000) }

    package static var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }

    private static let longest: Int64 = 1000 * 366 * 86_400

    package func advanced(bySeconds seconds: Int64) -> Timestamp {
        // A thousand years are as good as for ever, and leave room for sums and differences.
        let bounded = min(max(seconds, -Self.longest), Self.longest)
        let (sum, isTooLarge) = microseconds.addingReportingOverflow(bounded * 1_000_000)
        return Timestamp(microseconds: isTooLarge ? microseconds : sum)
    }

    /// Seconds from an earlier time to this one; negative when it is later.
    package func seconds(since earlier: Timestamp) -> Double { Double(microseconds - earlier.microseconds) / 1_000_000 }

    /// `2026-01-02T03:04:05Z`
    package var rfc3339: String { text(fraction: false) }

    /// `2026-01-02T03:04:05.000006Z`
    package var rfc3339Micro: String { text(fraction: true) }

    private func text(fraction: Bool) -> String {
        let (year, month, day) = Self.civil(fromDays: seconds.floorDivided(by: 86_400))
        let second = seconds - seconds.floorDivided(by: 86_400) * 86_400
        var text = "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))T"
        text += "\(Self.padded(second / 3600, 2)):\(Self.padded(second / 60 % 60, 2)):\(Self.padded(second % 60, 2))"
        if fraction { text += "." + Self.padded(microseconds - seconds * 1_000_000, 6) }
        return text + "Z"
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return digits.count >= width ? digits : String(repeating: "0", count: width - digits.count) + digits
    }

    /// Days since 1970 to a date of the proleptic Gregorian calendar, by 400-year eras that begin on 1 March.
    package static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = shifted.floorDivided(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    package static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear.floorDivided(by: 400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// Reads RFC 3339 (`2026-01-02T03:04:05[.fraction](Z|±hh:mm)`). Digits past microseconds are dropped.
    package init?(rfc3339 text: String) {
        var reader = DigitReader(Array(text.utf8))
        guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2), reader.skip("-"),
            let day = reader.number(2), reader.skip("T") || reader.skip("t"), let hour = reader.number(2), reader.skip(":"),
            let minute = reader.number(2), reader.skip(":"), let second = reader.number(2),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 61
        else { return nil }
        let fraction = reader.skip(".") ? reader.fraction() : 0
        guard let micro = fraction, let offset = reader.zone(), reader.isAtEnd else { return nil }
        let days = Self.days(year: year, month: month, day: day)
        guard Self.civil(fromDays: days).day == day else { return nil }  // such as 30 February
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
        microseconds = seconds * 1_000_000 + micro
    }
}

extension Int64 {
    fileprivate func floorDivided(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}

private struct DigitReader {
    let bytes: [UInt8]
    var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    mutating func digit() -> Int64? {
        guard position < bytes.count, (0x30...0x39).contains(bytes[position]) else { return nil }
        position += 1
        return Int64(bytes[position - 1] - 0x30)
    }

    mutating func number(_ width: Int) -> Int64? {
        var number: Int64 = 0
        for _ in 0..<width {
            guard let digit = digit() else { return nil }
            number = number * 10 + digit
        }
        return number
    }

    mutating func fraction() -> Int64? {
        guard var micro = digit().map({ $0 * 100_000 }) else { return nil }
        var scale: Int64 = 10_000
        while let digit = digit() {
            micro += digit * scale
            scale /= 10
        }
        return micro
    }

    mutating func zone() -> Int64? {
        if skip("Z") || skip("z") { return 0 }
        let sign: Int64 = skip("-") ? -1 : 1
        guard sign == -1 || skip("+"), let hours = number(2), skip(":"), let minutes = number(2) else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }
}

extension Timestamp: JSONRepresentable {
    package init?(json: JSONValue) {
        guard let text = json.stringValue else { return nil }
        self.init(rfc3339: text)
    }
    package var json: JSONValue { .string(rfc3339) }
    package static var schemaType: SchemaType { .time }
    package static var zero: Timestamp { Timestamp(microseconds: 0) }
}

/// A time that keeps its microseconds in JSON (Lease and Event times).
package struct MicroTimestamp: Sendable, Hashable, JSONRepresentable {
    package let time: Timestamp

    package init(_ time: Timestamp) { self.time = time }
    package init?(json: JSONValue) {
        guard let time = Timestamp(json: json) else { return nil }
        self.time = time
    }
    package static var now: MicroTimestamp { MicroTimestamp(.now) }
    package var json: JSONValue { .string(time.rfc3339Micro) }
    package static var schemaType: SchemaType { .microTime }
    package static var zero: MicroTimestamp { MicroTimestamp(.zero) }
}
