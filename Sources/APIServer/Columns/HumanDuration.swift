package import Schema

/// A span of time in at most two units, as `kubectl get` shows ages: `45s`, `5m12s`, `3h20m`, `3d4h`, `2y100d`.
///
/// Detail fades with length: seconds show below ten minutes, minutes below eight hours, hours below eight days, days below
/// eight years.
package enum HumanDuration {
    package static func text(seconds: Int64) -> String {
        if seconds < -1 { return "<invalid>" }
        if seconds < 0 { return "0s" }
        if seconds < 120 { return "\(seconds)s" }
        let minutes = seconds / 60
        if minutes < 10 { return pair(minutes, "m", seconds % 60, "s") }
        if minutes < 180 { return "\(minutes)m" }
        let hours = minutes / 60
        if hours < 8 { return pair(hours, "h", minutes % 60, "m") }
        if hours < 48 { return "\(hours)h" }
        let days = hours / 24
        if days < 8 { return pair(days, "d", hours % 24, "h") }
        if days < 730 { return "\(days)d" }
        let years = days / 365
        if years < 8 { return pair(years, "y", days % 365, "d") }
        return "\(years)y"
    }

    /// From `start` to `now`; `<unknown>` without a start.
    package static func since(_ start: Timestamp?, now: Timestamp) -> String {
        guard let start else { return "<unknown>" }
        let (microseconds, overflow) = now.microseconds.subtractingReportingOverflow(start.microseconds)
        return overflow ? "<invalid>" : text(seconds: microseconds / 1_000_000)
    }

    private static func pair(_ large: Int64, _ largeUnit: String, _ small: Int64, _ smallUnit: String) -> String {
        small == 0 ? "\(large)\(largeUnit)" : "\(large)\(largeUnit)\(small)\(smallUnit)"
    }
}
