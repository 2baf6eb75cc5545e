internal import Addresses

/// Puts rules into nftables' language.
///
/// ```
/// prerouting, output ─▶ services ─▶ service-ips  (address . protocol . port) ─▶ svc-… ─▶ dnat to one backend
///                                 └▶ node-ports  (protocol . port)           ─▶ ext-… ─┘
/// forward, input, output ─▶ refuse: Services without a backend, ports that a Service does not have
/// postrouting ─▶ masquerade what was marked, and Pods that reach themselves
/// ```
struct NFTCompiler {
    let clusterCIDR: IPv4CIDR
    /// A backend must answer such a connection through this node.
    static let mark = "0x4000"
    static let otherMarks = "0xffffbfff"

    private(set) var ruleset = NFTRuleset()
    /// Addresses and ports that more than one Service claims: the first by name has them.
    private(set) var conflicts: [String] = []

    init(_ rules: [ServiceRules], clusterCIDR: IPv4CIDR) {
        self.clusterCIDR = clusterCIDR
        let safe = rules.filter { Self.isSafe($0.name) }
        // First what the API server allocated: no Service takes another's cluster IP by naming it as an external one.
        for rule in safe { compileInside(rule) }
        for rule in safe where rule.isReachableFromOutside { compileOutside(rule, Self.key(rule)) }
    }

    /// The chains that are the same whatever Services there are. A TCP client is refused with a reset: an ICMP error that arrives
    /// while `connect` still holds the socket, as it does between a node and its Pods, is acted upon only a second later.
    /// A Pod's packet that belongs to no flow is dropped: it would reach a Service's client under the Pod's own address, and the
    /// client would break the connection off.
    static func baseChains(clusterCIDR: IPv4CIDR) -> String {
        """
          chain services {
            ip daddr . meta l4proto . th dport vmap @service-ips
            ip daddr != 127.0.0.0/8 fib daddr type local meta l4proto . th dport vmap @node-ports
          }
          chain refuse {
            meta l4proto tcp ip daddr . meta l4proto . th dport @rejected-ips reject with tcp reset
            ip daddr . meta l4proto . th dport @rejected-ips reject
            ip daddr . meta l4proto . th dport @dropped-ips drop
            ip daddr != 127.0.0.0/8 fib daddr type local meta l4proto tcp meta l4proto . th dport @rejected-ports reject with tcp reset
            ip daddr != 127.0.0.0/8 fib daddr type local meta l4proto . th dport @rejected-ports reject
            ip daddr != 127.0.0.0/8 fib daddr type local meta l4proto . th dport @dropped-ports drop
            ip daddr @cluster-ips meta l4proto tcp reject with tcp reset
            ip daddr @cluster-ips reject
          }
          chain prerouting {
            type nat hook prerouting priority dstnat; policy accept;
            jump services
          }
          chain output {
            type nat hook output priority -100; policy accept;
            jump services
          }
          chain refuse-input {
            type filter hook input priority filter; policy accept;
            ct state new jump refuse
          }
          chain refuse-forward {
            type filter hook forward priority filter; policy accept;
            ip saddr \(clusterCIDR) ct state invalid drop
            ct state new jump refuse
          }
          chain refuse-output {
            type filter hook output priority filter; policy accept;
            ct state new jump refuse
          }
          chain postrouting {
            type nat hook postrouting priority srcnat; policy accept;
            oifname "lo" return
            meta mark & \(mark) != 0 meta mark set meta mark & \(otherMarks) masquerade fully-random
            ct status dnat ip saddr . ip daddr @hairpin masquerade fully-random
          }

        """
    }

    /// Names go into nft's language as they are, so nothing but what Kubernetes allows in names may pass.
    private static func isSafe(_ name: String) -> Bool {
        name.utf8.count <= 180
            && name.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || [0x2D, 0x2E, 0x2F].contains($0)
            }
    }

    private static func key(_ rule: ServiceRules) -> (IPv4Address) -> String {
        { "\($0) . \(rule.transport.rawValue) . \(rule.port)" }
    }

    private mutating func compileInside(_ rule: ServiceRules) {
        let key = Self.key(rule)
        for address in rule.clusterIPs {
            claim(.internalAddress, key(address), rule.internalTarget, "svc-\(rule.name)")
            ruleset.elements[.clusterAddresses, default: [:]][address.description] = ""
        }
        if case .backends(let backends) = rule.internalTarget {
            ruleset.chains["svc-\(rule.name)"] = [masqueradeOutsiders] + balance(backends, rule)
        }
        for backend in rule.localBackends {
            ruleset.elements[.hairpin, default: [:]]["\(backend.address) . \(backend.address)"] = ""
        }
    }

    private mutating func compileOutside(_ rule: ServiceRules, _ key: (IPv4Address) -> String) {
        let target: ServiceRules.Target = rule.clusterTarget == .reject ? rule.externalTarget : rule.clusterTarget
        for address in rule.externalIPs { claim(.externalAddress, key(address), target, "ext-\(rule.name)") }
        let balancerChain = rule.sourceRanges.isEmpty ? "ext-\(rule.name)" : "lb-\(rule.name)"
        for address in rule.loadBalancerIPs { claim(.externalAddress, key(address), target, balancerChain) }
        if let nodePort = rule.nodePort {
            claim(.nodePort, "\(rule.transport.rawValue) . \(nodePort)", target, "ext-\(rule.name)")
        }
        guard case .backends(let all) = target else { return }
        ruleset.chains["ext-\(rule.name)"] = outsideRules(rule, all)
        guard !rule.sourceRanges.isEmpty, !rule.loadBalancerIPs.isEmpty else { return }
        let ranges = rule.sourceRanges.map(\.description).joined(separator: ", ")
        ruleset.chains["lb-\(rule.name)"] = ["ip saddr != { \(ranges) } drop", "goto ext-\(rule.name)"]
    }

    private mutating func outsideRules(_ rule: ServiceRules, _ all: [Backend]) -> [String] {
        guard rule.keepsClientAddress else { return [markForMasquerade] + balance(all, rule) }
        // The policy binds only who comes from outside. Pods and this node may use every backend.
        ruleset.chains["all-\(rule.name)"] = [masqueradeOutsiders] + balance(all, rule)
        let insiders = ["ip saddr \(clusterCIDR) goto all-\(rule.name)", "fib saddr type local goto all-\(rule.name)"]
        switch rule.externalTarget {
        case .backends(let local): return insiders + balance(local, rule)
        case .reject, .drop: return insiders + ["drop"]
        }
    }

    private enum Claim { case internalAddress, externalAddress, nodePort }

    /// Enters an address or port where the base chains look it up.
    private mutating func claim(_ claim: Claim, _ key: String, _ target: ServiceRules.Target, _ chain: String) {
        let lookups: (map: NFTRuleset.Lookup, rejected: NFTRuleset.Lookup, dropped: NFTRuleset.Lookup) =
            claim == .nodePort
            ? (.nodePorts, .rejectedPorts, .droppedPorts) : (.serviceAddresses, .rejectedAddresses, .droppedAddresses)
        let isTaken = [lookups.map, lookups.rejected, lookups.dropped].contains { ruleset.elements[$0]?[key] != nil }
        guard !isTaken else { return conflicts.append("\(key) (\(chain))") }
        switch target {
        case .backends: ruleset.elements[lookups.map, default: [:]][key] = "goto \(chain)"
        case .reject: ruleset.elements[lookups.rejected, default: [:]][key] = ""
        case .drop: ruleset.elements[lookups.dropped, default: [:]][key] = ""
        }
    }

    private var markForMasquerade: String { "meta mark set meta mark | \(Self.mark)" }
    /// Who is no Pod may have reached this node on a way that the backend's answer would not take.
    private var masqueradeOutsiders: String { "ip saddr != \(clusterCIDR) \(markForMasquerade)" }

    /// Rules that pick one of the backends, evenly at random.
    private mutating func balance(_ backends: [Backend], _ rule: ServiceRules) -> [String] {
        if let seconds = rule.affinitySeconds { return balanceWithAffinity(backends, rule, seconds) }
        let transport = rule.transport.rawValue
        if backends.count == 1, let only = backends.first { return ["meta l4proto \(transport) dnat to \(only)"] }
        let choices = backends.enumerated().map { "\($0.offset) : \($0.element.address) . \($0.element.port)" }
        return [
            "meta l4proto \(transport) dnat ip to numgen random mod \(backends.count) map { \(choices.joined(separator: ", ")) }"
        ]
    }

    /// A client that a backend's set remembers goes there again; each connection makes the memory last anew.
    private mutating func balanceWithAffinity(_ backends: [Backend], _ rule: ServiceRules, _ seconds: Int) -> [String] {
        let named = backends.map { (backend: $0, name: "\(rule.name)-\($0.address)/\($0.port)") }
        for (backend, name) in named {
            // The time-out is in the name: a set cannot be given another one.
            let set = "aff\(seconds)-\(name)"
            ruleset.affinitySets[set] = seconds
            ruleset.chains["ep-\(name)"] = [
                "update @\(set) { ip saddr } meta l4proto \(rule.transport.rawValue) dnat to \(backend)"
            ]
        }
        let remembered = named.map { "ip saddr @aff\(seconds)-\($0.name) goto ep-\($0.name)" }
        if named.count == 1, let only = named.first { return ["goto ep-\(only.name)"] }
        let choices = named.enumerated().map { "\($0.offset) : goto ep-\($0.element.name)" }
        return remembered + ["numgen random mod \(named.count) vmap { \(choices.joined(separator: ", ")) }"]
    }
}
