/// A domain name as its labels, the leftmost first, in lower case (RFC 1035 section 2.3.3, RFC 4343).
struct DNSName: Hashable, CustomStringConvertible {
    let labels: [String]

    init(labels: some Sequence<String>) { self.labels = labels.map { $0.lowercased() } }

    /// Reads `a.b.c` or `a.b.c.`; `nil` when a label or the whole is empty or too long.
    init?(_ text: String) {
        let trimmed = text.hasSuffix(".") ? String(text.dropLast()) : text
        let parts = trimmed.split(separator: ".", omittingEmptySubsequences: false)
        guard !trimmed.isEmpty, parts.allSatisfy({ (1...63).contains($0.utf8.count) }), trimmed.utf8.count <= 253 else {
            return nil
        }
        self.init(labels: parts.map(String.init))
    }

    var description: String { labels.joined(separator: ".") }

    func isInside(_ zone: DNSName) -> Bool {
        labels.suffix(zone.labels.count) == zone.labels[...] && labels.count >= zone.labels.count
    }

    /// The labels in front of the zone's own.
    func relative(to zone: DNSName) -> [String]? {
        isInside(zone) ? Array(labels.dropLast(zone.labels.count)) : nil
    }

    /// The name of one more label in front.
    func child(_ labels: String...) -> DNSName { DNSName(labels: labels + self.labels) }

    /// The name on the wire, without compression. A label is cut at 63 bytes; names that come from outside never have longer ones.
    var wire: [UInt8] {
        labels.flatMap { label -> [UInt8] in
            let bytes = Self.bytes(label).prefix(63)
            return [UInt8(bytes.count)] + bytes
        } + [0]
    }

    /// Labels may hold any byte; one that is no ASCII is kept as the character of that number.
    private static func bytes(_ label: String) -> [UInt8] {
        label.unicodeScalars.map { UInt8(exactly: $0.value) ?? UInt8(ascii: "?") }
    }
}
