import ContainerRuntime
import KubeAPI
import Schema

/// Decides a Pod's resolver configuration from its `dnsPolicy` and `dnsConfig`.
struct ResolverPolicy: Sendable {
    /// Limits of what containers are given: 3 servers, 32 search domains of 2048 characters in all.
    static let maximumServers = 3
    static let maximumSearches = 32
    static let maximumSearchLength = 2048

    let clusterDNS: [String]
    let clusterDomain: String
    /// The node's own.
    let host: ResolverConfiguration

    func configuration(for pod: Pod) -> ResolverConfiguration {
        let spec = pod.spec
        var result: ResolverConfiguration
        switch spec.dnsPolicy {
        case "None": result = ResolverConfiguration()
        case "Default": result = host
        case "ClusterFirst" where spec.hostNetwork: result = host
        default: result = clusterDNS.isEmpty ? host : cluster(pod.namespace)
        }
        if let extra = spec.dnsConfig { add(extra, to: &result) }
        return limited(result)
    }

    private func cluster(_ namespace: String) -> ResolverConfiguration {
        let own = ["\(namespace).svc.\(clusterDomain)", "svc.\(clusterDomain)", clusterDomain]
        return ResolverConfiguration(servers: clusterDNS, searches: unique(own + host.searches), options: ["ndots:5"])
    }

    private func add(_ extra: PodDNSConfig, to result: inout ResolverConfiguration) {
        result.servers = unique(result.servers + extra.nameservers)
        result.searches = unique(result.searches + extra.searches)
        for option in extra.options {
            let name = option.name
            result.options.removeAll { $0 == name || $0.hasPrefix(name + ":") }
            result.options.append(option.value.isEmpty ? name : "\(name):\(option.value)")
        }
    }

    private func limited(_ full: ResolverConfiguration) -> ResolverConfiguration {
        var result = full
        result.servers = Array(full.servers.prefix(Self.maximumServers))
        var length = 0
        result.searches = Array(
            full.searches.prefix(Self.maximumSearches).prefix { name in
                length += name.utf8.count + 1
                return length <= Self.maximumSearchLength
            })
        return result
    }

    private func unique(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { !$0.isEmpty && seen.insert($0).inserted }
    }
}

extension ResolverConfiguration {
    /// Reads the text of a resolv.conf(5); the last `search` or `domain` line counts.
    init(resolvConf text: String) {
        self.init()
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
            guard let keyword = words.first, !keyword.hasPrefix("#"), !keyword.hasPrefix(";") else { continue }
            let values = Array(words.dropFirst())
            switch keyword {
            case "nameserver": if let server = values.first { servers.append(server) }
            case "search", "domain": searches = values.filter { $0 != "." }
            case "options": options += values
            default: break
            }
        }
    }
}
