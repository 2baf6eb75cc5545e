internal import Addresses
internal import Netlink

/// Brings the kernel's rules to a list of `ServiceRules`, and remembers what it brought there.
actor NFTProxy {
    struct Outcome: Sendable {
        let changed: Bool
        let conflicts: [String]
        /// Flows could not be removed; the rules are in place all the same.
        let conntrackError: String?
    }

    private let table: String
    private let clusterCIDR: IPv4CIDR
    /// `nil` until this process has written the table: then it is replaced as a whole.
    private var applied: NFTRuleset?
    private var appliedRules: [ServiceRules] = []

    init(table: String, clusterCIDR: IPv4CIDR) {
        self.table = table
        self.clusterCIDR = clusterCIDR
    }

    /// One transaction for everything that differs. Connections that exist are not disturbed.
    /// - Throws: `NetlinkError`; the old rules stay, and the next call replaces the whole table.
    func apply(_ rules: [ServiceRules]) async throws -> Outcome {
        let compiler = NFTCompiler(rules, clusterCIDR: clusterCIDR)
        let text = transaction(to: compiler.ruleset)
        guard !text.isEmpty else { return Outcome(changed: false, conflicts: [], conntrackError: nil) }
        let flows = UDPConntrack(from: appliedRules, to: rules)
        applied = nil
        let conntrackError = try await BlockingThread.run { () -> String? in
            try NFTables().apply(text)
            do { try flows.remove() } catch { return "\(error)" }
            return nil
        }
        applied = compiler.ruleset
        appliedRules = rules
        return Outcome(changed: true, conflicts: compiler.conflicts, conntrackError: conntrackError)
    }

    private func transaction(to ruleset: NFTRuleset) -> String {
        guard let applied else { return ruleset.replacement(table: table, baseChains: NFTCompiler.baseChains()) }
        return ruleset.changes(from: applied, table: table)
    }
}
