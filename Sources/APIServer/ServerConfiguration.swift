/// What the API server has to be told.
package struct ServerConfiguration: Sendable {
    /// The address and port at which clients reach this server; endpoint of the `kubernetes` Service.
    package var advertiseAddress: String
    package var advertisePort: Int
    /// The ranges of Service addresses: one, or one of each IP family (`10.43.0.0/16,fd43::/112`). The first address of the
    /// first is the `kubernetes` Service's.
    package var serviceCIDR: String
    package var clusterDomain: String
    package var nodePorts: ClosedRange<Int>
    /// What Pods may do where their namespace's labels say nothing, and who is exempt.
    package var podSecurity: PodSecurityConfiguration
    /// How long Events are kept, in seconds.
    package var eventTTL: Int64
    /// The shortest time that a watch without `timeoutSeconds` lasts, in seconds.
    package var minimumWatchTimeout: Int64
    /// Which requests are recorded, and where to; `nil`: none.
    package var audit: AuditConfiguration?
    /// How many requests are worked on at one time; the fair queue divides them among the priority levels.
    package var maximumRequestsInFlight: Int
    /// How long a request waits for its turn in the fair queue. A quarter of the minute that Kubernetes gives a request.
    package var longestQueueWait: Duration
    /// Serves `/debug`.
    package var profiling: Bool
    /// Our own version (`0.1.0`), which `/version` shows behind the Kubernetes version.
    package var build: String

    package init(
        advertiseAddress: String = "10.0.0.1", advertisePort: Int = 6443, serviceCIDR: String = "10.43.0.0/16",
        clusterDomain: String = "cluster.local", nodePorts: ClosedRange<Int> = 30000...32767
    ) {
        self.advertiseAddress = advertiseAddress
        self.advertisePort = advertisePort
        self.serviceCIDR = serviceCIDR
        self.clusterDomain = clusterDomain
        self.nodePorts = nodePorts
        podSecurity = PodSecurityConfiguration()
        eventTTL = 3600
        minimumWatchTimeout = 1800
        maximumRequestsInFlight = 600
        longestQueueWait = .seconds(15)
        profiling = false
        build = "0.1.0"
    }
}
