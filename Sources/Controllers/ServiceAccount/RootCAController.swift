import KubeAPI
import KubeClient
import Schema

/// Publishes the certificate authority of the API server in every namespace, where Pods mount it from.
struct RootCAController: Controller {
    static let configMapName = "kube-root-ca.crt"
    static let certificateKey = "ca.crt"

    let name = "root-ca"
    let queue = WorkQueue<ObjectKey>()
    let client: KubeClient
    let informers: SharedInformers
    let certificatePEM: String

    func observe() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await feed(informers.namespaces) }
            group.addTask {
                await feed(informers.rootCAConfigMaps) { change in
                    change.object.map { [ObjectKey(namespace: "", name: $0.namespace)] } ?? []
                }
            }
        }
    }

    /// The key names a namespace.
    func reconcile(_ key: ObjectKey) async throws -> Next {
        guard let namespace = informers.namespaces[key], !namespace.isBeingDeleted else { return .done }
        let known = informers.rootCAConfigMaps[ObjectKey(namespace: key.name, name: Self.configMapName)]
        let data = [Self.certificateKey: certificatePEM]
        do {
            if var current = known {
                guard current.data != data else { return .done }
                current.data = data
                _ = try await client.update(current)
            } else {
                _ = try await client.create(
                    ConfigMap(name: Self.configMapName, namespace: key.name) {
                        $0.metadata.annotations = [
                            "kubernetes.io/description":
                                "Contains a CA bundle that can be used to verify the kube-apiserver when using internal"
                                + " endpoints such as the internal service IP or kubernetes.default.svc. No other usage is"
                                + " guaranteed across distributions of Kubernetes clusters."
                        ]
                        $0.data = data
                    })
            }
        } catch let error as APIError where error.isAlreadyExists || error.isNamespaceTerminating {
            return .done
        }
        return .done
    }
}
