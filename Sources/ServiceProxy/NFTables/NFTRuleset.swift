/// The state of the proxy's nftables table as named parts, and the text that turns one state into another.
///
/// Parts that are equal on both sides are not touched, so a change of one Service costs the same with ten Services and with
/// thousands, and the memory of session affinity stays.
struct NFTRuleset: Hashable {
    /// One of the maps and sets the base chains look connections up in.
    enum Lookup: String, CaseIterable {
        case serviceAddresses = "service-ips"
        case nodePorts = "node-ports"
        case rejectedAddresses = "rejected-ips"
        case rejectedPorts = "rejected-ports"
        case droppedAddresses = "dropped-ips"
        case droppedPorts = "dropped-ports"
        /// Every Service's own addresses, to refuse ports that it does not have.
        case clusterAddresses = "cluster-ips"
        case hairpin = "hairpin"

        var declaration: String {
            switch self {
            case .serviceAddresses: "map \(rawValue) { type ipv4_addr . inet_proto . inet_service : verdict; }"
            case .nodePorts: "map \(rawValue) { type inet_proto . inet_service : verdict; }"
            case .rejectedAddresses, .droppedAddresses: "set \(rawValue) { type ipv4_addr . inet_proto . inet_service; }"
            case .rejectedPorts, .droppedPorts: "set \(rawValue) { type inet_proto . inet_service; }"
            case .clusterAddresses: "set \(rawValue) { type ipv4_addr; }"
            case .hairpin: "set \(rawValue) { type ipv4_addr . ipv4_addr; }"
            }
        }
    }

    /// The rules of every chain that belongs to one Service or backend.
    var chains: [String: [String]] = [:]
    /// The elements of every look-up; the value is the verdict of a map's element, empty for a set's.
    var elements: [Lookup: [String: String]] = [:]
    /// Clients per backend, remembered for so many seconds.
    var affinitySets: [String: Int] = [:]

    /// Replaces whatever the table holds.
    func replacement(table: String, baseChains: String) -> String {
        var text = "add table ip \(table)\ndelete table ip \(table)\ntable ip \(table) {\n"
        for lookup in Lookup.allCases { text += "  \(lookup.declaration)\n" }
        text += baseChains + "}\n"
        return text + changes(from: NFTRuleset(), table: table)
    }

    /// One transaction that makes this state of `old`; empty when they are equal.
    ///
    /// The order matters: a chain must be there before an element or rule names it, and no longer be named when it goes.
    func changes(from old: NFTRuleset, table: String) -> String {
        var text = ""
        text += removeElements(from: old, table)
        text += makeRoom(from: old, table)
        text += writeChains(from: old, table)
        text += addElements(from: old, table)
        text += removeRest(from: old, table)
        return text
    }

    private func removeElements(from old: NFTRuleset, _ table: String) -> String {
        var text = ""
        for lookup in Lookup.allCases {
            let wanted = elements[lookup] ?? [:]
            let stale = (old.elements[lookup] ?? [:]).filter { wanted[$0.key] != $0.value }
            text += Self.element("delete", table, lookup, stale)
        }
        return text
    }

    private func addElements(from old: NFTRuleset, _ table: String) -> String {
        var text = ""
        for lookup in Lookup.allCases {
            let known = old.elements[lookup] ?? [:]
            text += Self.element("add", table, lookup, (elements[lookup] ?? [:]).filter { known[$0.key] != $0.value })
        }
        return text
    }

    private static func element(_ verb: String, _ table: String, _ lookup: Lookup, _ elements: [String: String]) -> String {
        if elements.isEmpty { return "" }
        let list = elements.sorted { $0.key < $1.key }.map { $0.value.isEmpty ? $0.key : "\($0.key) : \($0.value)" }
        return "\(verb) element ip \(table) \(lookup.rawValue) { \(list.joined(separator: ", ")) }\n"
    }

    /// New sets and chains, still empty.
    private func makeRoom(from old: NFTRuleset, _ table: String) -> String {
        var text = ""
        for (name, seconds) in affinitySets.sorted(by: { $0.key < $1.key }) where old.affinitySets[name] == nil {
            text += "add set ip \(table) \(name) { type ipv4_addr; flags dynamic,timeout; timeout \(seconds)s; size 65536; }\n"
        }
        for name in chains.keys.sorted() where old.chains[name] == nil { text += "add chain ip \(table) \(name)\n" }
        return text
    }

    private func writeChains(from old: NFTRuleset, _ table: String) -> String {
        var text = ""
        for (name, rules) in chains.sorted(by: { $0.key < $1.key }) where old.chains[name] != rules {
            if old.chains[name] != nil { text += "flush chain ip \(table) \(name)\n" }
            for rule in rules { text += "add rule ip \(table) \(name) \(rule)\n" }
        }
        return text
    }

    private func removeRest(from old: NFTRuleset, _ table: String) -> String {
        let staleChains = old.chains.keys.filter { chains[$0] == nil }.sorted()
        let staleSets = old.affinitySets.keys.filter { affinitySets[$0] == nil }.sorted()
        return staleChains.map { "flush chain ip \(table) \($0)\n" }.joined()
            + staleChains.map { "delete chain ip \(table) \($0)\n" }.joined()
            + staleSets.map { "delete set ip \(table) \($0)\n" }.joined()
    }
}
