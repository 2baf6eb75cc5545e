package import KubeAPI

/// What the kubelet is told about its node. Everything it writes lies under `dataDirectory`.
package struct KubeletConfiguration: Sendable {
    package var nodeName: String
    package var nodeIP: String
    /// `pods/`, `logs/` and nothing else are made below it.
    package var dataDirectory: String
    package var criSocket: String

    /// Addresses of the cluster's DNS, for Pods with `dnsPolicy: ClusterFirst`.
    package var clusterDNS: [String] = []
    package var clusterDomain = "cluster.local"
    /// The resolver configuration that Pods inherit.
    package var resolvConfPath = "/etc/resolv.conf"

    /// The cgroup that all Pods of this node live in, e.g. `/swiftlet-default-node-1`; empty for the root.
    package var cgroupParent = ""
    package var maxPods: Int64 = 110
    package var labels: [String: String] = [:]
    /// Given to the node when it is registered for the first time.
    package var taints: [Taint] = []
    package var kubeletVersion = "v1.36.2+swiftlet"

    /// Where the kubelet's own HTTPS server listens; `nil` for none.
    package var server: ServerConfiguration?

    package struct ServerConfiguration: Sendable {
        package var host: String
        package var port: Int
        package var certificateChainPEM: String
        package var privateKeyPEM: String
        /// Signs the client certificate of the API server.
        package var clientCAsPEM: String
        /// Certificates that take the place of the first one while the server runs, each with its key.
        package var renewals: AsyncStream<Renewal>?

        package struct Renewal: Sendable {
            package let certificateChainPEM: String
            package let privateKeyPEM: String

            package init(certificateChainPEM: String, privateKeyPEM: String) {
                self.certificateChainPEM = certificateChainPEM
                self.privateKeyPEM = privateKeyPEM
            }
        }

        package init(
            host: String = "0.0.0.0", port: Int = 10250, certificateChainPEM: String, privateKeyPEM: String,
            clientCAsPEM: String
        ) {
            self.host = host
            self.port = port
            self.certificateChainPEM = certificateChainPEM
            self.privateKeyPEM = privateKeyPEM
            self.clientCAsPEM = clientCAsPEM
        }
    }

    package init(nodeName: String, nodeIP: String, dataDirectory: String, criSocket: String) {
        self.nodeName = nodeName
        self.nodeIP = nodeIP
        self.dataDirectory = dataDirectory
        self.criSocket = criSocket
    }
}

extension KubeletConfiguration {
    func podDirectory(_ uid: String) -> String { "\(dataDirectory)/pods/\(uid)" }

    func logDirectory(_ key: ObjectKey, uid: String) -> String {
        "\(dataDirectory)/logs/\(key.namespace)_\(key.name)_\(uid)"
    }
}
