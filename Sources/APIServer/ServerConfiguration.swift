/// What the API server has to be told.
package struct ServerConfiguration: Sendable {
    /// The address and port at which clients reach this server; endpoint of the `kubernetes` Service.
    package var advertiseAddress: String
    package var advertisePort: Int
    /// The range of Service addresses. The first one is the `kubernetes` Service's.
    package var serviceCIDR: String
    package var clusterDomain: String
    package var nodePorts: ClosedRange<Int>
    /// How long Events are kept, in seconds.
    package var eventTTL: Int64
    /// The shortest time that a watch without `timeoutSeconds` lasts, in seconds.
    package var minimumWatchTimeout: Int64
    /// Our own version (`0.1.0`), which `/version` shows behind the Kubernetes version.
    package var build: String

    package init(
        advertiseAddress: String = "127.0.0.1", advertisePort: Int = 6443, serviceCIDR: String = "10.43.0.0/16",
        clusterDomain: String = "cluster.local", nodePorts: ClosedRange<Int> = 30000...32767
    ) {
        self.advertiseAddress = advertiseAddress
        self.advertisePort = advertisePort
        self.serviceCIDR = serviceCIDR
        self.clusterDomain = clusterDomain
        self.nodePorts = nodePorts
        eventTTL = 3600
        minimumWatchTimeout = 1800
        build = "0.1.0"
    }
}
