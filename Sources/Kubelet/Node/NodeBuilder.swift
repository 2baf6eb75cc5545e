import ContainerRuntime
import KubeAPI
import Schema

/// Makes the Node object that stands for this machine; pure.
struct NodeBuilder: Sendable {
    let configuration: KubeletConfiguration
    let machine: Machine

    var labels: [String: String] {
        var labels = [
            "kubernetes.io/hostname": configuration.nodeName, "kubernetes.io/os": "linux",
            "kubernetes.io/arch": Machine.architecture, "beta.kubernetes.io/os": "linux",
            "beta.kubernetes.io/arch": Machine.architecture,
        ]
        labels.merge(configuration.labels) { $1 }
        return labels
    }

    func node(_ observation: NodeObservation, at now: Timestamp) -> Node {
        Node(name: configuration.nodeName) {
            var metadata = $0.metadata
            metadata.labels = labels
            $0.metadata = metadata
            if !configuration.taints.isEmpty { $0.spec = NodeSpec { $0.taints = configuration.taints } }
            $0.status = status(observation, known: [], at: now)
        }
    }

    func status(_ observation: NodeObservation, known: [NodeCondition], at now: Timestamp) -> NodeStatus {
        NodeStatus {
            $0.capacity = machine.capacity
            $0.allocatable = machine.allocatable
            $0.conditions = NodeConditions.conditions(observation, known: known, at: now)
            $0.addresses = [
                NodeAddress {
                    $0.type = "InternalIP"
                    $0.address = configuration.nodeIP
                },
                NodeAddress {
                    $0.type = "Hostname"
                    $0.address = configuration.nodeName
                },
            ]
            $0.daemonEndpoints = NodeDaemonEndpoints {
                $0.kubeletEndpoint = DaemonEndpoint { $0.Port = Int32(clamping: configuration.server?.port ?? 10250) }
            }
            var info = machine.info
            if let version = observation.runtimeVersion { info.containerRuntimeVersion = "\(version.name)://\(version.version)" }
            $0.nodeInfo = info
            $0.images = images(observation)
        }
    }

    /// The 50 largest, as Kubernetes does.
    private func images(_ observation: NodeObservation) -> [ContainerImage] {
        observation.images.sorted { ($0.size, $1.id) > ($1.size, $0.id) }.prefix(50).map { image in
            ContainerImage {
                $0.names = image.digests + image.tags
                $0.sizeBytes = Int64(clamping: image.size)
            }
        }
    }
}
