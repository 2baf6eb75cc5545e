import AsyncTools
package import Glibc

/// Times as headers have them (RFC 9110, section 5.6.7). That of the `Date` header is formatted at most once a second.
package enum HTTPDate {
    private static let latest = Guarded((second: time_t(0), text: ""))

    static func now() -> String {
        let second = time(nil)
        return latest.withLock { latest in
            if latest.second != second { latest = (second, format(second)) }
            return latest.text
        }
    }

    /// A time in seconds since 1970.
    package static func format(_ second: time_t) -> String {
        var second = second
        var parts = tm()
        guard gmtime_r(&second, &parts) != nil else { return "" }
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let date = "\(days[Int(parts.tm_wday)]), \(two(parts.tm_mday)) \(months[Int(parts.tm_mon)]) \(1900 + Int(parts.tm_year))"
        return "\(date) \(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) GMT"
    }

    private static func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
