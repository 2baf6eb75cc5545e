internal import Addresses
internal import Netlink

/// Flows that the kernel would keep sending to the wrong place, because translation is decided once per flow. Pure, but for `delete`.
///
/// - A UDP flow without pause never ends, so it must be forgotten as soon as its backend is no longer used.
/// - A TCP connection goes on with a backend that ends in order. Only when the backend's address is gone altogether is the rest of
///   the connection forgotten: the client may soon use the same port again, and would be led to an address that nobody has.
struct StaleFlows {
    /// The arguments of `conntrack` for each group of flows.
    let deletions: [[String]]
    /// More than these are left to time out: each costs a process.
    static let limit = 200

    /// - Parameter gone: addresses that were in an EndpointSlice and are in none any more.
    init(from old: [ServiceRules], to new: [ServiceRules], gone: Set<IPv4Address>) {
        let byAddress = gone.sorted().map { ["-D", "--dst-nat", $0.description] }
        self.deletions = Array((byAddress + Self.datagramFlows(from: old, to: new, gone)).prefix(Self.limit))
    }

    private static func datagramFlows(
        from old: [ServiceRules], to new: [ServiceRules], _ gone: Set<IPv4Address>
    ) -> [[String]] {
        let before = byName(old)
        let after = byName(new)
        var deletions: [[String]] = []
        for (name, rule) in before.sorted(by: { $0.key < $1.key }) {
            let lost = rule.allBackends.subtracting(after[name]?.allBackends ?? []).filter { !gone.contains($0.address) }
            for backend in lost.sorted() {
                deletions += selectors(rule).map { $0 + ["--dst-nat", backend.address.description] }
            }
        }
        for (name, rule) in after.sorted(by: { $0.key < $1.key }) where !rule.allBackends.isEmpty {
            // Flows that began while there was no backend go on untranslated.
            if before[name]?.allBackends.isEmpty ?? true { deletions += selectors(rule) }
        }
        return deletions
    }

    private static func byName(_ rules: [ServiceRules]) -> [String: ServiceRules] {
        Dictionary(rules.lazy.filter { $0.transport == .udp }.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private static func selectors(_ rule: ServiceRules) -> [[String]] {
        let addresses = rule.clusterIPs + rule.externalIPs + rule.loadBalancerIPs
        let toAddresses = addresses.map {
            ["-D", "-p", "udp", "--orig-dst", $0.description, "--orig-port-dst", String(rule.port)]
        }
        let toNodePort = rule.nodePort.map { [["-D", "-p", "udp", "--orig-port-dst", String($0)]] } ?? []
        return toAddresses + toNodePort
    }

    /// Deletes one group. Blocks for some milliseconds. That there is no such flow is no error.
    /// - Throws: `NetlinkError` when the program `conntrack` is not installed or does not work.
    static func delete(_ arguments: [String]) throws {
        guard let path = Command.find("conntrack") else {
            throw NetlinkError("find", "conntrack", detail: "install the package conntrack")
        }
        let result = try Command(path, arguments).run()
        // It ends with 1 when there was nothing to delete.
        guard result.exitCode == 0 || result.errorText.contains("0 flow entries have been deleted") else {
            throw NetlinkError("delete", "flows", detail: String(result.errorText.prefix(200)))
        }
    }
}
