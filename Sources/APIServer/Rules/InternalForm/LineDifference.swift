import JSON

/// What differs between two texts, as hunks of lines with three around each change ("unified" format).
///
/// Which lines are matched is what Python's `difflib` and its kin do: the longest run that both have, and then the same to
/// the left and to the right of it. In a long text, lines that come very often are not looked for.
struct LineDifference {
    private struct Run {
        var left: Int
        var right: Int
        var count: Int
    }

    private enum Kind { case equal, replace, delete, insert }

    private struct Change {
        let kind: Kind
        var left: Range<Int>
        var right: Range<Int>
    }

    private let left: [String]
    private let right: [String]
    private var positions: [String: [Int]] = [:]
    private static let context = 3

    /// Time grows with the square of the lines, and the recursion with the changes: longer texts are not compared.
    private static let longest = 2000

    /// The hunks; empty when nothing differs, or when a text is too long to be compared.
    static func text(_ left: JSONValue, _ right: JSONValue) -> String {
        let (left, right) = (lines(left), lines(right))
        return max(left.count, right.count) > longest ? "" : LineDifference(left, right).text
    }

    /// The lines of indented JSON: one space for each level, and nothing that could be taken for HTML.
    private static func lines(_ value: JSONValue) -> [String] {
        var lines: [String] = [""]
        append(value, level: 0, to: &lines)
        return lines
    }

    private static func append(_ value: JSONValue, level: Int, to lines: inout [String]) {
        func sequence(_ open: String, _ close: String, _ count: Int, _ element: (Int, inout [String]) -> Void) {
            lines[lines.count - 1] += open
            for index in 0..<count {
                lines.append(String(repeating: " ", count: level + 1))
                element(index, &lines)
                if index < count - 1 { lines[lines.count - 1] += "," }
            }
            if count > 0 { lines.append(String(repeating: " ", count: level)) }
            lines[lines.count - 1] += close
        }
        switch value {
        case .array(let elements):
            sequence("[", "]", elements.count) { append(elements[$0], level: level + 1, to: &$1) }
        case .object(let object):
            let members = object.members
            sequence("{", "}", members.count) { index, lines in
                lines[lines.count - 1] += GoQuoting.withoutHTML(JSONWriter.string(.string(members[index].key))) + ": "
                append(members[index].value, level: level + 1, to: &lines)
            }
        default: lines[lines.count - 1] += GoQuoting.withoutHTML(JSONWriter.string(value))
        }
    }

    private init(_ left: [String], _ right: [String]) {
        self.left = left
        self.right = right
        for (index, line) in right.enumerated() { positions[line, default: []].append(index) }
        guard right.count >= 200 else { return }
        let often = right.count / 100 + 1
        positions = positions.filter { $0.value.count <= often }
    }

    // MARK: Matching

    private func longestRun(_ lefts: Range<Int>, _ rights: Range<Int>) -> Run {
        var best = Run(left: lefts.lowerBound, right: rights.lowerBound, count: 0)
        var lengths: [Int: Int] = [:]
        for index in lefts {
            var next: [Int: Int] = [:]
            for other in positions[left[index]] ?? [] where rights.contains(other) {
                let length = (lengths[other - 1] ?? 0) + 1
                next[other] = length
                if length > best.count { best = Run(left: index - length + 1, right: other - length + 1, count: length) }
            }
            lengths = next
        }
        // Lines that come too often are taken along.
        while best.left > lefts.lowerBound, best.right > rights.lowerBound, left[best.left - 1] == right[best.right - 1] {
            best = Run(left: best.left - 1, right: best.right - 1, count: best.count + 1)
        }
        while best.left + best.count < lefts.upperBound, best.right + best.count < rights.upperBound,
            left[best.left + best.count] == right[best.right + best.count]
        { best.count += 1 }
        return best
    }

    private func runs(_ lefts: Range<Int>, _ rights: Range<Int>) -> [Run] {
        guard !lefts.isEmpty, !rights.isEmpty else { return [] }
        let run = longestRun(lefts, rights)
        guard run.count > 0 else { return [] }
        return runs(lefts.lowerBound..<run.left, rights.lowerBound..<run.right) + [run]
            + runs(run.left + run.count..<lefts.upperBound, run.right + run.count..<rights.upperBound)
    }

    private var changes: [Change] {
        var changes: [Change] = []
        var (leftEnd, rightEnd) = (0, 0)
        let end = Run(left: left.count, right: right.count, count: 0)
        for run in runs(0..<left.count, 0..<right.count) + [end] {
            let (lefts, rights) = (leftEnd..<run.left, rightEnd..<run.right)
            switch (lefts.isEmpty, rights.isEmpty) {
            case (true, true): break
            case (false, true): changes.append(Change(kind: .delete, left: lefts, right: rights))
            case (true, false): changes.append(Change(kind: .insert, left: lefts, right: rights))
            case (false, false): changes.append(Change(kind: .replace, left: lefts, right: rights))
            }
            leftEnd = run.left + run.count
            rightEnd = run.right + run.count
            guard run.count > 0 else { continue }
            if let last = changes.last, last.kind == .equal, last.left.upperBound == run.left {
                changes[changes.count - 1].left = last.left.lowerBound..<leftEnd
                changes[changes.count - 1].right = last.right.lowerBound..<rightEnd
            } else {
                changes.append(Change(kind: .equal, left: run.left..<leftEnd, right: run.right..<rightEnd))
            }
        }
        return changes
    }

    // MARK: Hunks

    private var hunks: [[Change]] {
        var changes = changes
        let context = Self.context
        if let first = changes.first, first.kind == .equal {
            changes[0].left = max(first.left.lowerBound, first.left.upperBound - context)..<first.left.upperBound
            changes[0].right = max(first.right.lowerBound, first.right.upperBound - context)..<first.right.upperBound
        }
        if let last = changes.last, last.kind == .equal {
            let index = changes.count - 1
            changes[index].left = last.left.lowerBound..<min(last.left.upperBound, last.left.lowerBound + context)
            changes[index].right = last.right.lowerBound..<min(last.right.upperBound, last.right.lowerBound + context)
        }
        var hunks: [[Change]] = []
        var hunk: [Change] = []
        for var change in changes {
            if change.kind == .equal, change.left.count > 2 * context {
                var end = change
                end.left = change.left.lowerBound..<change.left.lowerBound + context
                end.right = change.right.lowerBound..<change.right.lowerBound + context
                hunks.append(hunk + [end])
                hunk = []
                change.left = change.left.upperBound - context..<change.left.upperBound
                change.right = change.right.upperBound - context..<change.right.upperBound
            }
            hunk.append(change)
        }
        if !hunk.isEmpty { hunks.append(hunk) }
        return hunks.filter { $0.contains { $0.kind != .equal } }
    }

    private var text: String {
        var text = ""
        for hunk in hunks {
            guard let first = hunk.first, let last = hunk.last else { continue }
            let lefts = Self.place(first.left.lowerBound..<last.left.upperBound)
            let rights = Self.place(first.right.lowerBound..<last.right.upperBound)
            text += "@@ -\(lefts) +\(rights) @@\n"
            for change in hunk {
                guard change.kind != .equal else {
                    for line in left[change.left] { text += " \(line)\n" }
                    continue
                }
                for line in left[change.left] { text += "-\(line)\n" }
                for line in right[change.right] { text += "+\(line)\n" }
            }
        }
        return text
    }

    /// Where a hunk begins, and how many lines it has.
    private static func place(_ lines: Range<Int>) -> String {
        switch lines.count {
        case 0: "\(lines.lowerBound),0"
        case 1: "\(lines.lowerBound + 1)"
        default: "\(lines.lowerBound + 1),\(lines.count)"
        }
    }
}
