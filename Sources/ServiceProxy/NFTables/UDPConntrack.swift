internal import Addresses
internal import Netlink

/// Finds UDP flows that the kernel would keep sending to the wrong place: translation is decided once per flow, and a
/// flow without pause never ends. Pure, but for `remove`.
struct UDPConntrack {
    /// The arguments of `conntrack -D` for each group of flows.
    let deletions: [[String]]
    /// More than these are left to time out: each costs a process.
    static let limit = 100

    init(from old: [ServiceRules], to new: [ServiceRules]) {
        let after = Dictionary(new.lazy.filter { $0.transport == .udp }.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let before = Dictionary(old.lazy.filter { $0.transport == .udp }.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var deletions: [[String]] = []
        for (name, rule) in before.sorted(by: { $0.key < $1.key }) {
            let gone = rule.allBackends.subtracting(after[name]?.allBackends ?? [])
            for backend in gone.sorted() {
                deletions += Self.selectors(rule).map { $0 + ["--dst-nat", backend.address.description] }
            }
        }
        for (name, rule) in after.sorted(by: { $0.key < $1.key }) where !rule.allBackends.isEmpty {
            // Flows that began while there was no backend go on untranslated.
            if before[name]?.allBackends.isEmpty ?? true { deletions += Self.selectors(rule) }
        }
        self.deletions = Array(deletions.prefix(Self.limit))
    }

    private static func selectors(_ rule: ServiceRules) -> [[String]] {
        let addresses = rule.clusterIPs + rule.externalIPs + rule.loadBalancerIPs
        let toAddresses = addresses.map {
            ["-D", "-p", "udp", "--orig-dst", $0.description, "--orig-port-dst", String(rule.port)]
        }
        let toNodePort = rule.nodePort.map { [["-D", "-p", "udp", "--orig-port-dst", String($0)]] } ?? []
        return toAddresses + toNodePort
    }

    /// Blocks. Flows that are not there are no error.
    /// - Throws: `NetlinkError` when the program `conntrack` is not installed or cannot run.
    func remove() throws {
        if deletions.isEmpty { return }
        guard let path = Command.find("conntrack") else {
            throw NetlinkError("find", "conntrack", detail: "install the package conntrack")
        }
        for arguments in deletions { _ = try Command(path, arguments).run() }
    }
}
