internal import Addresses
internal import Glibc
internal import Netlink

/// Which ports of the node lead to which Pod, and the packet filter's rules for it.
///
/// The facts are links `tcp-8080` or `tcp-8080-192.0.2.1` to `<container>/<interface>/<pod address>/<pod port>`; the rules are always
/// made from all of them, so whoever comes next repairs what a crash or somebody else left.
struct HostPortStore {
    /// The nftables table (family `ip`), of the node's network namespace.
    static let table = "swiftlet-host-ports"
    private let links: LinkDirectory

    /// - Throws: `FileError` when the directory cannot be made.
    init(directory: String) throws { links = try LinkDirectory(directory) }

    static func directory(in data: String, network: String) -> String {
        AddressStore.directory(in: data, network: network) + "/host-ports"
    }

    /// Takes the ports for the owner and leads them to its address. Ports that it has already are no error.
    /// - Parameter attached: looks which containers have their interface now; a port of one that has not is free.
    /// - Throws: `CNIError` when another container has one of them; then none is taken.
    func bind(
        _ ports: [HostPort], to address: IPv4Address, for owner: AddressOwner, attached: () throws -> (AddressOwner) -> Bool
    ) throws {
        if ports.isEmpty { return }
        try links.locked {
            // Looked at under the lock: who has bound a port before had an interface by then.
            let isAttached = try attached()
            let all = try bindings()
            let kept = all.filter { $0.owner != owner && isAttached($0.owner) }
            let taken = Dictionary(kept.map { ($0.hostPort.claim, $0.owner) }, uniquingKeysWith: { first, _ in first })
            for port in ports {
                guard let other = taken[port.claim] else { continue }
                throw CNIError(
                    .tryAgainLater, "host port \(port.port)/\(port.transport.rawValue) is in use", details: other.description)
            }
            let added = ports.map { HostPortBinding(hostPort: $0, owner: owner, podAddress: address) }
            // The facts first: rules without them would be nobody's to remove.
            for binding in added { try links.replace(binding.hostPort.claim, with: Self.target(binding)) }
            for claim in Set(all.map(\.hostPort.claim)).subtracting((kept + added).map(\.hostPort.claim)) {
                try links.remove(claim)
            }
            try apply(kept + added)
            try forgetFlows(to: added)
        }
    }

    /// Gives the owner's ports back. Not an error when it has none.
    func release(_ owner: AddressOwner) throws { try retain { $0 != owner } }

    /// Gives back the ports of everybody else.
    func retain(_ isKept: (AddressOwner) -> Bool) throws {
        try links.locked {
            let all = try bindings()
            let gone = all.filter { !isKept($0.owner) }
            if gone.isEmpty { return }
            // The facts last: a crash in between leaves them for the next try.
            try apply(all.filter { isKept($0.owner) })
            for binding in gone { try links.remove(binding.hostPort.claim) }
            let tracked = try TrackedFlows()
            for address in Set(gone.filter { $0.hostPort.transport == .udp }.map(\.podAddress)).sorted() {
                try tracked.delete(["-p", "udp", "--dst-nat", address.description])
            }
        }
    }

    /// Gives back the ports of containers that have had no interface for `age` seconds.
    func releaseOrphans(olderThan age: Int, at now: Int = time(nil), isAttached: (AddressOwner) -> Bool) throws {
        let orphans = try bindings().filter { binding in
            guard !isAttached(binding.owner), let made = links.time(of: binding.hostPort.claim) else { return false }
            return now - made > age
        }
        if !orphans.isEmpty { try retain { owner in !orphans.contains { $0.owner == owner } } }
    }

    /// Puts the rules in place again, whoever took them away.
    func restoreRules() throws {
        try links.locked {
            let all = try bindings()
            if !all.isEmpty { try apply(all) }
        }
    }

    func ports(of owner: AddressOwner) throws -> Set<HostPort> {
        Set(try bindings().filter { $0.owner == owner }.map(\.hostPort))
    }

    private func apply(_ bindings: [HostPortBinding]) throws {
        if bindings.isEmpty { return try NFTables().deleteTable("ip", Self.table) }
        try NFTables().apply(HostPortRules.ruleset(table: Self.table, bindings))
    }

    /// Flows that began before the port led anywhere go on untranslated.
    private func forgetFlows(to bindings: [HostPortBinding]) throws {
        let ports = Set(bindings.map(\.hostPort).filter { $0.transport == .udp }.map(\.port)).sorted()
        for port in ports { try TrackedFlows().delete(["-p", "udp", "--orig-port-dst", String(port)]) }
    }

    private func bindings() throws -> [HostPortBinding] {
        try links.names().sorted().compactMap { name in links[name].flatMap { Self.binding(name, $0) } }
    }

    private static func target(_ binding: HostPortBinding) -> String {
        "\(binding.owner)/\(binding.podAddress)/\(binding.hostPort.containerPort)"
    }

    private static func binding(_ claim: String, _ target: String) -> HostPortBinding? {
        let parts = target.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 4, let address = IPv4Address(parts[2]), let containerPort = UInt16(parts[3]),
            let port = HostPort(claim: claim, containerPort: containerPort)
        else { return nil }
        let owner = AddressOwner(containerID: String(parts[0]), interface: String(parts[1]))
        return HostPortBinding(hostPort: port, owner: owner, podAddress: address)
    }
}
