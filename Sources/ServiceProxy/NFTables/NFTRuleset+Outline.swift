extension NFTRuleset {
    /// Whether a table as `nft --terse --handle list table` prints it has the chains, with as many rules each, and the sets of this
    /// state. What the rules say is not compared: nft prints them in other words than it was given.
    func matches(outline: String, baseChains: String) -> Bool {
        let found = Self.blocks(outline) { $0.contains("# handle ") }
        let wanted = chains.mapValues(\.count).merging(Self.counts(Self.blocks(baseChains) { _ in true }, "chain")) { own, _ in
            own
        }
        let sets = Set(Self.counts(found, "set").keys).union(Self.counts(found, "map").keys)
        return Self.counts(found, "chain") == wanted
            && sets == Set(Lookup.allCases.map(\.rawValue)).union(affinitySets.keys)
    }

    private struct Block {
        let kind: String
        let name: String
        var rules = 0
    }

    private static func counts(_ blocks: [Block], _ kind: String) -> [String: Int] {
        Dictionary(blocks.filter { $0.kind == kind }.map { ($0.name, $0.rules) }, uniquingKeysWith: { first, _ in first })
    }

    /// `chain name {`, lines, `}`. The line that makes a chain a base chain is no rule, and a rule may take several lines.
    private static func blocks(_ text: String, isRule: (Substring) -> Bool) -> [Block] {
        var blocks: [Block] = []
        for line in text.split(separator: "\n") {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
            guard let first = words.first, first != "}", first != "table" else { continue }
            if words.count >= 3, words[2] == "{", ["chain", "set", "map"].contains(first) {
                blocks.append(Block(kind: String(first), name: String(words[1])))
            } else if first != "type", !blocks.isEmpty, isRule(line) {
                blocks[blocks.count - 1].rules += 1
            }
        }
        return blocks
    }
}
