/// Writes metrics in Prometheus' text format 0.0.4. A family's samples must follow one another.
package struct MetricsText: Sendable {
    package typealias Labels = KeyValuePairs<String, String>

    package enum Kind: String, Sendable { case counter, gauge, histogram }

    package private(set) var bytes: [UInt8] = []
    private var name = ""

    package init() {}

    /// Begins a family; its samples come next.
    package mutating func family(_ name: String, _ kind: Kind, _ help: String) {
        self.name = name
        append("# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n")
    }

    package mutating func sample(_ labels: Labels, _ value: Int) { sample("", labels, nil, String(value)) }
    package mutating func sample(_ labels: Labels, _ value: UInt64) { sample("", labels, nil, String(value)) }
    package mutating func sample(_ labels: Labels, _ value: Double) { sample("", labels, nil, Self.number(value)) }

    package mutating func histogram(_ labels: Labels, bounds: [Double], _ counts: HistogramCounts) {
        var below: UInt64 = 0
        for (bound, count) in zip(bounds, counts.buckets) {
            below &+= count
            sample("_bucket", labels, Self.number(bound), String(below))
        }
        sample("_bucket", labels, "+Inf", String(counts.count))
        sample("_sum", labels, nil, Self.number(counts.sum))
        sample("_count", labels, nil, String(counts.count))
    }

    private mutating func sample(_ suffix: String, _ labels: Labels, _ bound: String?, _ value: String) {
        append(name)
        append(suffix)
        var separator = "{"
        func escaped(_ text: String) -> String {
            guard text.utf8.contains(where: { $0 == 0x22 || $0 == 0x5C || $0 == 0x0A }) else { return text }
            return String(text.flatMap { $0 == "\"" ? "\\\"" : $0 == "\\" ? "\\\\" : $0 == "\n" ? "\\n" : String($0) })
        }
        for (key, value) in labels {
            append("\(separator)\(key)=\"\(escaped(value))\"")
            separator = ","
        }
        if let bound {
            append("\(separator)le=\"\(bound)\"")
            separator = ","
        }
        append(separator == "{" ? " \(value)\n" : "} \(value)\n")
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// As Go prints them, so that bounds are the same text everywhere: `5`, not `5.0`.
    private static func number(_ value: Double) -> String {
        guard value == value.rounded(), abs(value) < 1e15 else { return String(value) }
        return String(Int(value))
    }
}

/// A part of a program that has something to count.
package protocol MetricSource: Sendable {
    func write(to text: inout MetricsText)
}
