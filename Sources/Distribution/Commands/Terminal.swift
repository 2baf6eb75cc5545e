import Glibc

/// What commands print: results on standard output, progress on standard error, colour only on a terminal.
enum Terminal {
    private static let isColoured = isatty(2) == 1 && getenv("NO_COLOR") == nil

    static func result(_ text: String) { write(1, text + "\n") }

    static func progress(_ text: String) { write(2, text + "\n") }

    /// A finished step with the time it took.
    static func done(_ text: String, since start: ContinuousClock.Instant) {
        let elapsed = start.duration(to: .now)
        let tenths = (elapsed.components.seconds * 1000 + elapsed.components.attoseconds / 1_000_000_000_000_000) / 10
        let padded = tenths % 100 < 10 ? "0\(tenths % 100)" : "\(tenths % 100)"
        write(2, "\(green("✓")) \(text) (\(tenths / 100).\(padded) s)\n")
    }

    static func failure(_ text: String) { write(2, "\(isColoured ? "\u{1B}[31merror:\u{1B}[0m" : "error:") \(text)\n") }

    private static func green(_ text: String) -> String { isColoured ? "\u{1B}[32m\(text)\u{1B}[0m" : text }

    private static func write(_ descriptor: Int32, _ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
