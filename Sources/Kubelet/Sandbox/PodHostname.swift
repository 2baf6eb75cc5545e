import KubeAPI
import Schema

/// The names a Pod goes by.
struct PodHostname: Sendable, Hashable {
    /// Longest name the kernel takes (sethostname(2)).
    static let maximumLength = 63

    /// What `hostname` says inside.
    let hostname: String
    /// `hostname.subdomain.namespace.svc.domain`; `nil` without a subdomain.
    let domainName: String?

    init(_ pod: Pod, nodeName: String, clusterDomain: String) {
        let spec = pod.spec
        var short = spec.hostname.isEmpty ? pod.name : spec.hostname
        if spec.hostNetwork { short = spec.hostname.isEmpty ? nodeName : spec.hostname }
        if !spec.hostnameOverride.isEmpty { short = spec.hostnameOverride }
        if short.utf8.count > Self.maximumLength {
            short = String(short.prefix(Self.maximumLength))
            while let last = short.last, last == "-" || last == "." { short.removeLast() }
        }
        let full = "\(short).\(spec.subdomain).\(pod.namespace).svc.\(clusterDomain)"
        domainName = spec.subdomain.isEmpty ? nil : full
        let wantsFull = spec.setHostnameAsFQDN ?? false
        hostname = wantsFull && domainName != nil && full.utf8.count <= 64 ? full : short
    }
}

/// The `/etc/hosts` that the kubelet keeps for a Pod (hosts(5)).
enum HostsFile {
    static func text(_ pod: Pod, addresses: [String], _ name: PodHostname, nodeHosts: String) -> String {
        var text: String
        if pod.spec.hostNetwork {
            text = "# Kubernetes-managed hosts file (host network).\n" + nodeHosts
            if !text.hasSuffix("\n") { text += "\n" }
        } else {
            text = """
                # Kubernetes-managed hosts file.
                127.0.0.1\tlocalhost
                ::1\tlocalhost ip6-localhost ip6-loopback
                fe00::0\tip6-localnet
                fe00::0\tip6-mcastprefix
                fe00::1\tip6-allnodes
                fe00::2\tip6-allrouters

                """
            for address in addresses {
                let names = (name.domainName.map { [$0] } ?? []) + [name.hostname]
                text += "\(address)\t\(unique(names).joined(separator: "\t"))\n"
            }
        }
        guard !pod.spec.hostAliases.isEmpty else { return text }
        text += "\n# Entries added by HostAliases.\n"
        for alias in pod.spec.hostAliases { text += "\(alias.ip)\t\(alias.hostnames.joined(separator: "\t"))\n" }
        return text
    }

    private static func unique(_ names: [String]) -> [String] {
        names.count == 2 && names[0] == names[1] ? [names[0]] : names
    }
}
