internal import Addresses

/// Flows that the kernel would keep sending to the wrong place, because translation is decided once per flow. Pure.
///
/// - A UDP flow without pause never ends, so it must be forgotten as soon as its backend is no longer used.
/// - A TCP connection goes on with a backend that ends in order. Only when the backend's address is gone altogether is the rest of
///   the connection forgotten: the client may soon use the same port again, and would be led to an address that nobody has.
struct StaleFlows {
    /// The selectors of each group of flows, for `TrackedFlows.delete`.
    let deletions: [[String]]
    /// More than these are left to time out: each costs a process.
    static let limit = 200

    /// - Parameter gone: addresses that were in an EndpointSlice and are in none any more.
    init(from old: [ServiceRules], to new: [ServiceRules], gone: Set<IPv4Address>) {
        let byAddress = gone.sorted().map { ["--dst-nat", $0.description] }
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
            ["-p", "udp", "--orig-dst", $0.description, "--orig-port-dst", String(rule.port)]
        }
        let toNodePort = rule.nodePort.map { [["-p", "udp", "--orig-port-dst", String($0)]] } ?? []
        return toAddresses + toNodePort
    }

    /// For the start of a process: datagram flows to Services that still lead to a backend which went away while nobody watched.
    /// - Parameter listing: what conntrack(8) prints of translated UDP flows.
    init(listing: String, rules: [ServiceRules]) {
        let flows = Set(listing.split(separator: "\n").compactMap(TranslatedFlow.init))
        var lost: Set<[String]> = []
        for rule in rules where rule.transport == .udp {
            let backends = Set(rule.allBackends.map(\.address))
            let addresses = rule.clusterIPs + rule.externalIPs + rule.loadBalancerIPs
            for flow in flows where !backends.contains(flow.backend) {
                guard flow.port == rule.port && addresses.contains(flow.destination) || flow.port == rule.nodePort else {
                    continue
                }
                lost.insert([
                    "-p", "udp", "--orig-dst", flow.destination.description, "--orig-port-dst", String(flow.port),
                    "--dst-nat", flow.backend.description,
                ])
            }
        }
        deletions = Array(lost.sorted { $0.lexicographicallyPrecedes($1) }.prefix(Self.limit))
    }
}

/// Where a flow was sent to, and where the kernel leads it.
private struct TranslatedFlow: Hashable {
    let destination: IPv4Address
    let port: UInt16
    let backend: IPv4Address

    /// Reads a line of conntrack(8): `key=value` pairs of the first direction, then those of the answers.
    init?(_ line: Substring) {
        func values(_ key: String) -> [Substring] {
            line.split(separator: " ").filter { $0.hasPrefix(key + "=") }.map { $0.dropFirst(key.utf8.count + 1) }
        }
        let (sources, destinations, ports) = (values("src"), values("dst"), values("dport"))
        guard sources.count == 2, let backend = IPv4Address(sources[1]),
            let destination = destinations.first.flatMap({ IPv4Address($0) }), let port = ports.first.flatMap({ UInt16($0) })
        else { return nil }
        self.destination = destination
        self.port = port
        self.backend = backend
    }
}
