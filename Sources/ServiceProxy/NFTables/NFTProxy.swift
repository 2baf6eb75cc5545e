internal import Addresses
internal import Netlink

/// Brings the kernel's rules to a list of `ServiceRules`, and remembers what it brought there.
actor NFTProxy {
    struct Outcome: Sendable {
        let changed: Bool
        let conflicts: [String]
        /// What to delete now that the rules are in place: arguments of `StaleFlows.delete`.
        let staleFlows: [[String]]
    }

    private let table: String
    private let clusterCIDR: IPv4CIDR
    /// `nil` until this process has written the table: then it is replaced as a whole.
    private var applied: NFTRuleset?
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
        if !text.isEmpty {
            applied = nil
            try await BlockingThread.run { try NFTables().apply(text) }
        }
        let flows = StaleFlows(from: appliedRules, to: rules, gone: endpointAddresses.subtracting(addresses))
        applied = compiler.ruleset
        appliedRules = rules
        endpointAddresses = addresses
        return Outcome(changed: !text.isEmpty, conflicts: compiler.conflicts, staleFlows: flows.deletions)
    }

    private func transaction(to ruleset: NFTRuleset) -> String {
        guard let applied else {
            return ruleset.replacement(table: table, baseChains: NFTCompiler.baseChains(clusterCIDR: clusterCIDR))
        }
        return ruleset.changes(from: applied, table: table)
    }
}
