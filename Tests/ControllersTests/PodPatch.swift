import JSON
import KubeAPI
import Schema

/// What a kubelet would write of a Pod.
enum PodPatch {
    static func ready(address: String) -> JSONValue {
        [
            "status": [
                "phase": "Running", "podIP": .string(address), "podIPs": [["ip": .string(address)]],
                "conditions": [
                    [
                        "type": "Ready", "status": "True",
                        "lastTransitionTime": Timestamp.now.advanced(bySeconds: -60).json,
                    ]
                ],
            ]
        ]
    }
}

/// Objects that tests create.
enum Make {
    static func template(image: String = "web:1") -> PodTemplateSpec {
        PodTemplateSpec {
            $0.metadata.labels = ["app": "web"]
            $0.spec.containers = [
                Container {
                    $0.name = "c"
                    $0.image = image
                    $0.ports = [
                        ContainerPort {
                            $0.name = "http"
                            $0.containerPort = 8080
                        }
                    ]
                }
            ]
        }
    }

    static func replicaSet(_ name: String, replicas: Int32) -> ReplicaSet {
        ReplicaSet(name: name, namespace: "default") {
            $0.spec.replicas = replicas
            $0.spec.selector = LabelSelector { $0.matchLabels = ["app": "web"] }
            $0.spec.template = template()
        }
    }

    static func deployment(_ name: String, replicas: Int32, strategy: DeploymentStrategy? = nil) -> Deployment {
        Deployment(name: name, namespace: "default") {
            $0.spec.replicas = replicas
            $0.spec.selector = LabelSelector { $0.matchLabels = ["app": "web"] }
            $0.spec.template = template()
            if let strategy { $0.spec.strategy = strategy }
        }
    }

    static func service(_ name: String, targetPort: IntOrString = .string("http")) -> KubeAPI.Service {
        KubeAPI.Service(name: name, namespace: "default") {
            $0.spec.selector = ["app": "web"]
            $0.spec.ports = [
                ServicePort {
                    $0.name = "http"
                    $0.port = 80
                    $0.targetPort = targetPort
                }
            ]
        }
    }
}
