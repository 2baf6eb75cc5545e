/// The `Warning` headers of an answer (RFC 7234, section 5.5): each text once, and all of them together of a size that
/// clients and proxies take. Once they are too much, the long ones are shortened; when even that is too much, the rest is
/// left out.
enum WarningHeaders {
    private static let limit = 4096
    private static let shortened = 256

    static func values(of texts: [String]) -> [String] {
        if texts.isEmpty { return [] }
        var known: Set<String> = []
        let texts = texts.filter { !$0.isEmpty && known.insert($0).inserted }.map { Array($0.unicodeScalars) }
        var total = 0
        for text in texts where isFit(text) { total = total.addingReportingOverflow(text.count).partialValue }
        guard total > limit else { return texts.compactMap { value($0[...]) } }
        return shortened(texts)
    }

    private static func shortened(_ texts: [[Unicode.Scalar]]) -> [String] {
        var values: [String] = []
        var written = 0
        // Up to the text that was too much all are there; from then on only while there is room.
        var (isOver, before) = (false, 0)
        for text in texts {
            if isOver, written >= limit { break }
            let start = text.prefix(shortened)
            guard let value = value(start) else { continue }
            before += text.count
            if before > limit { isOver = true }
            values.append(value)
            written += start.count
        }
        return values
    }

    /// Whether a header can hold a text: no control character is let through.
    private static func isFit(_ text: some Sequence<Unicode.Scalar>) -> Bool {
        text.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }
    }

    private static func value(_ text: ArraySlice<Unicode.Scalar>) -> String? {
        guard isFit(text) else { return nil }
        var quoted = "299 - \""
        for scalar in text {
            if scalar == "\"" || scalar == "\\" { quoted += "\\" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }
}
