import Addresses
import JSON

/// The Service `kubernetes` in `default`, by which Pods find this server.
enum KubernetesService {
    private static let name = "kubernetes"

    /// The first address of the Service range.
    static func clusterIP(_ configuration: ServerConfiguration) -> String {
        // Without one, admission picks any address.
        ServiceRange.list(configuration.serviceCIDR).first?.address(at: 1)?.description ?? ""
    }

    /// Whether the address means the same to everybody: a loopback, which is good for trials, means each Pod itself.
    static func isReachable(_ configuration: ServerConfiguration) -> Bool {
        switch IPAddress(configuration.advertiseAddress) {
        case .v4(let address): !address.isLoopback
        case .v6(let address): !address.isLoopback
        case nil: false
        }
    }

    static func service(_ configuration: ServerConfiguration) -> JSONValue {
        [
            "kind": "Service", "apiVersion": "v1",
            "metadata": [
                "name": .string(name), "namespace": "default",
                "labels": ["component": "apiserver", "provider": "kubernetes"],
            ],
            "spec": [
                "type": "ClusterIP", "clusterIP": .string(clusterIP(configuration)), "sessionAffinity": "None",
                "ports": [
                    [
                        "name": "https", "protocol": "TCP", "port": 443,
                        "targetPort": .int(Int64(configuration.advertisePort)),
                    ]
                ],
            ],
        ]
    }

    static func endpoints(_ configuration: ServerConfiguration) -> JSONValue {
        [
            "kind": "Endpoints", "apiVersion": "v1",
            "metadata": [
                "name": .string(name), "namespace": "default",
                "labels": ["endpointslice.kubernetes.io/skip-mirror": "true"],
            ],
            "subsets": [
                [
                    "addresses": [["ip": .string(configuration.advertiseAddress)]],
                    "ports": [["name": "https", "port": .int(Int64(configuration.advertisePort)), "protocol": "TCP"]],
                ]
            ],
        ]
    }

    static func endpointSlice(_ configuration: ServerConfiguration) -> JSONValue {
        [
            "kind": "EndpointSlice", "apiVersion": "discovery.k8s.io/v1",
            "metadata": [
                "name": .string(name), "namespace": "default", "labels": ["kubernetes.io/service-name": .string(name)],
            ],
            "addressType": .string(configuration.advertiseAddress.contains(":") ? "IPv6" : "IPv4"),
            "endpoints": [
                ["addresses": [.string(configuration.advertiseAddress)], "conditions": ["ready": true]]
            ],
            "ports": [["name": "https", "port": .int(Int64(configuration.advertisePort)), "protocol": "TCP"]],
        ]
    }
}
