package import Addresses
package import PKI

/// What the controllers need to know about the cluster, and how patient they are.
package struct ControllerConfiguration: Sendable {
    /// The range that nodes get their Pod ranges from.
    package var clusterCIDR: IPv4CIDR
    /// The prefix length of a node's Pod range.
    package var nodeCIDRMaskSize: Int
    /// The certificate authority that Pods verify the API server with; published as `kube-root-ca.crt`.
    package var rootCACertificatePEM: String
    /// Signs the certificates that are asked for through the API; without it nobody does.
    package var signingAuthority: CertificateAuthority?
    /// The longest that such a certificate is good for.
    package var signedValidity: Duration = CertificateAuthority.defaultValidity
    /// How long a node may be silent before it counts as lost.
    package var nodeMonitorGracePeriod: Duration
    /// How often silent nodes are looked for.
    package var nodeMonitorPeriod: Duration
    /// How many ended Pods are kept before the oldest are removed.
    package var terminatedPodThreshold: Int
    /// How long Pods may stay bound to a node that does not exist.
    package var orphanedPodQuarantine: Duration
    /// How many objects each controller works on at the same time.
    package var workers: Int

    package init(
        clusterCIDR: IPv4CIDR, nodeCIDRMaskSize: Int = 24, rootCACertificatePEM: String,
        nodeMonitorGracePeriod: Duration = .seconds(50), nodeMonitorPeriod: Duration = .seconds(5),
        terminatedPodThreshold: Int = 12_500, orphanedPodQuarantine: Duration = .seconds(40), workers: Int = 4
    ) {
        self.clusterCIDR = clusterCIDR
        self.nodeCIDRMaskSize = nodeCIDRMaskSize
        self.rootCACertificatePEM = rootCACertificatePEM
        self.nodeMonitorGracePeriod = nodeMonitorGracePeriod
        self.nodeMonitorPeriod = nodeMonitorPeriod
        self.terminatedPodThreshold = terminatedPodThreshold
        self.orphanedPodQuarantine = orphanedPodQuarantine
        self.workers = workers
    }

    /// Reads the cluster's range as text; `nil` when it is no IPv4 range.
    package init?(clusterCIDR: String = "10.42.0.0/16", rootCACertificatePEM: String) {
        guard let range = IPv4CIDR(clusterCIDR) else { return nil }
        self.init(clusterCIDR: range, rootCACertificatePEM: rootCACertificatePEM)
    }
}
