extension StringProtocol {
    /// What stands between ASCII separators. Looks at bytes: `split` finds characters, which costs ten times as much.
    package func parts(
        separatedBy separator: Unicode.Scalar, maxSplits: Int = .max, omittingEmpty: Bool = true
    ) -> [Substring] {
        let text = Substring(self)
        let separator = UInt8(ascii: separator)
        var parts: [Substring] = []
        var start = text.startIndex
        var splits = 0
        var index = start
        while index < text.endIndex, splits < maxSplits {
            let next = text.utf8.index(after: index)
            if text.utf8[index] == separator {
                if start < index || !omittingEmpty {
                    parts.append(text[start..<index])
                    splits += 1
                }
                start = next
            }
            index = next
        }
        if start < text.endIndex || !omittingEmpty { parts.append(text[start...]) }
        return parts
    }
}
