internal import Addresses
internal import AsyncTools
internal import Netlink

/// Brings the kernel's rules to a list of `ServiceRules`, and remembers what it brought there.
actor NFTProxy {
    struct Outcome: Sendable {
        let changed: Bool
        let conflicts: [String]
        /// What to delete now that the rules are in place: selectors for `TrackedFlows.delete`.
        let staleFlows: [[String]]
    }

    private let table: String
    private let clusterCIDR: IPv4CIDR
    /// `nil` until this process has written the table: then it is replaced as a whole.
    private var applied: NFTRuleset?
    /// The packet filter's, when this table was last known to be as `applied` says.
    private var generation: UInt32?
    private var appliedRules: [ServiceRules] = []
    private var endpointAddresses: Set<IPv4Address> = []

    init(table: String, clusterCIDR: IPv4CIDR) {
        self.table = table
        self.clusterCIDR = clusterCIDR
    }

    /// One transaction for everything that differs. Connections that exist are not disturbed.
    /// - Parameter addresses: those of all endpoints, usable or not.
    /// - Throws: `NetlinkError`; the old rules stay, and the next call replaces the whole table.
    func apply(_ rules: [ServiceRules], endpointAddresses addresses: Set<IPv4Address>) async throws -> Outcome {
        let compiler = NFTCompiler(rules, clusterCIDR: clusterCIDR)
        let text = transaction(to: compiler.ruleset)
        let isFirst = generation == nil
        if !text.isEmpty {
            applied = nil
            generation = try await BlockingThread.run {
                try NFTables().apply(text)
                return try NFTables.generation()
            }
        }
        var flows = StaleFlows(from: appliedRules, to: rules, gone: endpointAddresses.subtracting(addresses)).deletions
        applied = compiler.ruleset
        appliedRules = rules
        endpointAddresses = addresses
        if isFirst {
            let listing = try await BlockingThread.run { try TrackedFlows().list(["-p", "udp", "--dst-nat"]) }
            flows += StaleFlows(listing: listing, rules: rules).deletions
        }
        return Outcome(changed: !text.isEmpty, conflicts: compiler.conflicts, staleFlows: flows)
    }

    /// Looks whether the table still has the chains and rules it was given, when anybody has changed anything in the packet filter
    /// since. If it has not, the next `apply` replaces the whole table.
    /// - Returns: whether that is so.
    func forgetRulesChangedByOthers() async throws -> Bool {
        guard let applied, let generation else { return false }
        let (table, baseChains) = (table, NFTCompiler.baseChains(clusterCIDR: clusterCIDR))
        let found = try await BlockingThread.run { () -> (generation: UInt32, outline: String?)? in
            let current = try NFTables.generation()
            return current == generation ? nil : (current, try NFTables().outline("ip", table))
        }
        guard let found else { return false }
        self.generation = found.generation
        if let outline = found.outline, applied.matches(outline: outline, baseChains: baseChains) { return false }
        self.applied = nil
        return true
    }

    private func transaction(to ruleset: NFTRuleset) -> String {
        guard let applied else {
            return ruleset.replacement(table: table, baseChains: NFTCompiler.baseChains(clusterCIDR: clusterCIDR))
        }
        return ruleset.changes(from: applied, table: table)
    }
}
